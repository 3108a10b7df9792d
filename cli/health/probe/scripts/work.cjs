/**
 * Reads the state of the chain and of attesters from the rollup contract, and the blobs of the last checkpoint from the
 * beacon servers. Part of the probe; work/contracts.ts has the calls and decodes their results.
 */
const { probeRequest, call, list, number, server, attempt } = require("./servers.cjs");
const { blobsOf, blockAt, recentBlobs } = require("./blobs.cjs");
const { rewards, signals } = require("./earnings.cjs");
const { addressIn, many, word } = require("./multicall.cjs");

/** Entries of the entry queue that are searched. */
const QUEUED = 200;
/** Number of last L1 blocks that are searched for a checkpoint: 20 minutes of Ethereum. */
const BLOCKS = 100;
/** Number of last transactions that are searched for blobs. */
const TRANSACTIONS = 4;

/** @typedef {import("./servers.cjs").Server} Server */
/**
 * The node's answers, as far as a script reads them.
 *
 * @typedef {object} NodeAnswers
 * @property {import("./servers.cjs").Attempt<number>} [status]
 * @property {import("./servers.cjs").Attempt<import("./downloads.cjs").NodeInfo>} [info]
 * @property {import("./servers.cjs").Attempt<{ checkpointed?: { checkpoint?: { number?: number } } }>} [tips]
 */
/** @typedef {Exclude<typeof probeRequest.work, undefined>["calls"]} Calls */

/** @param {string | undefined} answer */
const of = (answer) => (answer === undefined ? undefined : number(answer.slice(0, 66)));

/**
 * Finds attesters among the first entries of the queue. Returns positions from 1 on, by address.
 *
 * @param {Server} to
 * @param {string} rollup
 * @param {{ length: number, entry: string }} queue its length, and the call that reads an entry
 * @param {readonly string[]} attesters
 */
async function queued(to, rollup, { length, entry }, attesters) {
  const searched = Math.min(length, QUEUED);
  const calls = Array.from({ length: searched }, (_, index) => ({ to: rollup, data: entry + word(index) }));
  const entries = (await many(to, calls)).map((one) => addressIn(one)?.toLowerCase());
  const places = attesters.map((one) => ({ one, place: entries.indexOf(one.toLowerCase()) + 1 }));
  const found = places.filter(({ place }) => place > 0);
  return { searched, places: Object.fromEntries(found.map(({ one, place }) => [one, place])) };
}

/**
 * Reads the attesters' states in another rollup.
 *
 * @param {Server} to
 * @param {string} rollup
 * @param {readonly string[]} attesters
 */
async function elsewhere(to, rollup, attesters) {
  const calls = attesters.map((one) => ({ to: rollup, data: probeRequest.calls.attesterStatus + word(one) }));
  const answers = await many(to, calls);
  return { address: rollup, attesters: Object.fromEntries(attesters.map((one, index) => [one, answers[index]])) };
}

/**
 * Reads the node's rollup contract.
 *
 * @param {Server} to
 * @param {Calls} calls
 * @param {string} rollup
 * @param {{ registry?: string, nodeCheckpoint?: number }} node the contract that names the network's rollup, and the
 *   number of the node's last checkpoint
 */
