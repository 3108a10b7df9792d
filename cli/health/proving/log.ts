/** What the nodes of a prover log about jobs and epochs. Their JSON-RPC lists no jobs, so `status` reads the log. Pure. */
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { printedLine } from "../../../node/log-line";

/** The last event of a kind. `at`: milliseconds since 1970. */
interface Event {
  readonly at: number;
}

/** Content of a log, or why it could not be read. */
export interface ProvingLog {
  readonly error?: string | undefined;
  /** Jobs of a broker that have no result yet, oldest first. */
  readonly open: readonly string[];
  /** When the first of them was queued. */
  readonly waitingSince?: number | undefined;
  /** The last job that was finished, by a broker's agents or by an agent. */
  readonly finished?: Event | undefined;
  /** Jobs that a broker took from silent agents, and those that failed. */
  readonly timedOut: readonly Event[];
  readonly failed: readonly (Event & { readonly reason: string })[];
  /** The last epoch whose proof this prover node sent to the L1. */
  readonly submitted?: (Event & { readonly epoch: number }) | undefined;
  /** Epochs whose proof failed. */
  readonly failedEpochs: readonly (Event & { readonly epoch: number })[];
}

/** Source: `proving_broker.js`, `proving_agent.js`, `prover-node.js`, `epoch-proving-job.js` of 4.1.2. Levels info and up. */
const PATTERNS = {
  queued: /(?:New proving job|Restoring proving job) id=(\S+) (?:epochNumber=|settled=false)/,
  finished: /Proving job complete id=(\S+)/,
  failed: /Marking proving job as failed id=(\S+) .*?err=([^{]*)/,
  timedOut: /Proving job id=(\S+) timed out/,
  completed: /Job id=(\S+) type=\S+ completed/,
  broken: /Job id=(\S+) type=\S+ failed err=([^{]*)/,
  submitted: /Submitted proof for epoch (\d+)/,
  failedEpoch: /Job for (\d+) exited with state (?:failed|timed-out)/,
} as const;
type Kind = keyof typeof PATTERNS;
const kinds = z.enum(["queued", "finished", "failed", "timedOut", "completed", "broken", "submitted", "failedEpoch"]);

interface Line extends Event {
  readonly kind: Kind;
  readonly id: string;
  readonly rest: string;
}

function lineIn(text: string): Line[] {
  const at = Date.parse(text.slice(0, text.indexOf(" ")));
  if (Number.isNaN(at)) return [];
  for (const kind of kinds.options) {
    const [, id = "", rest = ""] = PATTERNS[kind].exec(text) ?? [];
    if (id) return [{ kind, at, id, rest: rest.trim() }];
  }
  return [];
}

/** Reads a log. @param log of `docker logs --timestamps` */
export function provingLogIn(log: string): ProvingLog {
  const lines = stripVTControlCharacters(log).split("\n").map(printedLine).flatMap(lineIn);
  const of = (...wanted: Kind[]) => lines.filter(({ kind }) => wanted.includes(kind));
  const open = openJobs(lines);
  const [submitted] = of("submitted").reverse();
  return {
    open: [...open.keys()],
    waitingSince: [...open.values()][0],
    finished: of("finished", "completed").at(-1),
    timedOut: of("timedOut"),
    failed: of("failed", "broken").map(({ at, rest }) => ({ at, reason: rest })),
    submitted: submitted && { at: submitted.at, epoch: Number(submitted.id) },
    failedEpochs: of("failedEpoch").map(({ at, id }) => ({ at, epoch: Number(id) })),
  };
}

/** Returns the jobs without a result, each with the time when it was queued. */
function openJobs(lines: readonly Line[]): ReadonlyMap<string, number> {
  const open = new Map<string, number>();
  for (const { kind, id, at } of lines) {
    if (kind === "queued" && !open.has(id)) open.set(id, at);
    if (kind === "finished" || kind === "failed") open.delete(id);
  }
  return open;
}
