/** The figures of a node's work, for `status --json`. Pure. */
import { z } from "zod";
import { attesterFacts, attesterFactsSchema, attestersSeen } from "./attesters";
import type { Seen } from "./gather";
import { progress } from "./progress";
import { purposeOf, purposeSchema } from "./purpose";
import { slashingSchema } from "./slashing";
import { chainState } from "./work";

const count = z.int().nonnegative();

export const beaconBlobsSchema = z
  .object({
    endpoint: z.string().nullable(),
    l1Block: count.nullable(),
    wanted: count,
    had: count,
    error: z.string().nullable(),
  })
  .nullable()
  .describe("Of the last checkpoint's blobs; null: not tried, or no checkpoint in the last 100 L1 blocks");

export const workFactsShape = {
  purpose: purposeSchema,
  chain: z
    .object({
      pendingCheckpoint: count.describe("The last one that counts"),
      ownCheckpoint: count.nullable().describe("The node's last one"),
      behind: count.nullable(),
      slotsWaited: count.nullable().describe("Slots for which the L1 has had the one that the node wants next"),
      slot: count,
      slotSeconds: count,
      slotsSinceCheckpoint: count.nullable(),
      attesters: count.describe("In the validator set"),
    })
    .nullable()
    .describe("By the contract of the node's rollup"),
  attesters: z.array(attesterFactsSchema),
  slashing: z.array(slashingSchema).describe("Votes to slash the stack's attesters, by the log of the last 3 hours"),
};
type WorkFacts = z.output<z.ZodObject<typeof workFactsShape>>;

export function workFacts({ known, answers, slashing }: Seen): WorkFacts {
  const all = attestersSeen(known, answers);
  const state = chainState(answers?.work);
  return {
    purpose: purposeOf(known.settings?.role, all),
    chain: chain(answers),
    attesters: all.map((one) => attesterFacts(one, state)),
    slashing: [...(slashing?.slashings ?? [])],
  };
}

function chain(answers: Seen["answers"]): WorkFacts["chain"] {
  const state = chainState(answers?.work);
  if (!state) return null;
  const own = answers?.work?.own;
  const is = progress(own, state);
  return {
    pendingCheckpoint: state.pending,
    ownCheckpoint: own ?? null,
    behind: is?.behind ?? null,
    slotsWaited: is?.waited ?? null,
    slot: state.slot,
    slotSeconds: state.slotSeconds,
    attesters: state.attesterCount,
    slotsSinceCheckpoint: state.pendingSlot === undefined ? null : Math.max(0, state.slot - state.pendingSlot),
  };
}

/** @param server of the beacon chain, by its host */
export function beaconBlobs(answers: Seen["answers"], server: string): z.output<typeof beaconBlobsSchema> {
  const one = answers?.work?.blobs.find((blobs) => blobs.server === server);
  if (one?.wanted === undefined) return null;
  const { endpoint, block, wanted, had = 0, error } = one;
  return { endpoint: endpoint ?? null, l1Block: block ?? null, wanted, had, error: error ?? null };
}
