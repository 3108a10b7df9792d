/** Waiting for a node, told in its own words: the last reason why not, and the end of its log. */
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import type { NodeFacts } from "../settings/probe";
import type { DockerCli } from "./docker-cli";

/** How many seconds a question goes on within the container, besides what its last try takes: then Ctrl-C is heard. */
const PATIENCE = 3;
/** Of a command whose container ends under it. */
const KILLED = 137;
/** Between two lines about the waiting, in milliseconds. */
const TELL_EVERY = 15_000;
/** A node that ends this often while it is waited for does not end for want of an L1 that is still starting. */
const MOST_RESTARTS = 5;
const LOG_LINES = 20;
const ERROR_LINES = 3;

export interface Waiting {
  readonly docker: DockerCli;
  /** Name of the container. */
  readonly container: string;
  readonly timeoutSeconds: number;
  /** Milliseconds from one question to the next, at least. @default 1000 */
  readonly interval?: number;
  /** Ends the waiting before its time. */
  readonly signal?: AbortSignal;
  /** Takes a line about the progress. */
  readonly say: (line: string) => void;
}

/** One answer: facts if the node is ready, else why not. */
export interface Answer {
  readonly facts?: NodeFacts;
  readonly reason: string;
  /** How often Docker has started the container anew in its life; absent if there is no container. */
  readonly restarts?: number;
}

const factsSchema = z.object({
  nodeVersion: z.string(),
  l1ChainId: z.number().optional(),
  rollupVersion: z.number().optional(),
  enr: z.string().optional(),
});

const containerSchema = z.object({
  RestartCount: z.number(),
  State: z.object({ Status: z.string(), ExitCode: z.number(), OOMKilled: z.boolean() }),
  Config: z.object({ Healthcheck: z.object({ Test: z.array(z.string()) }) }),
});
type Container = z.output<typeof containerSchema>;

/**
 * Asks the container's own health check until it passes.
 *
 * @throws when the time is over, or the node keeps ending: with the reason and the node's last log lines
 */
export async function waitReady(waiting: Waiting): Promise<NodeFacts> {
  const { docker, container, timeoutSeconds, interval = 1000, signal, say } = waiting;
  const start = performance.now();
  let restartsBefore: number | undefined;
  let told = start;
  for (;;) {
    const asked = performance.now();
    const left = timeoutSeconds - (asked - start) / 1000;
    const { facts, reason, restarts } = await probeOnce(docker, container, Math.min(PATIENCE, Math.max(left, 0)));
    if (facts) return facts;
    restartsBefore ??= restarts;
    const hopeless = restarts === undefined || restarts - (restartsBefore ?? 0) >= MOST_RESTARTS;
    const now = performance.now();
    const seconds = Math.round((now - start) / 1000);
    if (signal?.aborted) throw new Error(`interrupted while ${container} was not ready: ${reason}`);
    if (hopeless || seconds >= timeoutSeconds) throw new Error(await failure(waiting, reason, seconds));
    if (now - told >= TELL_EVERY) {
      say(`waiting for ${container} (${seconds} of ${timeoutSeconds} s): ${reason}`);
      told = now;
    }
    await sleep(Math.max(interval - (now - asked), 0));
  }
}

/**
 * One question, to the engine and then to the node.
 *
 * @param patience seconds that a node which runs has to become ready
 */
export async function probeOnce(docker: DockerCli, container: string, patience = 0): Promise<Answer> {
  const inspected = await docker(["container", "inspect", container, "--format", "{{json .}}"]);
  if (inspected.code !== 0) return { reason: inspected.text.trim() };
  const state = containerSchema.parse(JSON.parse(inspected.text));
  const restarts = state.RestartCount;
  if (state.State.Status !== "running") return { reason: notRunning(state), restarts };
  const [, ...check] = state.Config.Healthcheck.Test;
  const answer = await docker(["exec", "--env", `PROBE_SECONDS=${patience}`, container, ...check]);
  if (answer.code === KILLED) return { reason: "the node ended while it was asked", restarts };
  if (answer.code !== 0) return { reason: lastLine(answer.text), restarts };
  return { reason: "", facts: factsSchema.parse(JSON.parse(answer.text)), restarts };
}

function notRunning({ RestartCount, State }: Container): string {
  const why = State.OOMKilled ? "it took more memory than memoryMb allows" : `exit code ${State.ExitCode}`;
  return State.Status === "restarting"
    ? `the node ended ${RestartCount} times (${why})`
    : `the container is ${State.Status} (${why})`;
}

async function failure({ docker, container }: Waiting, reason: string, seconds: number): Promise<string> {
  const log = readable((await docker(["logs", "--tail", "500", container])).text).split("\n");
  const end = log.slice(-LOG_LINES);
  return [
    `${container} is not ready after ${seconds} s: ${reason}`,
    ...section("Errors in its log:", namedErrors(log.slice(0, -LOG_LINES))),
    ...section("The last lines of its log:", end),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

/** The last few different lines that name an error: a node prints pages of detail after them. */
export function namedErrors(log: readonly string[]): string[] {
  const errors = log.filter((line) => /\b(ERROR|FATAL)\b|\w*Error\b:/.test(line)).map((line) => line.slice(0, 300));
  return [...new Set(errors)].slice(-ERROR_LINES);
}

/** A log without colours, and without anything that may be a key: 64 hex digits or more, and all of a URL but its server. */
export function readable(log: string): string {
  return stripVTControlCharacters(log)
    .trim()
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/@"']*@)?([^\s/?#"'@]+)[/?#][^\s"'<>)\]}]*/g, "$1$2/…")
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']*@/g, "$1…@")
    .replace(/[0-9a-fA-F]{64,}/g, "<64 hex digits or more>");
}

/** The last line of what was printed, {@link readable}. */
export function lastLine(text: string): string {
  return readable(text).split("\n").at(-1) ?? "";
}
