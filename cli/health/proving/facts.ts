/** Facts of `status --json` about a prover's role. Pure. */
import { z } from "zod";
import type { Observation } from "../observe";
import { chainState } from "../work/contracts";
import { epochsOnL1 } from "./epochs";
import { agentsOf, epochJobsOf, jobsOf } from "./state";

const count = z.int().nonnegative();
const time = z.iso.datetime().nullable();

export const provingFactsSchema = z
  .object({
    broker: z
      .object({ server: z.string().describe("Host and port"), error: z.string().nullable() })
      .nullable()
      .describe("The broker that an agent or a prover node uses"),
    jobs: z
      .object({ waiting: count, inProgress: count })
      .nullable()
      .describe("Jobs of a broker without a result; of more than 300, the first 300"),
    lastJobFinishedAt: time.describe("When a broker's agents, or the agent, finished the last job"),
    agents: z
      .array(z.object({ state: z.string().describe("running: it waits for a job"), job: z.string().nullable() }))
      .describe("The agents of a prover agent; empty for the other roles"),
    epochs: z.array(z.object({ epoch: count, state: z.string() })).describe("Epochs that a prover node works on"),
    lastEpochSubmitted: z
      .object({ epoch: count, time: z.iso.datetime() })
      .nullable()
      .describe("The last epoch whose proof this prover node sent, by its log"),
    lastEpochProven: count.nullable().describe("The last epoch that any prover has proven on the L1"),
    provenCheckpoint: count.nullable().describe("The last checkpoint that is proven on the L1"),
  })
  .nullable()
  .describe("null: the role has no part in proving");
type ProvingFacts = z.output<typeof provingFactsSchema>;

export function provingFacts(observation: Observation): ProvingFacts {
  const { provingLog: log, answers } = observation;
  if (!log || !answers?.proving) return null;
  const { broker } = answers.proving;
  const chain = chainState(answers.work);
  const epochs = chain && epochsOnL1(chain);
  const { role } = observation.stackInfo.settings ?? {};
  const jobs = role === "prover-broker" ? jobsOf(observation) : undefined;
  const agents = role === "prover-agent" ? agentsOf(observation) : undefined;
  return {
    broker: broker ? { server: broker.server, error: broker.error ?? null } : null,
    jobs: jobs ? { waiting: jobs.waiting, inProgress: jobs.inProgress } : null,
    lastJobFinishedAt: log.finished ? new Date(log.finished.at).toISOString() : null,
    agents: (agents ?? []).map(({ state, job }) => ({ state, job: job ?? null })),
    epochs: [...(epochJobsOf(observation) ?? [])],
    lastEpochSubmitted: log.submitted
      ? { epoch: log.submitted.epoch, time: new Date(log.submitted.at).toISOString() }
      : null,
    lastEpochProven: epochs?.provenEpoch ?? null,
    provenCheckpoint: epochs?.proven ?? null,
  };
}
