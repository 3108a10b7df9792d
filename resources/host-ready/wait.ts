/** Waits for a host; a failure reports the last reason and the end of the boot log. */
import { setTimeout as sleep } from "node:timers/promises";
import { BOOT_LOG, type Found, growDisk, INSTALL_DOCKER, LOOK, openFirewall, readFound, SKYLAKE } from "./script";
import type { HostReadyInputs } from "./inputs";
import type { CommandResult } from "../../remote/command";
import { setCommand, stackOption } from "../../settings/commands";
import { lastLine, readable } from "../../remote/log-text";
import { hasEnded, type MachineState } from "../../remote/aws-machine";
import { neededMtu } from "../../remote/route-mtu";
import { reservePorts } from "../../remote/reserved-ports";
import { tunnelFault } from "../../remote/tunnel-fault";

/** Runs a shell text on the host. */
export type Shell = (script: string) => Promise<CommandResult>;

/** Milliseconds between two progress lines. */
const PROGRESS_INTERVAL = 15_000;
/** Exit code of SSH itself: the host is unreachable or refused the login. */
const SSH_FAILED = 255;
/** Tries until a failure of the command that SSH connects through counts: a right may take some seconds to arrive. */
const HOPELESS_TRIES = 4;
/** AWS is queried for an instance at each such try that does not reach it. */
const QUERIED_EACH = 5;

export interface HostWaiting extends Pick<
  HostReadyInputs,
  "hostKey" | "boots" | "dataGb" | "installDocker" | "ports" | "memoryMb" | "timeoutSeconds"
> {
  readonly shell: Shell;
  /** Name of the host in messages. */
  readonly name: string;
  /** The stack, for commands. */
  readonly stack?: string | undefined;
  /** The command that connects as this program does, for the operator to try. */
  readonly login: string;
  /** Seconds until a running server has to be reachable by SSH; a new instance has to boot first. @default 60 */
  readonly reachableSeconds?: number;
  /** Milliseconds between two checks. @default 3000 */
  readonly interval?: number;
  /** How to query AWS for an instance. Undefined for a server. */
  readonly cloud?:
    | {
        readonly state: () => Promise<MachineState | undefined>;
        /** The command that starts it, for the operator. */
        readonly start: string;
      }
    | undefined;
  /** Checks at each contact, before anything is changed, whether it is the right host. @throws if not */
  readonly assertSame?: (() => void) | undefined;
  readonly signal?: AbortSignal;
  /** Prints a progress line. */
  readonly log: (line: string) => void;
}

/** Free GiB without which a server is refused: the image alone takes half of it. */
const LEAST_GB = 8;

/** A host that is ready. */
export interface ReadyHost {
  /** Description in one line. */
  readonly found: string;
  /** MTU that its Docker networks need; undefined if Docker's own is right. */
  readonly mtu: number | undefined;
}

/** A problem that waiting does not solve. */
class HostFault extends Error {}

/**
 * Checks a host until it is ready.
 *
 * @throws on time-out, a failed boot or an unsuitable host: with the reason and the end of the boot log
 */
export async function waitHost(waiting: HostWaiting): Promise<ReadyHost> {
  const { timeoutSeconds, interval = 3000, signal, log, name } = waiting;
  const start = performance.now();
  let lastLog = start;
  let lastReached = start;
  let hopeless = 0;
  let unreached = 0;
  for (;;) {
    const { found, reason, isUnreachable, isHopeless } = await look(waiting).catch(async (error: unknown) => {
      throw error instanceof HostFault ? new Error(await withLog(waiting, error.message)) : error;
    });
    if (found) return found;
    hopeless = isHopeless ? hopeless + 1 : 0;
    if (hopeless >= HOPELESS_TRIES) throw new Error(noWay(reason, waiting));
    const now = performance.now();
    if (!isUnreachable) lastReached = now;
    unreached = isUnreachable ? unreached + 1 : 0;
    if (unreached % QUERIED_EACH === QUERIED_EACH - 1) await assertRuns(waiting);
    if (now - lastReached >= reachableMs(waiting)) throw new Error(unreachable(reason, waiting));
    const seconds = Math.round((now - start) / 1000);
    if (signal?.aborted) throw new Error(`interrupted while ${name} was not ready: ${reason}`);
    if (now - start >= timeoutSeconds * 1000) {
      throw new Error(await withLog(waiting, `${name} is not ready after ${seconds} s: ${reason}`));
    }
    if (now - lastLog >= PROGRESS_INTERVAL) {
      log(`waiting for ${name} (${seconds} of ${timeoutSeconds} s): ${reason}`);
      lastLog = now;
    }
    await sleep(interval);
  }
}

