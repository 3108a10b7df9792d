/** Installing Docker from Debian's packages, and starting it with systemd or without. */
import { existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { cacheDir } from "./cache";
import { OperatorError, step } from "./steps";

/** Milliseconds until a started engine has to answer. */
const START_DEADLINE = 60_000;

/** @throws {OperatorError} if the operator says no, or apt-get fails */
export async function installPackages(packages: readonly string[], root: boolean): Promise<void> {
  const list = packages.join(" and ");
  if (!(await agreed(`Docker is not here. Install Debian's ${list}?`))) {
    throw new OperatorError(
      `Docker is needed. Install it yourself (apt-get install ${packages.join(" ")}), then run this again.`,
    );
  }
  await step(`Docker from Debian's packages (${list})`, async () => {
    await asRoot(root, ["apt-get", "update"]);
    await asRoot(root, ["apt-get", "install", "--yes", ...(await available(packages))]);
  });
}

/** Asks on a terminal; without one there is nobody to ask, and the answer is yes. */
async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [Y/n] `);
  terminal.close();
  return /^(y(es)?)?$/i.test(answer.trim());
}

/** Up to Debian 12 the command line is in docker.io; from 13 on it is a package of its own. */
async function available(packages: readonly string[]): Promise<string[]> {
  const known = await Promise.all(packages.map((name) => execa("apt-cache", ["show", name], { reject: false })));
  const names = packages.filter((_, i) => known[i]?.failed === false);
  return names.length === packages.length ? [...packages] : ["docker.io"];
}

/** @throws {OperatorError} with what the command said */
async function asRoot(root: boolean, words: readonly string[]): Promise<void> {
  const [program = "", ...rest] = root ? words : ["sudo", ...words];
  // sudo may ask for a password on the terminal; what the command prints is kept for its failure.
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const { failed, all } = await execa(program, rest, { env, reject: false, all: true, stdin: "inherit" });
  if (failed) throw new OperatorError(`${words.join(" ")} failed:\n${lastLines(all ?? "")}`);
}

/**
 * Starts the engine and waits until it answers.
 *
 * @throws {OperatorError} with the last lines of its log
 */
export async function startEngine(root: boolean, answers: () => Promise<boolean>): Promise<void> {
  const log = existsSync("/run/systemd/system") ? await startBySystemd(root) : startByHand(root);
  const start = performance.now();
  while (!(await answers())) {
    if (performance.now() - start > START_DEADLINE) {
      throw new OperatorError(`The Docker engine does not answer after ${START_DEADLINE / 1000} s.\n${await log()}`);
    }
    await sleep(200);
  }
}

type ReadLog = () => Promise<string>;

async function startBySystemd(root: boolean): Promise<ReadLog> {
  await asRoot(root, ["systemctl", "enable", "--now", "docker"]);
  return async () => (await execa("journalctl", ["-u", "docker", "-n", "20", "--no-pager"], { reject: false })).stdout;
}

/** Without systemd: in the background, so that it outlives this command. */
function startByHand(root: boolean): ReadLog {
  const file = cacheDir("dockerd.log");
  mkdirSync(path.dirname(file), { recursive: true });
  const output = openSync(file, "a");
  const [program = "", ...rest] = root ? ["dockerd"] : ["sudo", "dockerd"];
  const env = { PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` };
  const daemon = execa(program, rest, {
    env,
    detached: true,
    stdio: ["ignore", output, output],
    reject: false,
    cleanup: false,
  });
  daemon.unref();
  return () => Promise.resolve(`The end of ${file}:\n${lastLines(readFileSync(file, "utf8"))}`);
}

function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-20).join("\n");
}
