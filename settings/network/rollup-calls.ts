/** Encodes calls to the contracts of a network for its rollup, and decodes their results. Pure. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { checksumAddress } from "../../keys/addresses";

/** Returns the first four bytes of a call to a contract. @param signature `getStatus(address)` */
export function selector(signature: string): string {
  return eventTopic(signature).slice(0, 10);
}

/** Returns the first topic of an event. @param signature `SignalCast(address,uint256,address)` */
export function eventTopic(signature: string): string {
  return `0x${bytesToHex(keccak_256(new TextEncoder().encode(signature)))}`;
}

/** Encodes an unsigned integer or an address as one word of call data, without 0x. */
export function encodeWord(value: bigint | string): string {
  return BigInt(value).toString(16).padStart(64, "0");
}

/**
 * Call data of each query; `proposal` and `proposalState` need the proposal's number as a word after it.
 * Source: the ABIs of Registry, Rollup, GSE, Governance and RegisterNewRollupVersionPayload in @aztec/l1-artifacts 4.1.2.
 */
export const ROLLUP_CALLS = {
  canonicalRollup: selector("getCanonicalRollup()"),
  governance: selector("getGovernance()"),
  version: selector("getVersion()"),
  genesisArchiveRoot: selector("archiveAt(uint256)") + encodeWord(0n),
  proposalCount: selector("proposalCount()"),
  proposal: selector("getProposal(uint256)"),
  proposalState: selector("getProposalState(uint256)"),
  actions: selector("getActions()"),
  gse: selector("getGSE()"),
  gasCap: selector("proofOfPossessionGasLimit()"),
  slotSeconds: selector("getSlotDuration()"),
  epochSlots: selector("getEpochDuration()"),
} as const;

/** The call of a payload that makes another rollup the canonical one: `addRollup` of the registry. */
const ADD_ROLLUP = selector("addRollup(address)");

/** States of a proposal, by number. Source: @aztec/ethereum 4.1.2, `contracts/governance.js`. */
export const PROPOSAL_STATES = [
  "pending",
  "active",
  "queued",
  "executable",
  "rejected",
  "executed",
  "dropped",
  "expired",
] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** Times of a proposal, in seconds since 1970. */
export interface ProposalTimes {
  /** The vote begins after it. */
  readonly pendingUntil: number;
  /** The vote ends with it. */
  readonly activeUntil: number;
  /** Anybody may execute a proposal that was accepted after it. */
  readonly queuedUntil: number;
  /** It can no longer be executed after it. */
  readonly executableUntil: number;
}

/** Decodes an address that a call returned. @returns undefined for no address, and for 0x0 */
export function decodeAddress(hex: string): string | undefined {
  const [word] = words(hex);
  if (word === undefined || !/^0{24}[0-9a-f]{40}$/.test(word) || /^0+$/.test(word)) return undefined;
  return checksumAddress(word.slice(24));
}

/** Decodes an unsigned integer that a call returned. @returns undefined for anything else, and above 2^53 */
export function decodeNumber(hex: string): number | undefined {
  const [word] = words(hex);
  const number = word === undefined ? NaN : Number(BigInt(`0x${word}`));
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Decodes 32 bytes that a call returned, as lower-case hex with 0x. */
export function decodeBytes32(hex: string): string | undefined {
  const [word] = words(hex);
  return word === undefined ? undefined : `0x${word}`;
}

/** Decodes a text that a call returned. @returns undefined for anything else */
export function decodeText(hex: string): string | undefined {
  const text = hex.replace(/^0x/, "");
  if (words(hex).length < 2 || offset(text, 0) !== 32) return undefined;
  const bytes = text.slice(128, 128 + offset(text, 32) * 2);
  return Buffer.from(bytes, "hex").toString("utf8");
}

/** Decodes the state of a proposal. */
export function decodeProposalState(hex: string): ProposalState | undefined {
  return PROPOSAL_STATES[decodeNumber(hex) ?? -1];
}

/** Words of a proposal: 7 of its configuration, state, payload, proposer, time of creation, 2 of the ballot. */
const PROPOSAL_WORDS = 13;
/** Index of the payload's address. */
export const PAYLOAD_WORD = 8;
const CREATION_WORD = 10;

/** The maximum time of a JavaScript date, in seconds since 1970. */
const LATEST = 8.64e12;

/** Decodes when a proposal can be voted on and executed. Its configuration was fixed at its creation. */
export function decodeProposalTimes(hex: string): ProposalTimes | undefined {
  const all = words(hex);
  if (all.length !== PROPOSAL_WORDS) return undefined;
  const at = (index: number) => Number(BigInt(`0x${all[index] ?? "0"}`));
  const pendingUntil = at(CREATION_WORD) + at(0);
  const activeUntil = pendingUntil + at(1);
  const queuedUntil = activeUntil + at(2);
  const executableUntil = queuedUntil + at(3);
  return executableUntil > LATEST ? undefined : { pendingUntil, activeUntil, queuedUntil, executableUntil };
}

/**
 * Finds the rollup that a payload adds to a registry.
 *
 * @param hex      what `getActions()` of the payload returned: `(address target, bytes data)[]`
 * @param registry whose `addRollup` counts; the same call to the GSE does not
 * @returns the address of the last rollup that it adds: that one becomes the canonical one
 */
export function decodeAddedRollup(hex: string, registry: string): string | undefined {
  const added = actions(hex).flatMap(({ target, data }) => {
    const isAddRollup = target?.toLowerCase() === registry.toLowerCase() && data.startsWith(ADD_ROLLUP.slice(2));
    return isAddRollup ? [decodeAddress(`0x${data.slice(8)}`)] : [];
  });
  return added.at(-1);
}

function actions(hex: string): { target: string | undefined; data: string }[] {
  const text = hex.replace(/^0x/, "").toLowerCase();
  const list = offset(text, 0);
  const count = Math.min(offset(text, list), text.length / 64);
  return Array.from({ length: count }, (_, index) => {
    const action = list + 32 + offset(text, list + 32 * (index + 1));
    const bytes = action + offset(text, action + 32);
    const data = text.slice((bytes + 32) * 2, (bytes + 32 + offset(text, bytes)) * 2);
    return { target: decodeAddress(`0x${text.slice(action * 2, (action + 32) * 2)}`), data };
  });
}

/** Reads the number at an offset in bytes; 0 after the end. */
function offset(text: string, at: number): number {
  const word = text.slice(at * 2, (at + 32) * 2);
  return word.length === 64 ? Number(BigInt(`0x${word}`)) : 0;
}

/** Splits the result of a call into words of 32 bytes; none if it is invalid. */
export function words(hex: string): string[] {
  if (!/^0x([0-9a-fA-F]{64})+$/.test(hex)) return [];
  return hex.slice(2).toLowerCase().match(/.{64}/g) ?? [];
}