/** @throws if AWS says that the instance does not run: waiting does not help */
async function assertRuns({ cloud, name }: HostWaiting): Promise<void> {
  const state = await cloud?.state();
  if (state === "stopped" || state === "stopping") throw new Error(stoppedText(name, cloud?.start ?? ""));
  // An instance that was made a moment ago is not known everywhere yet.
  if (state === undefined || state === "gone" || !hasEnded(state)) return;
  throw new Error(`${name} is gone: AWS says that it is ${state}. Run the same command again: it makes another one.`);
}

function stoppedText(name: string, start: string): string {
  return [
    `${name} is stopped, by AWS or by a person, so its node does not run. Nothing starts it by itself. Make sure that no`,
    `other node has its keys, start it, then run the same command again: ${start}`,
  ].join("\n");
}

/** Returns how long the host may be out of reach, in milliseconds. */
function reachableMs({ boots, reachableSeconds = 60, timeoutSeconds }: HostWaiting): number {
  return 1000 * (boots ? Infinity : Math.min(reachableSeconds, timeoutSeconds));
}

function unreachable(reason: string, { name, login }: HostWaiting): string {
  return [
    `${name} cannot be reached by SSH: ${reason}`,
    "Everything there needs SSH, so nothing was changed. Check host.address, host.port, host.user and the server's",
    `firewall until this command succeeds: ${login}`,
  ].join("\n");
}

interface Look {
  readonly found?: ReadyHost;
  readonly reason: string;
  /** Whether SSH itself failed. */
  readonly isUnreachable?: true;
  /** Whether the command that SSH connects through failed, for a reason that does not pass by itself. */
  readonly isHopeless?: boolean;
}

/** Checks the host once. @throws {HostFault} */
async function look(waiting: HostWaiting): Promise<Look> {
  const { shell, name, boots, installDocker, log } = waiting;
  const answer = await shell(LOOK);
  if (answer.code === SSH_FAILED) return unreached(answer.text, waiting);
  if (answer.code !== 0) return { reason: lastLine(answer.text) };
  waiting.assertSame?.();
  const found = readFound(answer.text);
  if (boots && found.boot === "error" && found.ended) throw new HostFault(`${name} has not booted: cloud-init failed`);
  if (boots && found.boot !== "done") return { reason: `booting: ${readable(found.step) || found.boot}` };
  assertSuitable(found, waiting);
  if (!found.docker && !boots) {
    if (!installDocker) throw new HostFault(noDocker(name, waiting.stack));
    log(found.dockerRefused ? `adding the user to the group docker on ${name}` : `installing Docker on ${name}`);
    await succeeds(shell, INSTALL_DOCKER, "Docker cannot be installed");
    return { reason: "Docker is installed, but does not answer yet" };
  }
  if (!found.docker) return { reason: "its Docker does not answer" };
  const unfinished = await finish(waiting, found);
  return unfinished
    ? { reason: unfinished }
    : { found: { found: describe(found), mtu: neededMtu(found.mtu ?? "") }, reason: "" };
}

/** Grows the disk, and opens and reserves ports. @returns the reason to wait longer; undefined when done */
async function finish({ shell, dataGb, ports, log, name }: HostWaiting, found: Found): Promise<string | undefined> {
  if (dataGb !== undefined) {
    if (!found.mounted) throw new HostFault(`the data volume of ${name} is not mounted, so no node is started`);
    const grown = await shell(growDisk(dataGb));
    if (grown.code !== 0) return lastLine(grown.text);
  }
  if (ports.length === 0) return undefined;
  const opened = await succeeds(shell, openFirewall(ports), "The host's firewall cannot be opened for peers");
  const numbers = ports.map((port) => parseInt(port, 10));
  const reserved = await succeeds(shell, reservePorts(numbers), "The node's ports cannot be reserved");
  for (const line of `${opened}\n${reserved}`.split("\n").filter((text) => text !== "")) log(line);
  return undefined;
}

