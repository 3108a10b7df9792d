/** Waits for a node; a failure reports the last reason and the end of its log. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type NodeFacts, nodeFactsSchema } from "../node/health-check";
import { printedLine } from "../node/log-line";
import { describeState } from "../node/log-states";
import { type DockerRunner, saysNoContainer } from "./docker";
import { LogWatch } from "./log-watch";
import { LASTING_FAULT } from "./ssh";
import { firstLine, lastLine, readable } from "./log-text";

/** Seconds that one check retries inside the container; between two checks Ctrl-C takes effect. */
const RETRY_SECONDS = 3;
/** Exit code of a command whose container stops meanwhile. */
const KILLED = 137;
/** Exit code of the health check for a node in standby. */
const STANDBY = 3;
/** Milliseconds between two progress lines. */
const PROGRESS_INTERVAL = 15_000;
/** Milliseconds for which Docker may not answer: a connection by SSH can be lost for a while. */
const LONGEST_SILENCE = 300_000;
/** After this many restarts the cause is not an L1 that is still starting: give up. */
const MOST_RESTARTS = 5;
const LOG_LINES = 20;
const ERROR_LINES = 3;

export interface Waiting {
  readonly docker: DockerRunner;
  /** Name of the container. */
  readonly container: string;
  /** Its stack, for commands. */
  readonly stack: string;
  readonly timeoutSeconds: number;
  /** Least milliseconds from one check to the next. @default 1000 */
  readonly interval?: number;
  /** Whether a node in standby counts as ready: it waits until its network moves. @default false */
  readonly acceptsStandby?: boolean;
  /** Aborts the wait. */
  readonly signal?: AbortSignal;
  /** Prints a progress line. */
  readonly log: (line: string) => void;
}

/** Result of one check: facts of a ready node, or the reason why it is not ready. */
export interface CheckAnswer {
  readonly facts?: NodeFacts;
  readonly reason: string;
  /** Whether the node reports standby. */
  readonly isStandby?: true;
  /** Time of the last start, in Docker's format. */
  readonly startedAt?: string;
  /** Number of restarts by Docker; undefined if it does not answer, or there is no container. */
  readonly restarts?: number;
  /** Whether there is no such container. */
  readonly isGone?: true;
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
type InspectedContainer = z.output<typeof containerSchema>;

/**
 * Runs the container's own health check until it passes.
 *
 * @returns facts of the node; none if it is in standby and that is accepted
 * @throws on time-out, if the node keeps exiting, or if its log shows a state that waiting does not end: with the reason,
 *   the remedy and the last log lines
 */
export async function waitReady(waiting: Waiting): Promise<Partial<NodeFacts>> {
  const { interval = 1000 } = waiting;
  const wait = new Wait(waiting);
  for (;;) {
    const start = performance.now();
    const facts = await wait.check();
    if (facts) return facts;
    await sleep(Math.max(interval - (performance.now() - start), 0));
  }
}

/** The wait for one node: its start, and what has been seen so far. */
class Wait {
  private readonly start = performance.now();
  private readonly watch: LogWatch;
  private lastLine = this.start;
  /** When Docker answered last. */
  private heard = this.start;
  private restartsBefore: number | undefined;

  constructor(private readonly waiting: Waiting) {
    this.watch = new LogWatch(waiting);
  }

  private get seconds(): number {
    return Math.round((performance.now() - this.start) / 1000);
  }

  /** Checks once. @returns facts of a ready node @throws if further waiting is useless */
  async check(): Promise<Partial<NodeFacts> | undefined> {
    const { docker, container, timeoutSeconds, acceptsStandby, signal } = this.waiting;
    const left = timeoutSeconds - (performance.now() - this.start) / 1000;
    const answer = await checkOnce(docker, container, Math.min(RETRY_SECONDS, Math.max(left, 0)));
    if (answer.facts) return answer.facts;
    if (answer.isStandby && acceptsStandby) return {};
    if (signal?.aborted) throw new Error(`interrupted while ${container} was not ready: ${answer.reason}`);
    const why =
      (await this.lostCause(answer)) ?? (this.seconds >= timeoutSeconds ? this.explained(answer.reason) : undefined);
    if (why !== undefined) throw new Error(await failure(this.waiting, why, this.seconds));
    this.logProgress(answer.reason);
    return undefined;
  }

