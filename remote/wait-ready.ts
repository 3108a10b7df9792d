/** Waiting for a node, told in its own words: the last reason why not, and the end of its log. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type NodeFacts, nodeFactsSchema } from "../node/probe";
import { describeState } from "../node/log-states";
import type { DockerRunner } from "./docker";
import { LogWatch } from "./log-watch";
import { lastLine, readable } from "./log-text";

export { lastLine, readable } from "./log-text";

/** How many seconds a question goes on within the container, besides what its last try takes: then Ctrl-C is heard. */
const PATIENCE = 3;
/** Of a command whose container ends under it. */
const KILLED = 137;
/** Of a health check that finds the node in standby. */
const STANDBY = 3;
/** Between two lines about the waiting, in milliseconds. */
const TELL_EVERY = 15_000;
/** A node that ends this often while it is waited for does not end for want of an L1 that is still starting. */
const MOST_RESTARTS = 5;
const LOG_LINES = 20;
const ERROR_LINES = 3;

export interface Waiting {
  readonly docker: DockerRunner;
  /** Name of the container. */
  readonly container: string;
  readonly timeoutSeconds: number;
  /** Milliseconds from one question to the next, at least. @default 1000 */
  readonly interval?: number;
  /** Whether a node that stands by is what is wanted: it waits until its network moves. @default false */
  readonly acceptsStandby?: boolean;
  /** Ends the waiting before its time. */
  readonly signal?: AbortSignal;
  /** Takes a line about the progress. */
  readonly say: (line: string) => void;
}

/** One answer: facts if the node is ready, else why not. */
export interface ProbeAnswer {
  readonly facts?: NodeFacts;
  readonly reason: string;
  /** Whether it answers that it stands by. */
  readonly isStandby?: true;
  /** When it was started last, as Docker writes times. */
  readonly startedAt?: string;
  /** How often Docker has started the container anew in its life; absent if there is no container. */
  readonly restarts?: number;
}

const containerSchema = z.object({
  RestartCount: z.number(),
  State: z.object({
    Status: z.string(),
    ExitCode: z.number(),
    OOMKilled: z.boolean(),
    StartedAt: z.string().optional(),
  }),
  Config: z.object({ Healthcheck: z.object({ Test: z.array(z.string()) }) }),
});
type Container = z.output<typeof containerSchema>;

/**
 * Asks the container's own health check until it passes.
 *
 * @throws when the time is over, the node keeps ending, or its log names a state that waiting does not end: with the
 *   reason, what to do, and the node's last log lines
 */
export async function waitReady(waiting: Waiting): Promise<Partial<NodeFacts>> {
  const { interval = 1000 } = waiting;
  const wait = new Wait(waiting);
  for (;;) {
    const asked = performance.now();
    const facts = await wait.ask();
    if (facts) return facts;
    await sleep(Math.max(interval - (performance.now() - asked), 0));
  }
}

/** The waiting for one node: since when, and what it has said so far. */
class Wait {
  private readonly start = performance.now();
  private readonly log: LogWatch;
  private lastLine = this.start;
  private restartsBefore: number | undefined;

  constructor(private readonly waiting: Waiting) {
    this.log = new LogWatch(waiting);
  }

  private get seconds(): number {
    return Math.round((performance.now() - this.start) / 1000);
  }

  /** @returns what the node says once it is ready @throws where asking again is of no use */
  async ask(): Promise<Partial<NodeFacts> | undefined> {
    const { docker, container, timeoutSeconds, acceptsStandby, signal } = this.waiting;
    const left = timeoutSeconds - (performance.now() - this.start) / 1000;
    const answer = await probeOnce(docker, container, Math.min(PATIENCE, Math.max(left, 0)));
    if (answer.facts) return answer.facts;
    if (answer.isStandby && acceptsStandby) return {};
    if (signal?.aborted) throw new Error(`interrupted while ${container} was not ready: ${answer.reason}`);
    const why =
      (await this.lostCause(answer)) ?? (this.seconds >= timeoutSeconds ? this.explained(answer.reason) : undefined);
    if (why !== undefined) throw new Error(await failure(this.waiting, why, this.seconds));
    this.tell(answer.reason);
    return undefined;
  }

  /** Why asking again is of no use; undefined where it may be. */
  private async lostCause({ reason, restarts, startedAt, isStandby }: ProbeAnswer): Promise<string | undefined> {
    this.restartsBefore ??= restarts;
    const state = await this.log.look(startedAt, performance.now());
    const isWanted = state?.name === "standby" && this.waiting.acceptsStandby;
    if (state && !isWanted) return describeState(state);
    const keepsEnding = restarts === undefined || restarts - (this.restartsBefore ?? 0) >= MOST_RESTARTS;
    return isStandby || keepsEnding ? this.explained(reason) : undefined;
  }

  /** Adds what the log has named to why the node is not ready. */
  private explained(reason: string): string {
    const state = this.log.latest(performance.now());
    return state ? `${reason}; ${describeState(state)}` : reason;
  }

  private tell(reason: string): void {
    const { container, timeoutSeconds, say } = this.waiting;
    if (performance.now() - this.lastLine < TELL_EVERY) return;
    say(`waiting for ${container} (${this.seconds} of ${timeoutSeconds} s): ${reason}`);
    this.lastLine = performance.now();
  }
}

/**
 * One question, to the engine and then to the node.
 *
 * @param patience seconds that a node which runs has to become ready
 */
export async function probeOnce(docker: DockerRunner, container: string, patience = 0): Promise<ProbeAnswer> {
  const inspected = await docker(["container", "inspect", container, "--format", "{{json .}}"]);
  if (inspected.code !== 0) return { reason: inspected.text.trim() };
  const state = containerSchema.parse(JSON.parse(inspected.text));
  const started = state.State.StartedAt === undefined ? {} : { startedAt: state.State.StartedAt };
  const known = { restarts: state.RestartCount, ...started };
  if (state.State.Status !== "running") return { reason: notRunning(state), ...known };
  const [, ...check] = state.Config.Healthcheck.Test;
  const answer = await docker(["exec", "--env", `PROBE_SECONDS=${patience}`, container, ...check]);
  if (answer.code === KILLED) return { reason: "the node ended while it was asked", ...known };
  if (answer.code === STANDBY) return { reason: lastLine(answer.text), isStandby: true, ...known };
  if (answer.code !== 0) return { reason: lastLine(answer.text), ...known };
  return { reason: "", facts: nodeFactsSchema.parse(JSON.parse(answer.text)), ...known };
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