/** @throws {HostFault} if a node cannot run on the host */
function assertSuitable({ memoryMb, freeGb, architecture, flags }: Found, waiting: HostWaiting): void {
  if (!waiting.boots && freeGb < LEAST_GB) {
    throw new HostFault(
      `${waiting.name} has ${freeGb} GiB free on the disk of /var/lib. The node's image and first data need ${LEAST_GB}; a validator on a public network needs 1 TB. Free up space, or use another server.`,
    );
  }
  if (memoryMb < waiting.memoryMb) {
    throw new HostFault(
      `${waiting.name} has ${memoryMb} MiB of memory, less than the setting memoryMb (${waiting.memoryMb}). Lower it: ${setCommand("memoryMb", undefined, waiting.stack)}`,
    );
  }
  const missing = SKYLAKE.filter((flag) => !flags.split(" ").includes(flag));
  if (architecture !== "x86_64" || missing.length === 0) return;
  throw new HostFault(
    `the processor of ${waiting.name} is older than Skylake (${missing.join(", ")} missing), so the node would crash with an illegal instruction. Use another host.`,
  );
}

/** Returns why SSH failed. @throws {HostFault} as {@link refused} */
function unreached(text: string, waiting: HostWaiting): Look {
  const foreign = tunnelFault(text);
  return { reason: foreign ?? refused(text, waiting), isUnreachable: true, isHopeless: foreign !== undefined };
}

function noWay(reason: string, { name, stack }: HostWaiting): string {
  return [
    `SSH cannot connect to ${name}: ${reason}`,
    "Waiting does not help: the command that SSH connects through fails on this machine. What was made stays, and costs money.",
    `Fix the cause, then run the same command again: it continues. \`aztec-validator doctor${stackOption(stack)}\` checks AWS's command line and login.`,
  ].join("\n");
}

/**
 * Returns the reason of SSH. Its texts are those of OpenSSH, unchanged since 5.1.
 *
 * @throws {HostFault} if waiting does not help: another host key, or a login that a running server denies
 */
function refused(text: string, waiting: HostWaiting): string {
  const { name, boots, login, hostKey } = waiting;
  if (!boots && /permission denied/i.test(text)) {
    throw new HostFault(
      [
        `${name} denies the login by SSH: ${lastLine(text)}`,
        "Everything there needs SSH, so nothing was changed. Check host.user and host.identityFile, and the user's",
        `~/.ssh/authorized_keys on the server, until this command succeeds: ${login}`,
      ].join("\n"),
    );
  }
  if (!/host key verification failed|REMOTE HOST IDENTIFICATION/i.test(text)) return lastLine(text);
  throw new HostFault(
    [
      `The SSH host key of ${name} has changed since the first contact. If you rebuilt the server, forget the old key and run`,
      `this again: ssh-keygen -R '${hostKey.alias}' -f '${hostKey.file}'`,
      "If you did not, another machine answers at its address: nothing was sent.",
      readable(text),
    ].join("\n"),
  );
}

function noDocker(name: string, stack: string | undefined): string {
  return `${name} has no Docker that its user may use. To install it: ${setCommand("host.installDocker", "true", stack)}. If it is installed, add the user to the group docker.`;
}

async function succeeds(shell: Shell, script: string, failure: string): Promise<string> {
  const { code, text } = await shell(script);
  if (code !== 0) throw new HostFault(`${failure}:\n${readable(text)}`);
  return text;
}

function describe({ system, architecture, vcpus, memoryMb, freeGb, docker }: Found): string {
  return `${system}, ${architecture}, ${vcpus} CPUs, ${memoryMb} MiB memory, ${freeGb} GiB free, Docker ${docker}`;
}

/** Adds the end of the boot log to a reason, for a host that cloud-init sets up. */
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