  /** Returns the reason why further waiting is useless; undefined if it may help. */
  private async lostCause(answer: CheckAnswer): Promise<string | undefined> {
    const { reason, restarts, startedAt, isStandby, isGone } = answer;
    if (isGone) return this.explained(reason);
    const now = performance.now();
    // By SSH, a time without an answer is a time without a connection: the node may become ready meanwhile.
    if (restarts === undefined)
      return now - this.heard > LONGEST_SILENCE || LASTING_FAULT.test(reason) ? this.explained(reason) : undefined;
    this.heard = now;
    this.restartsBefore ??= restarts;
    const state = await this.watch.look(startedAt, now);
    const isAccepted = state?.name === "standby" && this.waiting.acceptsStandby;
    if (state && !isAccepted) return describeState(state, this.waiting.stack);
    const keepsExiting = restarts - this.restartsBefore >= MOST_RESTARTS;
    return isStandby || keepsExiting ? this.explained(reason) : undefined;
  }

  /** Adds the state that the log shows to the reason. */
  private explained(reason: string): string {
    const state = this.watch.latest(performance.now());
    return state ? `${reason}; ${describeState(state, this.waiting.stack)}` : reason;
  }

  private logProgress(reason: string): void {
    const { container, timeoutSeconds, log } = this.waiting;
    if (performance.now() - this.lastLine < PROGRESS_INTERVAL) return;
    log(`waiting for ${container} (${this.seconds} of ${timeoutSeconds} s): ${reason}`);
    this.lastLine = performance.now();
  }
}

/**
 * Checks a node once, by Docker and then by the health check inside the container.
 *
 * @param patience seconds for which the health check retries
 */
export async function checkOnce(docker: DockerRunner, container: string, patience = 0): Promise<CheckAnswer> {
  const inspected = await docker(["container", "inspect", container, "--format", "{{json .}}"]);
  if (inspected.code !== 0) {
    const reason = inspected.text.trim();
    return saysNoContainer(reason) ? { reason, isGone: true } : { reason };
  }
  const state = containerSchema.parse(JSON.parse(firstLine(inspected.text)));
  const started = state.State.StartedAt === undefined ? {} : { startedAt: state.State.StartedAt };
  const startState = { restarts: state.RestartCount, ...started };
  if (state.State.Status !== "running") return { reason: notRunning(state), ...startState };
  const [, ...check] = state.Config.Healthcheck.Test;
  const answer = await docker(["exec", "--env", `PROBE_SECONDS=${patience}`, container, ...check]);
  if (answer.code === KILLED) return { reason: "the node stopped during the check", ...startState };
  if (answer.code === STANDBY) return { reason: lastLine(answer.text), isStandby: true, ...startState };
  if (answer.code !== 0) return { reason: lastLine(answer.text), ...startState };
  return { reason: "", facts: nodeFactsSchema.parse(JSON.parse(firstLine(answer.text))), ...startState };
}

function notRunning({ RestartCount, State }: InspectedContainer): string {
  const why = State.OOMKilled ? "it took more memory than memoryMb allows" : `exit code ${State.ExitCode}`;
  return State.Status === "restarting"
    ? `the node exited ${RestartCount} times (${why})`
    : `the container is ${State.Status} (${why})`;
}

async function failure({ docker, container }: Waiting, reason: string, seconds: number): Promise<string> {
  const log = readable((await docker(["logs", "--tail", "500", container])).text)
    .split("\n")
    .map(printedLine);
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

/** Returns the last few distinct lines with an error: a node prints pages of detail after them. */
export function namedErrors(log: readonly string[]): string[] {
  const errors = log.filter((line) => /\b(ERROR|FATAL)\b|\w*Error\b:/.test(line)).map((line) => line.slice(0, 300));
  return [...new Set(errors)].slice(-ERROR_LINES);
}
