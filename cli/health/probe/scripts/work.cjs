/**
 * Reads the state of the chain and of attesters from the rollup contract, and the blobs of the last checkpoint from the
 * beacon servers. Part of the probe; work/contracts.ts has the calls and decodes their results.
 */
const { probeRequest, call, list, number, server, attempt } = require("./servers.cjs");
const { blobsOf, blockAt, recentBlobs } = require("./blobs.cjs");
const { many, word } = require("./multicall.cjs");

/** Entries of the entry queue that are searched. */
const QUEUED = 200;
/** Number of last L1 blocks that are searched for a checkpoint: 20 minutes of Ethereum. */
const BLOCKS = 100;
/** Number of last transactions that are searched for blobs. */
const TRANSACTIONS = 4;

const of = (answer) => (answer === undefined ? undefined : number(answer.slice(0, 66)));
const addressIn = (answer) => (answer === undefined ? undefined : `0x${answer.slice(26, 66)}`);

/** Finds attesters among the first entries of the queue. @returns positions from 1 on, by address */
async function queued(to, rollup, length, attesters) {
  const { entry } = probeRequest.work.calls;
  const searched = Math.min(length, QUEUED);
  const calls = Array.from({ length: searched }, (_, index) => ({ to: rollup, data: entry + word(index) }));
  const entries = (await many(to, calls)).map((one) => addressIn(one)?.toLowerCase());
  const places = attesters.map((one) => [one, entries.indexOf(one.toLowerCase()) + 1]);
  return { searched, places: Object.fromEntries(places.filter(([, place]) => place > 0)) };
}

/** Reads the attesters' states in another rollup. */
async function elsewhere(to, rollup, attesters) {
  const calls = attesters.map((one) => ({ to: rollup, data: probeRequest.calls.attesterStatus + word(one) }));
  const answers = await many(to, calls);
  return { address: rollup, attesters: Object.fromEntries(attesters.map((one, index) => [one, answers[index]])) };
}

/**
 * Reads the node's rollup contract.
 *
 * @param registry contract that names the network's rollup
 * @param nodeCheckpoint number of the node's last checkpoint
 */
async function contracts(to, rollup, registry, nodeCheckpoint) {
  const { attesters } = probeRequest;
  const { single, view, checkpoint, canonical, prunable } = probeRequest.work.calls;
  const names = Object.keys(single);
  const now = Math.floor(Date.now() / 1000);
  const first = await many(to, [
    ...names.map((name) => ({ to: rollup, data: single[name] })),
    { to: rollup, data: prunable + word(now) },
    ...(registry ? [{ to: registry, data: canonical }] : []),
    ...attesters.map((one) => ({ to: rollup, data: view + word(one) })),
  ]);
  const answers = Object.fromEntries(names.map((name, index) => [name, first[index]]));
  const [prune, ...rest] = first.slice(names.length);
  const network = registry ? addressIn(rest.shift()) : undefined;
  const views = Object.fromEntries(attesters.map((one, index) => [one, rest[index]]));
  const at = (value) => ({ to: rollup, data: checkpoint + word(value) });
  const pending = of(answers.pending);
  const [last, next] = await many(to, [
    ...(pending === undefined ? [] : [at(pending), at((nodeCheckpoint ?? pending) + 1)]),
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
    ...(length > 0 && outside.length > 0 ? { queue: await queued(to, rollup, length, outside) } : {}),
    ...(isOther ? { network: await elsewhere(to, network, outside) } : {}),
  };
}

/** Finds the L1 block of the rollup's last checkpoint, with the first of the checkpoint's blobs. */
async function checkpointBlock(to, rollup) {
  const head = number((await call(to, "eth_blockNumber")).result);
  const range = { fromBlock: `0x${Math.max(0, head - BLOCKS).toString(16)}`, toBlock: `0x${head.toString(16)}` };
  const logs = (await call(to, "eth_getLogs", [{ address: rollup, ...range }])).result;
  const hashes = [...new Set(logs.reverse().map(({ transactionHash }) => transactionHash))].slice(0, TRANSACTIONS);
  for (const hash of hashes) {
    const transaction = (await call(to, "eth_getTransactionByHash", [hash])).result;
    const [blob] = transaction?.blobVersionedHashes ?? [];
    if (blob) return { ...(await blockAt(to, number(transaction.blockNumber))), hashes: [blob] };
  }
  return undefined;
}

/** Requests one blob from each beacon server: of the last checkpoint, or of any block if the rollup is unknown. */
async function blobs(l1Url, rollup) {
  const beacons = list(probeRequest.servers.beaconServers);
  if (beacons.length === 0) return [];
  if (!rollup) return recentBlobs(l1Url, beacons, 1);
  const found = await attempt(() => checkpointBlock(server(l1Url), rollup));
  if (found.error !== undefined) return recentBlobs(l1Url, beacons, 1);
  return found.value ? Promise.all(beacons.map((text, index) => blobsOf(text, index, found.value))) : [];
}

/** Runs the queries. @param l1Url an L1 server that answers @param node the node's answers */
async function work(l1Url, node) {
  const { rollupAddress: rollup, registryAddress: registry } = node?.info?.value?.l1ContractAddresses ?? {};
  const nodeCheckpoint = node?.tips?.value?.checkpointed?.checkpoint?.number;
  const [chain, received] = await Promise.all([
    rollup ? attempt(() => contracts(server(l1Url), rollup, registry, nodeCheckpoint)) : undefined,
    attempt(() => blobs(l1Url, rollup)),
  ]);
  return { chain, blobs: received.value ?? [], nodeCheckpoint };
}

module.exports = { work };
