/** Waiting for a host, told in its own words: the last reason why not, and the end of its boot log. */
import { setTimeout as sleep } from "node:timers/promises";
import { BOOT_LOG, type Found, growDisk, INSTALL_DOCKER, LOOK, openFirewall, readFound, SKYLAKE } from "./script";
import type { HostReadyInputs } from "./inputs";
import type { CommandResult } from "../../remote/command";
import { lastLine, readable } from "../../remote/wait-ready";

/** Runs a shell text on the host. */
export type Shell = (script: string) => Promise<CommandResult>;

/** Between two lines about the waiting, in milliseconds. */
const TELL_EVERY = 15_000;
/** SSH's own exit code: the host was not reached, or did not let in. */
const SSH_FAILED = 255;

export interface HostWaiting extends Pick<
  HostReadyInputs,
  "boots" | "dataGb" | "installDocker" | "ports" | "memoryMb" | "timeoutSeconds"
> {
  readonly shell: Shell;
  /** The host, as it is told to people. */
  readonly name: string;
  /** Milliseconds between two questions. @default 3000 */
  readonly interval?: number;
  readonly signal?: AbortSignal;
  /** Takes a line about the progress. */
  readonly say: (line: string) => void;
}

/** What cannot become better by waiting. */
class Hopeless extends Error {}

/**
 * Asks a host until it is ready.
 *
 * @returns what was found, in a line
 * @throws when the time is over, or the boot has failed, or the host is not fit: with the reason and the boot log's end
 */
export async function waitHost(waiting: HostWaiting): Promise<string> {
  const { timeoutSeconds, interval = 3000, signal, say, name } = waiting;
  const start = performance.now();
  let told = start;
  for (;;) {
    const { found, reason } = await look(waiting).catch(async (error: unknown) => {
      throw error instanceof Hopeless ? new Error(await withLog(waiting, error.message)) : error;
    });
    if (found) return found;
    const now = performance.now();
    const seconds = Math.round((now - start) / 1000);
    if (signal?.aborted) throw new Error(`interrupted while ${name} was not ready: ${reason}`);
    if (now - start >= timeoutSeconds * 1000) {
      throw new Error(await withLog(waiting, `${name} is not ready after ${seconds} s: ${reason}`));
    }
    if (now - told >= TELL_EVERY) {
      say(`waiting for ${name} (${seconds} of ${timeoutSeconds} s): ${reason}`);
      told = now;
    }
    await sleep(interval);
  }
}

/** One question. @throws {Hopeless} */
async function look(waiting: HostWaiting): Promise<{ found?: string; reason: string }> {
  const { shell, name, boots, installDocker, say } = waiting;
  const answer = await shell(LOOK);
  if (answer.code === SSH_FAILED) return { reason: refused(answer.text, name) };
  if (answer.code !== 0) return { reason: lastLine(answer.text) };
  const found = readFound(answer.text);
  if (boots && found.boot === "error" && found.ended) throw new Hopeless(`${name} has not booted: cloud-init failed`);
  if (boots && found.boot !== "done") return { reason: `booting: ${readable(found.step) || found.boot}` };
  fits(found, waiting);
  if (!found.docker && !boots) {
    if (!installDocker) throw new Hopeless(noDocker(name));
    say(`installing Docker on ${name}`);
    await succeeds(shell, INSTALL_DOCKER, "Docker cannot be installed");
    return { reason: "Docker is installed, but does not answer yet" };
  }
  if (!found.docker) return { reason: "Docker on it does not answer" };
  const unfinished = await finish(waiting, found);
  return unfinished ? { reason: unfinished } : { found: toldAs(found), reason: "" };
}

/** What is changed on a host that is ready. @returns why it has to be waited for */
async function finish({ shell, dataGb, ports, say, name }: HostWaiting, found: Found): Promise<string | undefined> {
  if (dataGb !== undefined) {
    if (!found.mounted) throw new Hopeless(`the data volume of ${name} is not mounted, so no node is started`);
    const grown = await shell(growDisk(dataGb));
    if (grown.code !== 0) return lastLine(grown.text);
  }
  if (ports.length === 0) return undefined;
  const opened = await succeeds(shell, openFirewall(ports), "The host's firewall cannot be opened for peers");
  for (const line of opened.split("\n").filter((one) => one !== "")) say(line);
  return undefined;
}

/** @throws {Hopeless} if a node cannot run there */
function fits({ memoryMb, architecture, flags }: Found, wanted: HostWaiting): void {
  if (memoryMb < wanted.memoryMb) {
    throw new Hopeless(
      `${wanted.name} has ${memoryMb} MiB of memory, less than the setting memoryMb (${wanted.memoryMb}). Lower it: pulumi config set memoryMb <number>`,
    );
  }
  const missing = SKYLAKE.filter((flag) => !flags.split(" ").includes(flag));
  if (architecture !== "x86_64" || missing.length === 0) return;
  throw new Hopeless(
    `the processor of ${wanted.name} is older than Skylake (${missing.join(", ")} missing), so the node would crash with an illegal instruction. Use another host.`,
  );
}

/** @throws {Hopeless} if another machine answers than the one that was seen first */
function refused(text: string, name: string): string {
  if (!/host key verification failed|REMOTE HOST IDENTIFICATION/i.test(text)) return lastLine(text);
  throw new Hopeless(
    [
      `The SSH host key of ${name} has changed since the first contact. If you rebuilt the server, remove its line from the`,
      "stack's known_hosts file and run this again. If you did not, another machine answers at its address.",
      readable(text),
    ].join("\n"),
  );
}

function noDocker(name: string): string {
  return `${name} has no Docker that its user may use. To install it: pulumi config set --path host.installDocker true. If it is installed, add the user to the group docker.`;
}

async function succeeds(shell: Shell, script: string, otherwise: string): Promise<string> {
  const { code, text } = await shell(script);
  if (code !== 0) throw new Hopeless(`${otherwise}:\n${readable(text)}`);
  return text;
}

function toldAs({ system, architecture, vcpus, memoryMb, freeGb, docker }: Found): string {
  return `${system}, ${architecture}, ${vcpus} CPUs, ${memoryMb} MiB memory, ${freeGb} GiB free, Docker ${docker}`;
}

/** A reason, and the end of the boot log where there is one. */
async function withLog({ boots, shell }: HostWaiting, reason: string): Promise<string> {
  if (!boots) return reason;
  const { code, text } = await shell(BOOT_LOG);
  if (code !== 0)
    return `${reason}\nIts boot log cannot be read over SSH. AWS has a copy: aws ec2 get-console-output --latest`;
  return [
    reason,
    "The last lines of its boot log:",
    ...readable(text)
      .split("\n")
      .map((line) => `  ${line}`),
  ].join("\n");
}
