/**
 * A node's container on a chain with duties: it answers the calls that `cli/duties/` makes there.
 *
 * As the real contract after some epochs, it has forgotten every checkpoint; L1's events stay.
 *
 * Differences: a checkpoint is on L1 at the beginning of its slot; an L1 block each 4 seconds without exception; the committee of the current epoch and of the next one is
 * known, as with a lag of 1, and older ones for ever; every committee is the same validators in turn, and so are its
 * proposers; a checkpoint's transaction has the words that are decoded and zeros in place of the others.
 */
import type { DockerRunner } from "../../remote/docker";
import * as abi from "../../settings/network/duty-calls";
import { encodeWord } from "../../settings/network/rollup-calls";

const DUTY_ROLLUP = `0x${"50".repeat(20)}`;
const SECONDS_OF_BLOCK = 4;

export interface FakeDutyChain {
  readonly clock: abi.SlotClock;
  /** The L1's time, in seconds since 1970; tests let it go on. */
  now: number;
  /** Returns the committee of an epoch; empty if it has none. */
  readonly committee: (epoch: number) => readonly string[];
  readonly checkpoints: readonly { readonly slot: number; readonly signers: readonly string[] }[];
  /** Time of the first block that L1 has, in seconds since 1970. @default that of the genesis */
  readonly begun?: number;
  /** Why L1 does not answer. */
  readonly silent?: string;
}

interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Returns the Docker of its host, for a container of any name. */
export function fakeDutyDocker(chain: FakeDutyChain): DockerRunner {
  return (_args, input = "") => {
    const { calls, urls } = JSON.parse(input) as { calls: Call[]; urls?: string[] };
    if (!urls && chain.silent !== undefined) return Promise.resolve({ code: 4, text: `${chain.silent}\n` });
    return Promise.resolve({ code: 0, text: `${JSON.stringify(calls.map((call) => answer(chain, call)))}\n` });
  };
}

type Answer = { readonly result: unknown } | { readonly refused: string; readonly hasNoMethod?: true };

function answer(chain: FakeDutyChain, { method, params }: Call): Answer {
  switch (method) {
    case "node_getNodeInfo":
      return { result: { l1ContractAddresses: { rollupAddress: DUTY_ROLLUP } } };
    case "eth_getBlockByNumber":
      return { result: block(chain, params[0] === "latest" ? headOf(chain) : Number(params[0])) };
    case "eth_call":
      return called(chain, (params[0] as { data: string }).data);
    case "eth_getLogs":
      return { result: logs(chain, Number((params[0] as { fromBlock: string }).fromBlock)) };
    case "eth_getTransactionByHash":
      return { result: { input: transaction(chain, Number(params[0])) } };
    default:
      return { refused: "Method not found ", hasNoMethod: true };
  }
}

const blockAt = ({ clock }: FakeDutyChain, time: number) => Math.floor((time - clock.genesisTime) / SECONDS_OF_BLOCK);
const headOf = (chain: FakeDutyChain) => blockAt(chain, chain.now);
const hex = (number: number) => `0x${number.toString(16)}`;
const words = (...all: (number | string)[]) =>
  `0x${all.map((word) => encodeWord(typeof word === "number" ? BigInt(word) : word)).join("")}`;

function block({ clock, begun = clock.genesisTime }: FakeDutyChain, number: number) {
  if (clock.genesisTime + number * SECONDS_OF_BLOCK < begun) return null;
  return { number: hex(number), timestamp: hex(clock.genesisTime + number * SECONDS_OF_BLOCK) };
}

function called(chain: FakeDutyChain, data: string): Answer {
  const { clock } = chain;
  const argument = Number(`0x${data.slice(10)}`);
  const of: Readonly<Record<string, () => Answer>> = {
    [abi.CLOCK_CALLS.genesisTime]: () => ({ result: words(clock.genesisTime) }),
    [abi.CLOCK_CALLS.slotSeconds]: () => ({ result: words(clock.slotSeconds) }),
    [abi.CLOCK_CALLS.epochSlots]: () => ({ result: words(clock.epochSlots) }),
    [abi.committeeCall(0).slice(0, 10)]: () => committee(chain, argument, (all) => words(32, all.length, ...all)),
    [abi.proposerCall(clock, 0).slice(0, 10)]: () => proposer(chain, abi.slotAt(clock, argument)),
  };
  return of[data.slice(0, 10)]?.() ?? { refused: "execution reverted" };
}

function committee(chain: FakeDutyChain, epoch: number, encode: (all: readonly string[]) => string): Answer {
  const { clock, now } = chain;
  if (epoch > abi.epochOf(clock, abi.slotAt(clock, now)) + 1)
    return { refused: `execution reverted ${abi.NOT_FIXED}${encodeWord(BigInt(epoch))}` };
  const all = chain.committee(epoch);
  return all.length === 0 ? { refused: `execution reverted: ${abi.NO_COMMITTEE}` } : { result: encode(all) };
}

function proposer(chain: FakeDutyChain, slot: number): Answer {
  return committee(chain, abi.epochOf(chain.clock, slot), (all) => words(all[slot % all.length] ?? 0));
}

const archiveOf = (number: number) => words(0xa1_0000 + number);

function logs(chain: FakeDutyChain, fromBlock: number) {
  return chain.checkpoints.flatMap(({ slot }, index) => {
    const number = index + 1;
    const topics = [abi.CHECKPOINT_PROPOSED, words(number), archiveOf(number)];
    const time = abi.startOfSlot(chain.clock, slot);
    const isIn = time <= chain.now && blockAt(chain, time) >= fromBlock;
    return isIn ? [{ blockNumber: hex(blockAt(chain, time)), transactionHash: hex(number), topics }] : [];
  });
}

/** The head of `propose` has 20 words; an empty text of attestations and the signers follow it. */
function transaction({ checkpoints }: FakeDutyChain, number: number): string {
  const signers = checkpoints[number - 1]?.signers ?? [];
  const head = [archiveOf(number), ...Array<number>(13).fill(0), 20 * 32, 21 * 32, 27, 1, 1, 0];
  return `0x12345678${words(...head, 0, signers.length, ...signers).slice(2)}`;
}
