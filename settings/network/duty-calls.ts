/**
 * Calls to a rollup contract about duties: its slots, committees, proposers and checkpoints. Pure.
 *
 * Source: the ABI of the rollup contract in @aztec/l1-artifacts 4.1.2. `getEpochCommittee` and `getProposerAt` are not
 * `view` there, and answer `eth_call` all the same.
 */
import { decodeAddress, decodeNumber, encodeWord, eventTopic, ROLLUP_CALLS, selector, words } from "./rollup-calls";

/** Call data without arguments. */
export const CLOCK_CALLS = {
  genesisTime: selector("getGenesisTime()"),
  slotSeconds: ROLLUP_CALLS.slotSeconds,
  epochSlots: ROLLUP_CALLS.epochSlots,
} as const;

/** Times of a rollup's slots. Times are in seconds since 1970, by the clock of the L1. */
export interface SlotClock {
  readonly genesisTime: number;
  readonly slotSeconds: number;
  /** Number of slots of an epoch. */
  readonly epochSlots: number;
}

/** Decodes the results of {@link CLOCK_CALLS}. @returns undefined if one of them is not a number */
export function decodeSlotClock(results: Readonly<Record<keyof SlotClock, string>>): SlotClock | undefined {
  const genesisTime = decodeNumber(results.genesisTime);
  const slotSeconds = decodeNumber(results.slotSeconds);
  const epochSlots = decodeNumber(results.epochSlots);
  if (genesisTime === undefined || !slotSeconds || !epochSlots) return undefined;
  return { genesisTime, slotSeconds, epochSlots };
}

/** Returns the slot of a time. */
export function slotAt({ genesisTime, slotSeconds }: SlotClock, time: number): number {
  return Math.floor((time - genesisTime) / slotSeconds);
}

/** Returns when a slot begins, which is when the one before it ends. */
export function startOfSlot({ genesisTime, slotSeconds }: SlotClock, slot: number): number {
  return genesisTime + slot * slotSeconds;
}

/** Returns the epoch of a slot. */
export function epochOf({ epochSlots }: SlotClock, slot: number): number {
  return Math.floor(slot / epochSlots);
}

/** Returns the last slot of an epoch. */
export function lastSlotOf({ epochSlots }: SlotClock, epoch: number): number {
  return (epoch + 1) * epochSlots - 1;
}

/**
 * Encodes a call for the committee of an epoch. The contract knows the committees of the current epoch and of the next
 * ones, as many as the `getLagInEpochsForRandao` of the network: 1 by default. It refuses later ones by {@link NOT_FIXED}.
 */
export function committeeCall(epoch: number): string {
  return selector("getEpochCommittee(uint256)") + encodeWord(BigInt(epoch));
}

/** Encodes a call for the proposer of a slot: known as far ahead as the committee is. */
export function proposerCall(clock: SlotClock, slot: number): string {
  return selector("getProposerAt(uint256)") + encodeWord(BigInt(startOfSlot(clock, slot)));
}

/** Error of a call about an epoch whose committee can still change. */
export const NOT_FIXED = selector("ValidatorSelection__EpochNotStable(uint256,uint32)");
/** Error of a call about an epoch with fewer validators than a committee needs: it has no committee. */
export const NO_COMMITTEE = selector("ValidatorSelection__InsufficientValidatorSetSize(uint256,uint256)");

/** Decodes a committee, with EIP-55 capitals. @returns undefined if the result is not a list of addresses */
export function decodeCommittee(hex: string): string[] | undefined {
  const all = words(hex);
  return listAt(all, all[0] === undefined ? NaN : Number(BigInt(`0x${all[0]}`)) / 32);
}

/** Decodes the proposer of a slot. @returns undefined for 0x0: nobody may propose */
export const decodeProposer = decodeAddress;

/** Index of the slot among the words of a checkpoint. */
const SLOT_WORD = 6;

/** Decodes the slot of a checkpoint. */
export function decodeCheckpointSlot(hex: string): number | undefined {
  const word = words(hex)[SLOT_WORD];
  return word === undefined ? undefined : decodeNumber(`0x${word}`);
}

/** First topic of the event of a checkpoint. The next ones are its number and its archive root. */
export const CHECKPOINT_PROPOSED = eventTopic("CheckpointProposed(uint256,bytes32,bytes32[],bytes32,bytes32)");

/** Index of the attestations' offset, counted from the end of the head of `propose`. */
const OFFSETS = 6;

/**
 * Finds who signed a checkpoint, in the transaction that proposed it: the proposer and the attesters. A proposer puts no
 * more signatures there than the contract requires ({@link quorum}), so a member without one may have attested.
 *
 * The call may be anywhere in the transaction, because publishers send it by Multicall3. It is found by its first
 * argument, the archive root. What precedes the offset of the attestations differs between releases, so that offset is
 * found by its value: it is the size of the head, which ends with the offsets of attestations and signers, the three words
 * of a signature, and the offset of the blobs.
 *
 * @param input   data of the transaction
 * @param archive root, as the event has it
 * @returns addresses with EIP-55 capitals; undefined if the transaction has no such call
 */
export function decodeSigners(input: string, archive: string): string[] | undefined {
  const at = input.toLowerCase().indexOf(archive.slice(2).toLowerCase());
  if (at < 0) return undefined;
  const rest = input.slice(at).toLowerCase();
  const all = rest.slice(0, rest.length - (rest.length % 64)).match(/.{64}/g) ?? [];
  const place = all.findIndex((word, index) => word === encodeWord(BigInt(32 * (index + OFFSETS))));
  const signers = all[place + 1];
  return place < 0 || signers === undefined ? undefined : listAt(all, Number(BigInt(`0x${signers}`)) / 32);
}

/** Returns how many signatures of a committee the contract requires. Source: `AttestationLib` and `verifyAttestations`. */
export function quorum(committeeSize: number): number {
  return Math.floor((committeeSize * 2) / 3) + 1;
}

/** Reads a list of addresses. @param place index of the word with its length */
function listAt(all: readonly string[], place: number): string[] | undefined {
  const length = all[place] === undefined ? NaN : Number(BigInt(`0x${all[place]}`));
  if (!(length <= all.length - place - 1)) return undefined;
  const addresses = all.slice(place + 1, place + 1 + length).map((word) => decodeAddress(`0x${word}`));
  return addresses.every((address) => address !== undefined) ? addresses : undefined;
}
