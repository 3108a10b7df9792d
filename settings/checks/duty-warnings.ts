/** Warnings about settings with which a validator on a public network misses duties. Pure. */
import { isPublic } from "../network/networks";
import type { Settings } from "../schema";
import { nodeDefaultOf } from "./consistency";

/** Returns warnings, as sentences. */
export function dutyWarnings(settings: Settings): string[] {
  if (!isPublic(settings) || settings.role !== "sequencer") return [];
  return [
    ...unguarded(settings),
    ...prices(settings),
    ...intervals(settings),
    ...timeout(settings),
    ...transactions(settings),
    ...fullCheckpoint(settings),
  ];
}

function unguarded({ checkOtherStacks }: Settings): string[] {
  return checkOtherStacks
    ? []
    : ["checkOtherStacks is false: nothing keeps another stack from signing with the same key, which is slashed."];
}

/** Prices in gwei below which Ethereum's are on busy days. The node's own limits are 2000 and 3000. */
const LOW_PRICE = 10;
/** A tip in gwei that costs a proposal of 500,000 gas 0.025 ETH. */
const HIGH_TIP = 50;

function prices({ gas }: Settings): string[] {
  const low = Object.entries({ "gas.maxGwei": gas.maxGwei, "gas.maxBlobGwei": gas.maxBlobGwei }).flatMap(
    ([path, gwei]) =>
      gwei !== undefined && gwei < LOW_PRICE
        ? [`${path} is ${gwei}: while Ethereum costs more, the validator publishes nothing, and misses its proposals.`]
        : [],
  );
  const { minPriorityGwei: tip } = gas;
  if (tip === undefined || tip <= HIGH_TIP) return low;
  return [...low, `gas.minPriorityGwei is ${tip}: each transaction pays at least that much for each unit of gas.`];
}

/** A slot of Ethereum. */
const SLOT_MS = 12_000;

function intervals({ archiver, p2p, validator, publisher }: Settings): string[] {
  const all = {
    "archiver.pollingIntervalMs": archiver.pollingIntervalMs,
    "archiver.viemPollingIntervalMs": archiver.viemPollingIntervalMs,
    "p2p.blockCheckIntervalMs": p2p.blockCheckIntervalMs,
    "validator.attestationsPollingIntervalMs": validator.attestationsPollingIntervalMs,
    "publisher.viemPollingIntervalMs": publisher.viemPollingIntervalMs,
  };
  return Object.entries(all).flatMap(([path, interval]) =>
    interval !== undefined && interval > SLOT_MS
      ? [`${path} is ${interval} ms, longer than a slot of Ethereum (${SLOT_MS} ms): the validator would act too late.`]
      : [],
  );
}

/** Timeouts in ms between which an answer of Ethereum arrives, and a dead server is noticed. */
const SHORTEST_TIMEOUT = 1000;
const LONGEST_TIMEOUT = 120_000;

function timeout({ ethereumHttpTimeoutMs: ms }: Settings): string[] {
  if (ms === undefined || (ms >= SHORTEST_TIMEOUT && ms <= LONGEST_TIMEOUT)) return [];
  const effect =
    ms < SHORTEST_TIMEOUT
      ? "many answers take longer, and fail"
      : "a server that hangs holds up the duties of that time";
  return [`ethereumHttpTimeoutMs is ${ms}: ${effect}.`];
}

/** Transactions in a block from which a quiet network has no blocks for a validator to propose. */
const MANY_TRANSACTIONS = 10;

function transactions({ transactionsDisabled, sequencer }: Settings): string[] {
  const { minTxPerBlock = 0 } = sequencer;
  const many = `sequencer.minTxPerBlock is ${minTxPerBlock}: while fewer transactions wait, the validator proposes nothing.`;
  return [
    ...(transactionsDisabled
      ? [
          "transactionsDisabled is true: the validator gets no transactions, so it cannot attest to blocks that have some.",
        ]
      : []),
    ...(minTxPerBlock > MANY_TRANSACTIONS ? [many] : []),
  ];
}

/** Warns of a limit above that of the network, which the node's default is. */
function fullCheckpoint({ sequencer: { maxTxPerCheckpoint: own } }: Settings): string[] {
  const limit = nodeDefaultOf("sequencer.maxTxPerCheckpoint");
  if (own === undefined || limit === undefined || own <= limit) return [];
  return [
    `sequencer.maxTxPerCheckpoint is ${own}, and the network's limit is ${limit}: other validators may refuse a checkpoint with more transactions, and the proposal would be missed.`,
  ];
}
