/** What a prover's role does at present, by its JSON-RPC and its log. Pure. */
import { z } from "zod";
import type { Observation } from "../observe";
import { MOST_JOBS } from "./request";

const jobSchema = z.object({ status: z.string() });
const agentSchema = z.object({ status: z.string(), jobId: z.string().optional(), startedAtISO: z.string().optional() });
const epochsSchema = z.array(z.object({ status: z.string(), epochNumber: z.number() }));

/** Jobs of a broker. */
export interface Jobs {
  readonly waiting: number;
  readonly inProgress: number;
  /** Whether there are more than were counted. */
  readonly isMore: boolean;
}

/** Returns the jobs of a broker; undefined if they are unknown. A job that it does not know any more does not count. */
export function jobsOf({ answers, provingLog }: Observation): Jobs | undefined {
  if (!answers?.proving || !provingLog || provingLog.error !== undefined) return undefined;
  const all = answers.proving.answers.map(({ value }) => jobSchema.safeParse(value).data?.status);
  if (all.includes(undefined)) return undefined;
  const count = (wanted: string) => all.filter((status) => status === wanted).length;
  return {
    waiting: count("in-queue"),
    inProgress: count("in-progress"),
    isMore: provingLog.open.length > MOST_JOBS,
  };
}

/** One of the agents of a node. */
export interface Agent {
  /** `proving`, `running` (it waits for a job) or `stopped`. */
  readonly state: string;
  readonly job?: string | undefined;
  /** Milliseconds since 1970. */
  readonly since?: number | undefined;
}

/** Returns the agents; undefined if they do not answer. */
export function agentsOf({ answers }: Observation): Agent[] | undefined {
  const all = (answers?.proving?.answers ?? []).flatMap(({ value }) => agentSchema.safeParse(value).data ?? []);
  if (all.length === 0) return undefined;
  return all.map(({ status, jobId, startedAtISO }) => ({
    state: status,
    job: jobId && jobName(jobId),
    since: startedAtISO === undefined ? undefined : Date.parse(startedAtISO),
  }));
}

/** Shortens a job's id, `28:PARITY_BASE:6a…`, to its epoch and kind. */
function jobName(id: string): string {
  const [epoch = "", kind = ""] = id.split(":");
  return `${kind.toLowerCase().replaceAll("_", " ")} of epoch ${epoch}`;
}

/** An epoch that a prover node has proven, and the state of that. */
export interface EpochJob {
  readonly epoch: number;
  readonly state: string;
}

/** Returns the epochs that a prover node works on; undefined if it does not answer. */
export function epochJobsOf({ answers }: Observation): EpochJob[] | undefined {
  const jobs = epochsSchema.safeParse(answers?.proving?.answers[0]?.value).data;
  return jobs?.map(({ status, epochNumber }) => ({ epoch: epochNumber, state: status }));
}
