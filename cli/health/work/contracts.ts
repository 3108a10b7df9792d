/** Calls to the rollup contract, and decoders of their results. Pure. */
import { z } from "zod";
import {
  CLOCK_CALLS,
  decodeCheckpointSlot,
  decodeSlotClock,
  type SlotClock,
} from "../../../settings/network/duty-calls";
import { decodeAddress, decodeNumber, ROLLUP_CALLS, selector } from "../../../settings/network/rollup-calls";
import { blobsSchema } from "../checks/blobs";
import { REWARD_CALLS, rewardsSchema } from "./reward-calls";
import { SIGNAL_CALLS, signalsSchema } from "./signal-calls";

/**
 * Call data of each function. Those outside `single` take an argument: an address, a time, a number. Source: the ABI of
 * the
 * rollup contract in @aztec/l1-artifacts 4.1.2, and its answers on a chain of that release.
 */
export const CONTRACT_CALLS = {
  calls: {
    single: {
      pending: selector("getPendingCheckpointNumber()"),
      proven: selector("getProvenCheckpointNumber()"),
      slot: selector("getCurrentSlot()"),
      ...CLOCK_CALLS,
      attesterCount: selector("getActiveAttesterCount()"),
      queueLength: selector("getEntryQueueLength()"),
      flushSize: selector("getEntryQueueFlushSize()"),
      stake: selector("getActivationThreshold()"),
      leastStake: selector("getLocalEjectionThreshold()"),
      proofEpochs: selector("getProofSubmissionEpochs()"),
    },
    view: selector("getAttesterView(address)"),
    entry: selector("getEntryQueueAt(uint256)"),
    checkpoint: selector("getCheckpoint(uint256)"),
    prunable: selector("canPruneAtTime(uint256)"),
    canonical: ROLLUP_CALLS.canonicalRollup,
    rewards: REWARD_CALLS,
    signals: SIGNAL_CALLS,
  },
} as const;

const hex = z.string().optional();
const answers = z.record(z.string(), hex);

export const workSchema = z.object({
  chain: z
    .object({
      error: z.string().optional(),
      value: z
        .object({
          answers,
          prune: hex,
          views: answers,
          last: hex,
          next: hex,
          lastProven: hex,
          firstUnproven: hex,
          queue: z.object({ searched: z.number(), places: z.record(z.string(), z.number()) }).optional(),
          network: z.object({ address: z.string(), attesters: answers }).optional(),
        })
        .optional(),
    })
    .optional(),
  rewards: z.object({ value: rewardsSchema.optional() }).optional(),
  signals: z.object({ value: signalsSchema.optional() }).optional(),
  blobs: z.array(blobsSchema),
  nodeCheckpoint: z.coerce.number().optional(),
});
export type WorkAnswer = z.output<typeof workSchema>;
type Chain = NonNullable<NonNullable<WorkAnswer["chain"]>["value"]>;

/** States of an attester. Source: the enum of the rollup contract's library, releases 2.0 to 5.2. */
export const ATTESTER_STATES = ["none", "validating", "zombie", "exiting"] as const;
export type AttesterState = (typeof ATTESTER_STATES)[number];

/** State of an attester in the rollup contract. Amounts are in the smallest unit of the stake's token. */
export interface AttesterView {
  readonly state: AttesterState;
  readonly stake: bigint;
  /** An initiated withdrawal. `at`: time in seconds since 1970 from which it can be finalised. */
  readonly exit?: { readonly amount: bigint; readonly at: number } | undefined;
  /** Position in the entry queue, from 1 on; undefined if it is not in the part that was searched. */
  readonly place?: number | undefined;
  /** Its state in the network's rollup, if the node serves another one. */
  readonly elsewhere?: AttesterState | undefined;
}

