/**
 * Fetches the blobs of an L1 block from beacon servers, by the requests that a node of the stack's release makes. Part
 * of the probe.
 *
 * Source: HttpBlobClient of @aztec/blob-client 4.1.2, and of aztec-packages after pull request 20845.
 */
const { createHash } = require("node:crypto");
const { probeRequest, beacon, call, get, number, request, result, server, attempt } = require("./servers.cjs");

/** Number of last blocks that are searched for one with blobs. */
const BLOCKS = 16;
/** Slots that are tried after an empty slot. */
const LATER_SLOTS = 10;

/** @typedef {import("./servers.cjs").Server} Server */
/**
 * An L1 block: the hashes of all its blobs, and of those to request.
 *
 * @typedef {{ number: number, root: string, timestamp: number, all: string[], hashes: string[] }} Block
 */
/** @typedef {import("../../checks/blobs").Blobs} Blobs */

/** @param {number} value */
const hex = (value) => `0x${value.toString(16)}`;
/** @param {{ transactions: { blobVersionedHashes?: string[] }[] }} block */
const hashesOf = ({ transactions }) => transactions.flatMap(({ blobVersionedHashes = [] }) => blobVersionedHashes);

/**
 * Reads a block with its blobs' hashes.
 *
 * @param {Server} to
 * @param {number} at its number
 * @param {number} [most] number of hashes to return; all if undefined
 * @returns {Promise<Block>}
 */
async function blockAt(to, at, most) {
  const block = (await call(to, "eth_getBlockByNumber", [hex(at), true])).result;
  const all = hashesOf(block);
  const { parentBeaconBlockRoot: root, timestamp } = block;
  return { number: at, root, timestamp: number(timestamp), all, hashes: all.slice(0, most ?? all.length) };
}

/**
 * Finds the last block that has blobs. Returns undefined if none of the last 16 has blobs.
 *
 * @param {Server} to
 * @param {number} [most] number of hashes to return
 */
async function recentBlock(to, most) {
  const head = number((await call(to, "eth_blockNumber")).result);
  for (let at = head; at >= 0 && at > head - BLOCKS; at -= 1) {
    const { value } = await result(to, "eth_getBlockByNumber", [hex(at), false]);
    if (value?.blobGasUsed && number(value.blobGasUsed) > 0) return blockAt(to, at, most);
  }
  return undefined;
}

/**
 * Finds a block's slot by the root of its parent: its own slot follows, if none is empty.
 *
 * @param {Server} to
 * @param {Block} block
 */
async function slotByParent(to, { root }) {
  const { body } = await get(to, `/eth/v1/beacon/headers/${root}`);
  const slot = Number(body?.data?.header?.message?.slot);
  if (Number.isNaN(slot)) throw new Error("does not return the slot of the block");
  return slot + 1;
}

/**
 * Computes a block's slot from the genesis time, as later releases do.
 *
 * @param {Server} to
 * @param {Block} block
 */
async function slotByTime(to, { timestamp }) {
  const [genesis, spec] = [await get(to, "/eth/v1/beacon/genesis"), await get(to, "/eth/v1/config/spec")];
  const begin = Number(genesis.body?.data?.genesis_time);
  const slot = Math.floor((timestamp - begin) / Number(spec.body?.data?.SECONDS_PER_SLOT));
  if (Number.isNaN(slot)) throw new Error("does not return the start of its slots");
  return slot;
}

/**
 * @param {Server} to
 * @param {string} endpoint
 * @param {Block} block
 */
async function slotOf(to, endpoint, block) {
  const byTime = endpoint === "blobs" ? await attempt(() => slotByTime(to, block)) : undefined;
  return byTime?.value ?? slotByParent(to, block);
}

/**
 * Returns the versioned hash of a blob, by its commitment (EIP-4844).
 *
 * @param {unknown} commitment
 */
function versionedHash(commitment) {
  const digest = createHash("sha256")
    .update(Buffer.from(String(commitment).slice(2), "hex"))
    .digest("hex");
  return `0x01${digest.slice(2)}`;
}

/**
 * Returns the path of a request: one of several blobs is requested by its index, to limit traffic; a node requests all.
 *
 * @param {string} endpoint
 * @param {number} slot
 * @param {Block} block
 */
function pathOf(endpoint, slot, { all, hashes }) {
  const base = `/eth/v1/beacon/${endpoint}/${slot}`;
  if (endpoint === "blobs") return `${base}?${hashes.map((hash) => `versioned_hashes=${hash}`).join("&")}`;
  return hashes.length < all.length ? `${base}?indices=${hashes.map((hash) => all.indexOf(hash)).join(",")}` : base;
}

/**
 * Counts the blobs among the hashes. The endpoint `blobs` returns no commitments: the server has selected by hash.
 *
 * @param {string} endpoint
 * @param {unknown} data
 * @param {Block} block
 */
function counted(endpoint, data, { hashes }) {
  if (!Array.isArray(data)) return 0;
  if (endpoint === "blobs") return Math.min(data.filter((blob) => typeof blob === "string").length, hashes.length);
  const there = new Set(data.map(({ kzg_commitment }) => versionedHash(kzg_commitment)));
  return hashes.filter((hash) => there.has(hash)).length;
}

/**
 * @param {Server} to
 * @param {string} endpoint
 * @param {Block} block
 */
async function fetched(to, endpoint, block) {
  const slot = await slotOf(to, endpoint, block);
  let tries = 0;
  let answer = await request(to, pathOf(endpoint, slot, block));
  while (answer.status === 404 && tries < LATER_SLOTS) {
    const head = tries === 0 ? await attempt(() => get(to, "/eth/v1/beacon/headers/head")) : undefined;
    // Later slots are requested only up to the head.
    if (head && !(Number(head.value?.body?.data?.header?.message?.slot) > slot)) break;
    tries += 1;
    answer = await request(to, pathOf(endpoint, slot + tries, block));
  }
  const error = answer.status === 200 ? undefined : `answers HTTP ${answer.status} to ${endpoint}`;
  return { slot, received: error ? 0 : counted(endpoint, answer.body?.data, block), error };
}

/**
 * Requests a block's blobs from one beacon server, by each of the release's endpoints until one returns all.
 *
 * @param {string} text URL of the server
 * @param {number} index in the list of servers
 * @param {Block} block
 * @returns {Promise<Blobs>}
 */
async function blobsOf(text, index, block) {
  const to = beacon(text, index);
  const requested = block.hashes.length;
  /** @type {Blobs} */
  let last = { server: to.name };
  for (const endpoint of probeRequest.blobEndpoints ?? []) {
    const { value, error } = await attempt(() => fetched(to, endpoint, block));
    last = { server: to.name, block: block.number, requested, endpoint, received: 0, error, ...value };
    if (last.received === requested) return last;
  }
  return last;
}

/**
 * Requests the blobs of the last block with blobs from each beacon server.
 *
 * @param {string | undefined} l1Url an L1 server
 * @param {readonly string[]} beacons
 * @param {number} [most] number of blobs
 * @returns {Promise<Blobs[]>}
 */
async function recentBlobs(l1Url, beacons, most) {
  const names = beacons.map((text, index) => beacon(text, index).name);
  if (!l1Url) return names.map((name) => ({ server: name, error: "no L1 server names a block" }));
  const { value: block, error } = await attempt(() => recentBlock(server(l1Url), most));
  if (!block) return names.map((name) => ({ server: name, ...(error === undefined ? {} : { error }) }));
  return Promise.all(beacons.map((text, index) => blobsOf(text, index, block)));
}

module.exports = { blobsOf, blockAt, recentBlobs };