async function contracts(to, calls, rollup, { registry, nodeCheckpoint }) {
  const { attesters } = probeRequest;
  const { single, view, checkpoint, canonical, prunable, entry } = calls;
  const names = Object.keys(single);
  const now = Math.floor(Date.now() / 1000);
  const first = await many(to, [
    ...Object.values(single).map((data) => ({ to: rollup, data })),
    { to: rollup, data: prunable + word(now) },
    ...(registry ? [{ to: registry, data: canonical }] : []),
    ...attesters.map((one) => ({ to: rollup, data: view + word(one) })),
  ]);
  const answers = Object.fromEntries(names.map((name, index) => [name, first[index]]));
  const [prune, ...rest] = first.slice(names.length);
  const network = registry ? addressIn(rest.shift()) : undefined;
  const views = Object.fromEntries(attesters.map((one, index) => [one, rest[index]]));
  /** @param {number} value */
  const at = (value) => ({ to: rollup, data: checkpoint + word(value) });
  const pending = of(answers.pending);
  const proven = of(answers.proven) ?? 0;
  const [last, next, lastProven, firstUnproven] = await many(to, [
    ...(pending === undefined ? [] : [at(pending), at((nodeCheckpoint ?? pending) + 1), at(proven), at(proven + 1)]),
  ]);
  const outside = attesters.filter((one) => of(views[one]) === 0);
  const length = of(answers.queueLength) ?? 0;
  const isOther = network && outside.length > 0 && network.toLowerCase() !== rollup.toLowerCase();
  return {
    answers,
    prune,
    views,
    last,
    next,
    lastProven,
    firstUnproven,
    ...(length > 0 && outside.length > 0 ? { queue: await queued(to, rollup, { length, entry }, outside) } : {}),
    ...(isOther ? { network: await elsewhere(to, network, outside) } : {}),
  };
}

/**
 * Finds the L1 block of the rollup's last checkpoint, with the first of the checkpoint's blobs.
 *
 * @param {Server} to
 * @param {string} rollup
 */
async function checkpointBlock(to, rollup) {
  const head = number((await call(to, "eth_blockNumber")).result);
  const range = { fromBlock: `0x${Math.max(0, head - BLOCKS).toString(16)}`, toBlock: `0x${head.toString(16)}` };
  /** @type {{ transactionHash: string }[]} */
  const logs = (await call(to, "eth_getLogs", [{ address: rollup, ...range }])).result;
  const hashes = [...new Set(logs.reverse().map(({ transactionHash }) => transactionHash))].slice(0, TRANSACTIONS);
  for (const hash of hashes) {
    const transaction = (await call(to, "eth_getTransactionByHash", [hash])).result;
    const [blob] = transaction?.blobVersionedHashes ?? [];
    if (blob) return { ...(await blockAt(to, number(transaction.blockNumber))), hashes: [blob] };
  }
  return undefined;
}

/**
 * Requests one blob from each beacon server: of the last checkpoint, or of any block if the rollup is unknown.
 *
 * @param {string} l1Url
 * @param {string | undefined} rollup
 */
async function blobs(l1Url, rollup) {
  const beacons = list(probeRequest.servers.beaconServers);
  if (beacons.length === 0) return [];
  if (!rollup) return recentBlobs(l1Url, beacons, 1);
  const { value: block, error } = await attempt(() => checkpointBlock(server(l1Url), rollup));
  if (error !== undefined) return recentBlobs(l1Url, beacons, 1);
  return block ? Promise.all(beacons.map((text, index) => blobsOf(text, index, block))) : [];
}

/**
 * Runs the queries.
 *
 * @param {Calls} calls
 * @param {string} l1Url an L1 server that answers
 * @param {NodeAnswers | undefined} node
 */
async function work(calls, l1Url, node) {
  const addresses = node?.info?.value?.l1ContractAddresses ?? {};
  const { rollupAddress: rollup, registryAddress: registry, governanceProposerAddress: proposer } = addresses;
  const nodeCheckpoint = node?.tips?.value?.checkpointed?.checkpoint?.number;
  const { payload, coinbases = [] } = probeRequest;
  const to = server(l1Url);
  const [chain, earned, signalled, received] = await Promise.all([
    rollup ? attempt(() => contracts(to, calls, rollup, { registry, nodeCheckpoint })) : undefined,
    rollup && coinbases.length > 0 ? attempt(() => rewards(to, calls.rewards, rollup, coinbases)) : undefined,
    proposer && payload ? attempt(() => signals(to, calls.signals, proposer, payload)) : undefined,
    attempt(() => blobs(l1Url, rollup)),
  ]);
  return { chain, rewards: earned, signals: signalled, blobs: received.value ?? [], nodeCheckpoint };
}

module.exports = { work };
