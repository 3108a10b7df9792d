/** Installs Docker from Debian's packages, and starts it with or without systemd. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { asRoot, lastLines, rootCommand } from "../as-root";
import { cacheDir } from "../../pulumi/cache";
import { OperatorError } from "../../terminal/output";
import { canPrompt, promptYesNo } from "../../terminal/prompts";

/** Milliseconds until a started engine must answer. If its process has ended, another engine may be starting. */
const PATIENCE = { starting: 60_000, ended: 5000 };

/** Prompts before packages are installed. @throws {OperatorError} if the operator declines */
export async function consent(packages: readonly string[]): Promise<void> {
  // Without a terminal nobody can answer: `make up` in a script installs Docker.
  if (!canPrompt()) return;
  if (await promptYesNo(`Docker is not installed. Install Debian's ${packages.join(" and ")}?`, true)) return;
  throw new OperatorError(
    `Docker is required. Install it (apt-get install ${packages.join(" ")}), then run the command again.`,
  );
}

/** Installs packages. @throws {OperatorError} if apt-get fails */
export async function installPackages(packages: readonly string[], abort?: AbortSignal): Promise<void> {
  await asRoot(["apt-get", "update"], abort);
  await asRoot(["apt-get", "install", "--yes", ...(await available(packages))], abort);
}

/** Returns the packages that exist: up to Debian 12 docker.io includes the command line, from 13 on docker-cli does. */
async function available(packages: readonly string[]): Promise<string[]> {
  const shown = await Promise.all(packages.map((name) => execa("apt-cache", ["show", name], { reject: false })));
  const names = packages.filter((_, i) => shown[i]?.failed === false);
  return names.length === packages.length ? [...packages] : ["docker.io"];
}

/**
 * Starts the engine and waits until it answers.
 *
 * @throws {OperatorError} with the last lines of its log
 */
export async function startEngine(answers: () => Promise<boolean>): Promise<void> {
  await untilItAnswers(existsSync("/run/systemd/system") ? await startBySystemd() : await startByHand(), answers);
}

export async function untilItAnswers(engine: StartedEngine, answers: () => Promise<boolean>, patience = PATIENCE) {
  const start = performance.now();
  while (!(await answers())) {
    const limit = engine.ended() ? patience.ended : patience.starting;
    if (performance.now() - start > limit) {
      throw new OperatorError(`The Docker engine does not answer after ${limit / 1000} s. ${await engine.log()}`);
    }
    await sleep(200);
  }
}

export interface StartedEngine {
  readonly ended: () => boolean;
  /** Returns the end of its log. */
  readonly log: () => Promise<string>;
}

async function startBySystemd(): Promise<StartedEngine> {
  await asRoot(["systemctl", "enable", "--now", "docker"]);
  const args = ["-u", "docker", "-n", "20", "--no-pager"];
  const log = async () => `Its journal:\n${(await execa("journalctl", args, { reject: false })).stdout}`;
  return { ended: () => false, log };
}

/** Starts the engine without systemd, in the background: it outlives this command. */
export async function startByHand(): Promise<StartedEngine> {
  const file = cacheDir("dockerd.log");
  mkdirSync(path.dirname(file), { recursive: true });
  const output = openSync(file, "w");
  // sudo cannot prompt for a password in the background, so it does here.
  await asRoot(["true"]);
  const [program, ...args] = rootCommand(["dockerd"]);
  const env = { PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` };
  const daemon = spawn(program, args, {
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", output, output],
  });
  daemon.unref();
  const log = () => Promise.resolve(`The end of ${file}:\n${lastLines(readFileSync(file, "utf8"))}`);
  return { ended: () => daemon.exitCode !== null || daemon.signalCode !== null, log };
}
