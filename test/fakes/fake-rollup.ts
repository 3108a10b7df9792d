/**
 * A rollup contract, and Multicall3 beside it, that answer as those of 4.1.2 do: see the answers of a real chain in
 * work-answers.test.ts.
 *
 * Differences: a call changes no state; checkpoints have a slot and no other field; a queue's entry has the
 * attester alone; a checkpoint that does not exist fails without a reason.
 */
import { CONTRACT_CALLS } from "../../cli/health/work/contracts";
import type { SIGNAL_CALLS } from "../../cli/health/work/signal-calls";
import { encodeWord, ROLLUP_CALLS, selector } from "../../settings/network/rollup-calls";

const MULTICALL = "0xcA11bde05977b3631167028862bE2a173976CA11";
/** The token of the rewards. */
const TOKEN = "0x00000000000000000000000000000000000000fe";
export const PROPOSER = "0x00000000000000000000000000000000000000bb";
const E18 = 10n ** 18n;

export interface RollupState {
  readonly pending: number;
  readonly proven: number;
  readonly slot: number;
  /** Slots of the checkpoints, from 0 on. */
  readonly checkpoints: readonly number[];
  readonly prunable: boolean;
  readonly attesterCount: number;
  readonly queue: readonly string[];
  /** By address in small letters: status, stake, and an exit's amount and time. */
  readonly attesters: Readonly<Record<string, readonly [status: number, stake: bigint, amount?: bigint, at?: number]>>;
  /** The network's rollup. */
  readonly canonical: string;
  readonly hasMulticall: boolean;
  /** Rewards by address in small letters. */
  readonly rewards: Readonly<Record<string, bigint>>;
  /** The payload that has signals in the current round of the governance, and their number. */
  readonly signals: readonly [payload: string, count: number];
}

const ROLLUP_STATE: RollupState = {
  pending: 40,
  proven: 30,
  slot: 101,
  prunable: false,
  attesterCount: 24,
  queue: [],
  attesters: {},
  checkpoints: Array.from({ length: 41 }, (_, number) => 60 + number),
  canonical: "",
  hasMulticall: true,
  rewards: {},
  signals: ["0x0", 0],
};

const address = (word: string) => `0x${word.slice(24)}`;
const answer = (...words: (bigint | number | string)[]) =>
  `0x${words.map((word) => encodeWord(typeof word === "number" ? BigInt(word) : word)).join("")}`;

/** @returns what `eth_call` returns, for FakeHosts; undefined for a call that fails */
export function fakeRollup(rollup: string, changed: Partial<RollupState> = {}) {
  const state = { ...ROLLUP_STATE, canonical: rollup, ...changed };
  return (to: string, data: string): string | undefined => {
    if (to === MULTICALL) return state.hasMulticall ? aggregate(state, data) : "0x";
    return called(state, to, data);
  };
}

function called(state: RollupState, to: string, data: string): string | undefined {
  const { single, view, entry, checkpoint, prunable, rewards, signals } = CONTRACT_CALLS.calls;
  const word = data.slice(10);
  const of: Readonly<Record<string, () => string | undefined>> = {
    [single.pending]: () => answer(state.pending),
    [single.proven]: () => answer(state.proven),
    [single.slot]: () => answer(state.slot),
    [single.slotSeconds]: () => answer(72),
    [single.epochSlots]: () => answer(32),
    [single.attesterCount]: () => answer(state.attesterCount),
    [single.queueLength]: () => answer(state.queue.length),
    [single.flushSize]: () => answer(4),
    [single.stake]: () => answer(200_000n * E18),
    [single.leastStake]: () => answer(190_000n * E18),
    [ROLLUP_CALLS.canonicalRollup]: () => answer(state.canonical),
    [prunable]: () => answer(state.prunable ? 1 : 0),
    [entry]: () => answer(state.queue[Number(BigInt(`0x${word}`))] ?? 0, ...Array<number>(10).fill(0)),
    [checkpoint]: () => slotOf(state, Number(BigInt(`0x${word}`))),
    [view]: () => viewOf(state, address(word)),
    [rewards.amount]: () => answer(state.rewards[address(word)] ?? 0n),
    [rewards.claimable]: () => answer(0),
    [rewards.token]: () => answer(TOKEN),
    ...(to === TOKEN ? { [rewards.symbol]: () => SYMBOL, [rewards.decimals]: () => answer(18) } : {}),
    ...(to === PROPOSER ? governance(state, data, signals) : {}),
    // On the network's rollup, everybody is in the set.
    [selector("getStatus(address)")]: () => answer(to.toLowerCase() === state.canonical.toLowerCase() ? 1 : 0),
  };
  return of[data.slice(0, 10)]?.();
}

/** `FEE` as a contract returns a text: its place, its length, and its bytes. */
const SYMBOL = answer(32, 3, `0x${Buffer.from("FEE").toString("hex").padEnd(64, "0")}`);

/** The governance proposer, with rounds of 25 slots. */
function governance(
  { slot, canonical, signals: [payload, count] }: RollupState,
  data: string,
  calls: typeof SIGNAL_CALLS,
) {
  const round = Math.floor(slot / 25);
  const counted = calls.count + [canonical, BigInt(round), payload].map(encodeWord).join("");
  return {
    [calls.round]: () => answer(round),
    [calls.roundSlots]: () => answer(25),
    [calls.quorum]: () => answer(13),
    [calls.rollup]: () => answer(canonical),
    [calls.count]: () => answer(data === counted ? count : 0),
  };
}

function slotOf({ checkpoints }: RollupState, number: number): string | undefined {
  const slot = checkpoints[number];
  return slot === undefined ? undefined : answer(...Array<number>(6).fill(0), slot, ...Array<number>(5).fill(0));
}

function viewOf({ attesters }: RollupState, of: string): string {
  const [status, stake, amount, at] = attesters[of] ?? [0, 0n];
  const exit = amount === undefined ? [0, 0, 0, 0, 0, 0] : [7, amount, at ?? 0, 0, 1, 1];
  return answer(status, stake, ...exit, 0, 0, 0);
}

/** Decodes and encodes by the ABI, independently of the tested code. */
function aggregate(state: RollupState, data: string): string {
  const bytes = Buffer.from(data.slice(10), "hex");
  const number = (at: number) => Number(BigInt(`0x${bytes.subarray(at, at + 32).toString("hex")}`));
  const start = number(0) + 32;
  const results = Array.from({ length: number(number(0)) }, (_, index) => {
    const item = start + number(start + 32 * index);
    const at = item + number(item + 64);
    const call = `0x${bytes.subarray(at + 32, at + 32 + number(at)).toString("hex")}`;
    const result = called(state, `0x${bytes.subarray(item + 12, item + 32).toString("hex")}`, call);
    const body = result?.slice(2) ?? "";
    const head = [result === undefined ? 0n : 1n, 64n, BigInt(body.length / 2)].map(encodeWord).join("");
    return head + body;
  });
  const sizes = results.map((one) => one.length / 2);
  const places = sizes.map((_, index) => BigInt(32 * sizes.length + sizes.slice(0, index).reduce((a, b) => a + b, 0)));
  return `0x${[32n, BigInt(results.length), ...places].map(encodeWord).join("")}${results.join("")}`;
}