/** State of the chain in the contract of the node's rollup. */
export interface ChainState {
  /** Number of the last checkpoint; one that was not proven in time does not count. */
  readonly pending: number;
  /** Slot of the last checkpoint, also of one that does not count; undefined if the contract does not return it. */
  readonly pendingSlot?: number | undefined;
  /** Whether an epoch was not proven in time: the next proposal removes its checkpoints, and those after it. */
  readonly isPrunable: boolean;
  /** Slot of the checkpoint that the node needs next, if it exists. */
  readonly nextSlot?: number | undefined;
  readonly slot: number;
  readonly slotSeconds: number;
  /** Slots of an epoch. */
  readonly epochSlots?: number | undefined;
  readonly attesterCount: number;
  readonly queue: { readonly length: number; readonly perEpoch: number; readonly searched: number };
  /** Number of the last checkpoint whose epoch is proven; undefined if the contract does not return it. */
  readonly proven?: number | undefined;
  /** Slots of that checkpoint, and of the next one if it exists. */
  readonly provenSlot?: number | undefined;
  readonly unprovenSlot?: number | undefined;
  /** Epochs after its own in which an epoch's proof is accepted. */
  readonly proofEpochs?: number | undefined;
  /** The stake of a new attester, and the minimum stake of an active one. */
  readonly stake: bigint;
  readonly leastStake: bigint;
}

function words(answer: string | undefined): bigint[] {
  const text = /^0x((?:[0-9a-f]{64})+)$/i.exec(answer ?? "")?.[1] ?? "";
  return (text.match(/.{64}/g) ?? []).map((word) => BigInt(`0x${word}`));
}

const numberIn = (answer: string | undefined) => decodeNumber(answer ?? "");
const slotIn = (answer: string | undefined) => decodeCheckpointSlot(answer ?? "");

/** Decodes the state of the chain. @returns undefined if the contract was not called or returned nothing */
export function chainState(work: WorkAnswer | undefined): ChainState | undefined {
  const chain = work?.chain?.value;
  if (!chain) return undefined;
  const of = (name: keyof typeof CONTRACT_CALLS.calls.single) => chain.answers[name];
  const [pending, proven, slot, slotSeconds] = [of("pending"), of("proven"), of("slot"), of("slotSeconds")].map(
    numberIn,
  );
  if (pending === undefined || slot === undefined || slotSeconds === undefined) return undefined;
  const isPrunable = numberIn(chain.prune) === 1 && proven !== undefined;
  return {
    slot,
    slotSeconds,
    epochSlots: numberIn(of("epochSlots")),
    isPrunable,
    pending: isPrunable ? proven : pending,
    pendingSlot: slotIn(chain.last),
    nextSlot: isPrunable ? undefined : slotIn(chain.next),
    attesterCount: numberIn(of("attesterCount")) ?? 0,
    queue: queueOf(chain),
    proven,
    provenSlot: slotIn(chain.lastProven),
    unprovenSlot: slotIn(chain.firstUnproven),
    proofEpochs: numberIn(of("proofEpochs")),
    stake: words(of("stake"))[0] ?? 0n,
    leastStake: words(of("leastStake"))[0] ?? 0n,
  };
}

/** Decodes the times of the rollup's slots. @returns undefined if the contract does not return them */
export function slotClock(work: WorkAnswer | undefined): SlotClock | undefined {
  const { genesisTime = "", slotSeconds = "", epochSlots = "" } = work?.chain?.value?.answers ?? {};
  return decodeSlotClock({ genesisTime, slotSeconds, epochSlots });
}

function queueOf({ answers: values, queue }: Chain): ChainState["queue"] {
  const [length = 0, perEpoch = 0] = [values.queueLength, values.flushSize].map(numberIn);
  return { length, perEpoch, searched: queue?.searched ?? 0 };
}

/** Decodes an attester: status, stake, exit (6 words), key (2 words), withdrawer. */
export function attesterView(work: WorkAnswer | undefined, address: string): AttesterView | undefined {
  const chain = work?.chain?.value;
  const [status, stake, , amount, at, , , exists] = words(chain?.views[address]);
  const state = ATTESTER_STATES[Number(status)];
  if (!chain || !state || stake === undefined || amount === undefined || at === undefined) return undefined;
  const other = numberIn(chain.network?.attesters[address]);
  return {
    state,
    stake,
    place: chain.queue?.places[address],
    exit: exists === 1n ? { amount, at: Number(at) } : undefined,
    elsewhere: other === undefined ? undefined : ATTESTER_STATES[other],
  };
}

/** Returns the address of the network's rollup if attesters were queried there. */
export function networkRollup(work: WorkAnswer | undefined): string | undefined {
  const address = work?.chain?.value?.network?.address;
  return address === undefined ? undefined : decodeAddress(`0x${"0".repeat(24)}${address.slice(2)}`);
}
