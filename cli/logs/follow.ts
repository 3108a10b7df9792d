/** Prints a container's log. By SSH it continues after a lost connection, without losing or repeating a line. */
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { streamDocker } from "../../remote/docker";
import { LASTING_FAULT } from "../../remote/ssh";
import { tunnelFault } from "../../remote/tunnel-fault";
import { LogCursor } from "./log-cursor";

/** Exit code of SSH itself: the connection was lost, or there never was one. */
const SSH_FAILED = 255;
/** Text of SSH about a connection that it had. An endpoint of AWS closes each after an hour. Source: OpenSSH, `clientloop.c`. */
const LOST = /^(Connection to .* closed|Read from remote host|client_loop: |Timeout, server)/m;
/** Tries in a row without a connection, which take about five minutes. */
const MOST_TRIES = 14;
const LONGEST_PAUSE = 30_000;

export interface Following {
  /** The command that reaches the host's Docker. */
  readonly docker: readonly string[];
  readonly container: string;
  /** Docker's options for the first lines. */
  readonly from: readonly string[];
  readonly follow: boolean;
  /** Prints a line of the log. */
  readonly print: (line: string) => void;
  /** Prints what is not of the log: of Docker, of SSH. */
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
  /** Milliseconds before the first further try; each later one waits twice as long. @default 1000 */
  readonly pause?: number;
}

/** Prints the log until it ends, or until the signal. @returns the exit code of Docker or SSH; 0 after the signal */
export async function followLog(following: Following): Promise<number> {
  const { docker, from, signal, note, pause = 1000 } = following;
  const cursor = docker[0] === "ssh" ? new LogCursor() : undefined;
  for (let tries = 0; ;) {
    const { code, said, isConnected } = await connectOnce(following, cursor?.resume() ?? from, cursor);
    if (signal.aborted) return 0;
    const isLost = cursor !== undefined && code === SSH_FAILED;
    // If the first connection fails, the operator has to act: a wrong address, no credentials.
    tries = isConnected ? 1 : tries === 0 ? MOST_TRIES : tries + 1;
    if (!isLost || tries >= MOST_TRIES || LASTING_FAULT.test(said) || tunnelFault(said) !== undefined) {
      if (said !== "") note(said);
      return code;
    }
    if (isConnected) note("  ! The connection to the host was lost; the log continues.");
    const time = Math.min(pause * 2 ** (tries - 1), LONGEST_PAUSE);
    const isInterrupted = await sleep(time, false, { signal }).catch(() => true);
    if (isInterrupted) return 0;
  }
}

interface Connection {
  readonly code: number;
  /** What Docker and SSH themselves said. */
  readonly said: string;
  /** Whether there was a connection. */
  readonly isConnected: boolean;
}

/** Reads the log over one connection. @param cursor undefined for the engine of this machine */
async function connectOnce(
  { docker, container, follow, print, signal }: Following,
  from: readonly string[],
  cursor: LogCursor | undefined,
): Promise<Connection> {
  const options = [...(follow ? ["--follow"] : []), ...(cursor ? ["--timestamps"] : []), ...from];
  const running = streamDocker(docker, ["logs", ...options, container]);
  const interrupt = () => {
    running.kill("SIGINT");
  };
  signal.addEventListener("abort", interrupt, { once: true });
  const own: string[] = [];
  const seen = { line: false };
  const take = (line: string) => {
    const taken = cursor ? cursor.take(line) : { text: line };
    if (taken === undefined) own.push(line);
    else seen.line = true;
    if (typeof taken === "object") print(taken.text);
  };
  await Promise.all([eachLine(running.stdout, take), eachLine(running.stderr, take)]);
  signal.removeEventListener("abort", interrupt);
  const said = own.join("\n").trim();
  return { code: await running.exitCode, said, isConnected: seen.line || LOST.test(said) };
}

/** Splits at line feeds alone: a part after a CR or U+2028 inside a message has no time of its own, and would be lost. */
function eachLine(stream: Readable, take: (line: string) => void): Promise<void> {
  const takeWhole = (line: string) => {
    take(line.replace(/\r$/, ""));
  };
  let rest = "";
  stream.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) takeWhole(line);
  });
  return new Promise((resolve) => {
    stream.once("close", () => {
      if (rest !== "") takeWhole(rest);
      resolve();
    });
  });
}
