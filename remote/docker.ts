/**
 * Runs Docker's command line against a host: the way of the program and of all commands. Each function takes
 * the command that reaches the host's Docker, as `Host.docker` has it. `dev/` builds images with the local `docker` itself.
 */
import { spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { commandLine } from "./ssh";
import { type CommandResult, execute, runCommand } from "./command";

/** Docker of this machine, by its current context. */
export const LOCAL_DOCKER: readonly string[] = ["docker"];

/** Runs `docker` with these args on one host, with `input` on its standard input. */
export type DockerRunner = (args: readonly string[], input?: string) => Promise<CommandResult>;

/** Returns the command of Docker for a person at the host itself: the options of SSH would hide it. */
export function dockerOnHost(command: readonly string[]): string {
  return command[0] === "ssh" ? "docker" : command.join(" ");
}

/** Returns whether Docker says that there is no such container. */
export function saysNoContainer(text: string): boolean {
  return /no such container/i.test(text);
}

/** Returns the filter of Docker's lists for one name: Docker takes a regular expression, in which a dot is any character. */
export function nameFilter(kind: "container" | "network" | "volume", name: string): string {
  return `name=^${kind === "container" ? "/" : ""}${name.replaceAll(".", String.raw`\.`)}$`;
}

const TIMEOUT = 30_000;

/** Returns a runner for one host. @param timeout limit for each command, in milliseconds */
export function dockerRunner(command: readonly string[], timeout = TIMEOUT): DockerRunner {
  return (args, input) =>
    args[0] === "logs"
      ? readLog(commandLine(command, args), timeout)
      : runCommand(commandLine(command, args), timeout, input);
}

/** What Docker's command prints beside each answer if it cannot read its own settings, as after `sudo docker login`. */
const COMPLAINT = /^WARNING: Error loading config file: .*\n?/gm;

/** Reads a container's log: Docker prints what the container wrote to standard error there too. */
async function readLog(argv: readonly string[], timeout: number): Promise<CommandResult> {
  const { code, stdout, stderr } = await execute(argv, timeout);
  return { code, text: stdout + (code === 0 ? stderr.replace(COMPLAINT, "") : stderr) };
}

/**
 * Runs one command and returns its standard output, trimmed.
 *
 * @param timeout in milliseconds
 * @throws with its standard error, if it fails
 */
export async function dockerOutput(
  command: readonly string[],
  args: readonly string[],
  timeout = TIMEOUT,
): Promise<string> {
  const { code, stdout, stderr } = await execute(commandLine(command, args), timeout);
  if (code !== 0) throw new Error(stderr.trim() || stdout.trim());
  return stdout.trim();
}

/** A running command. */
export interface RunningCommand {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly kill: (signal?: NodeJS.Signals) => void;
  /** Exit code; 1 if the command cannot be started or is killed. Never rejects. */
  readonly exitCode: Promise<number>;
}

/** Starts one `docker` command, for output that is read while it runs. There is no time limit. */
export function streamDocker(command: readonly string[], args: readonly string[]): RunningCommand {
  return streamCommand(commandLine(command, args));
}

/** Starts a program of this machine in the same way. */
export function streamCommand([program = "", ...rest]: readonly string[]): RunningCommand {
  const child = spawn(program, rest, { stdio: "pipe" });
  // Otherwise it would run on after a command that is ended by a signal.
  const killWithParent = () => void child.kill();
  process.once("exit", killWithParent);
  const exitCode = new Promise<number>((resolve) => {
    child.once("error", () => {
      resolve(1);
    });
    child.once("close", (code) => {
      process.removeListener("exit", killWithParent);
      resolve(code ?? 1);
    });
  });
  // A command that exits before it has read all input reports its problem by the exit code.
  child.stdin.on("error", () => undefined);
  const kill = (signal?: NodeJS.Signals) => void child.kill(signal);
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, kill, exitCode };
}
