/** The queries to a prover's roles: their own JSON-RPC, and the broker that an agent and a prover node use. */
import { z } from "zod";
import type { DockerRunner } from "../../../remote/docker";
import { lastLine } from "../../../remote/log-text";
import { RPC_PORT } from "../../../settings/ports";
import { envVarNamesOf } from "../../../settings/releases/env-vars";
import type { Settings } from "../../../settings/schema";
import { placeSchema } from "../probe/downloads";
import { type ProvingLog, provingLogIn } from "./log";

/** Queries of the probe. */
export interface ProvingRequest {
  readonly port: number;
  readonly calls: readonly { readonly method: string; readonly params: readonly unknown[] }[];
  /** Environment variables that name the broker; none for the broker itself. */
  readonly brokerVariables: readonly string[];
}

export const provingAnswerSchema = z.object({
  /** An answer for each call, in their order. */
  answers: z.array(z.object({ value: z.unknown().optional(), error: z.string().optional() })),
  broker: placeSchema.optional(),
});

/** Docker cannot search a log, so the number of lines is limited. */
const LINES = 20_000;
/** Jobs that are queried: all of them are on the command line of the probe. */
export const MOST_JOBS = 300;
const LONGEST = 160;

/** Reads the log of a prover's role. @returns undefined for another role */
export async function readProvingLog(
  docker: DockerRunner,
  name: string,
  settings: Settings | undefined,
): Promise<ProvingLog | undefined> {
  if (!settings || !isProver(settings)) return undefined;
  const { code, text } = await docker(["logs", "--timestamps", "--tail", String(LINES), name]);
  const log = provingLogIn(code === 0 ? text : "");
  return code === 0 ? log : { ...log, error: lastLine(text).slice(0, LONGEST) };
}

function isProver({ role }: Settings): boolean {
  return role === "prover-node" || role === "prover-broker" || role === "prover-agent";
}

/** Builds the queries. Source: `proverBroker`, `agent` and `prover` among the services of 4.1.2's JSON-RPC. */
export function provingRequest(
  settings: Settings | undefined,
  log: ProvingLog | undefined,
): ProvingRequest | undefined {
  if (!settings || !log) return undefined;
  const own = { port: RPC_PORT, brokerVariables: envVarNamesOf("prover.brokerUrl") };
  const { role, prover } = settings;
  if (role === "prover-node") return { ...own, calls: [{ method: "prover_getJobs", params: [] }] };
  if (role === "prover-agent") {
    const count = prover.agentCount ?? 1;
    const calls = Array.from({ length: count }, (_, index) => ({ method: `agent${index}_getStatus`, params: [] }));
    return { ...own, calls };
  }
  const calls = log.open
    .slice(0, MOST_JOBS)
    .map((id) => ({ method: "proverBroker_getProvingJobStatus", params: [id] }));
  return { ...own, brokerVariables: [], calls };
}
