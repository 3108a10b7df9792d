/** Facts of `status --json` about a node's work. Pure. */
import { z } from "zod";
import { attesterFacts, attesterFactsSchema, attestersSeen } from "./attesters";
import { earningsFacts, earningsShape } from "./earnings";
import { nextDuty, nextDutySchema } from "./next-duty";
import type { Observation } from "../observe";
import { progress } from "./progress";
import { purposeOf, purposeSchema } from "./purpose";
import { keyUseSchema } from "./key-use";
import { slashingSchema } from "./slashing";
import { chainState } from "./contracts";

const count = z.int().nonnegative();

export const beaconBlobsSchema = z
  .object({
    endpoint: z.string().nullable(),
    l1Block: count.nullable(),
    requested: count,
    received: count,
    error: z.string().nullable(),
  })
  .nullable()
  .describe("Blobs of the last checkpoint; null: not requested, or no checkpoint in the last 100 L1 blocks");

export const workFactsShape = {
  purpose: purposeSchema,
  chain: z
    .object({
      pendingCheckpoint: count.describe("Number of the last checkpoint on the L1"),
      nodeCheckpoint: count.nullable().describe("Number of the node's last checkpoint"),
      checkpointsBehind: count.nullable().describe("Checkpoints that the node does not have yet"),
      slotsSinceNextCheckpoint: count
        .nullable()
        .describe("Slots since the L1 has the checkpoint that the node needs next"),
      slot: count,
      slotSeconds: count,
      epoch: count.nullable(),
      epochSlots: count.nullable().describe("Slots of an epoch"),
      slotsSinceLastCheckpoint: count.nullable(),
      attesterCount: count.describe("Attesters in the validator set"),
    })
    .nullable()
    .describe("The chain, by the contract of the node's rollup"),
  attesters: z.array(attesterFactsSchema),
  nextDuty: nextDutySchema,
  ...earningsShape,
  slashing: z.array(slashingSchema).describe("Votes to slash the stack's attesters, by the log of the last 3 hours"),
  keyUses: z.array(keyUseSchema).describe("Uses of the stack's keys by somebody else, by L1 and the same log"),
};
type WorkFacts = z.output<z.ZodObject<typeof workFactsShape>>;

export function workFacts({ stackInfo, answers, log, schedule, now }: Observation): WorkFacts {
  const all = attestersSeen(stackInfo, answers);
  const state = chainState(answers?.work);
  return {
    purpose: purposeOf(stackInfo.settings?.role, all),
    chain: chain(answers),
    attesters: all.map((one) => attesterFacts(one, state)),
    nextDuty: nextDuty(schedule, now),
    ...earningsFacts(answers, stackInfo.settings),
    slashing: [...(log?.slashings ?? [])],
    keyUses: [...(log?.keyUses ?? [])],
  };
}

function chain(answers: Observation["answers"]): WorkFacts["chain"] {
  const state = chainState(answers?.work);
  if (!state) return null;
  const nodeCheckpoint = answers?.work?.nodeCheckpoint;
  const distance = progress(nodeCheckpoint, state);
  return {
    pendingCheckpoint: state.pending,
    nodeCheckpoint: nodeCheckpoint ?? null,
    checkpointsBehind: distance?.behind ?? null,
    slotsSinceNextCheckpoint: distance?.waited ?? null,
    slot: state.slot,
    slotSeconds: state.slotSeconds,
    epoch: state.epochSlots ? Math.floor(state.slot / state.epochSlots) : null,
    epochSlots: state.epochSlots ?? null,
    attesterCount: state.attesterCount,
    slotsSinceLastCheckpoint: state.pendingSlot === undefined ? null : Math.max(0, state.slot - state.pendingSlot),
  };
}

/** Returns the facts about a beacon server's blobs. @param server its host and port */
export function beaconBlobs(answers: Observation["answers"], server: string): z.output<typeof beaconBlobsSchema> {
  const one = answers?.work?.blobs.find((blobs) => blobs.server === server);
  if (one?.requested === undefined) return null;
  const { endpoint, block, requested, received = 0, error } = one;
  return { endpoint: endpoint ?? null, l1Block: block ?? null, requested, received, error: error ?? null };
}
