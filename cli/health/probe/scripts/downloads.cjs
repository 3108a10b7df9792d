/**
 * Queries the hosts that a node downloads from: reference strings for proofs (CRS), the network's configuration,
 * snapshots, blob stores, the prover's broker. Part of the probe; downloads.ts builds the request.
 */
const { readFileSync, statSync } = require("node:fs");
const { homedir } = require("node:os");
const path = require("node:path");
const { gunzipSync } = require("node:zlib");
const { parseJson } = require("../../../../remote/rpc-client.cjs");
const { probeRequest, attempt, call, env, list, request, requestFile, server } = require("./servers.cjs");

/** @typedef {import("../downloads").Downloads} Downloads */
/** @typedef {NonNullable<Downloads["crs"]>} CrsQuestion */
/** @typedef {NonNullable<Downloads["stored"]>} StoredQuestion */
/**
 * The node's own description.
 *
 * @typedef {object} NodeInfo
 * @property {number} [l1ChainId]
 * @property {number} [rollupVersion]
 * @property {{ rollupAddress?: string, registryAddress?: string, governanceProposerAddress?: string }} [l1ContractAddresses]
 */
/**
 * The network's configuration.
 *
 * @typedef {object} NetworkConfig
 * @property {number} [l1ChainId]
 * @property {string} [registryAddress]
 * @property {unknown} [snapshots]
 * @property {unknown} [blobFileStoreUrls]
 */

/**
 * Reads the first bytes of a file and no more: some of these files have gigabytes.
 *
 * @param {string} host
 * @param {CrsQuestion["files"][number]} file
 */
async function part(host, { name, bytes, whole }) {
  const range = whole ? {} : { headers: { range: `bytes=0-${bytes - 1}` } };
  const response = await requestFile(host, name, range);
  const is = whole ? response.ok : response.status === 206;
  const size = is ? await sizeUpTo(response, bytes) : 0;
  await response.body?.cancel().catch(() => undefined);
  if (response.status === 200 && !whole) throw new Error(`returns the whole ${name} instead of the requested part`);
  if (!is) throw new Error(`answers HTTP ${response.status} to ${name}`);
  if (size < bytes) throw new Error(`returns ${size} bytes of ${name} instead of ${bytes}`);
}

/**
 * @param {Response} response
 * @param {number} bytes to stop at
 */
async function sizeUpTo(response, bytes) {
  if (!response.body) return 0;
  const reader = response.body.getReader();
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size >= bytes) break;
  }
  reader.releaseLock();
  return size;
}

/**
 * Returns whether the node's own folder has the files: then it starts without the hosts.
 *
 * @param {CrsQuestion} question
 */
function isCached({ variable, cached }) {
  if (probeRequest.stdin) return undefined;
  const folder = env[variable] || path.join(homedir(), ".bb-crs");
  /** @param {CrsQuestion["cached"][number][number]} file */
  const isThere = ({ name, bytes }) =>
    (statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0) >= bytes;
  return cached.every((oneOf) => oneOf.some(isThere));
}

/** @param {CrsQuestion} question */
async function crs(question) {
  const { proofs, hosts, files } = question;
  // Proofs are on unless the variable turns them off.
  if (["false", "0"].includes((env[proofs] ?? "").trim().toLowerCase())) return undefined;
  const requests = hosts.map(async (host) => {
    const errors = await Promise.all(files.map(async (file) => (await attempt(() => part(host, file))).error));
    return { server: new URL(host).host, error: errors.find((error) => error !== undefined) };
  });
  const cached = await attempt(() => isCached(question));
  return { hosts: await Promise.all(requests), cached: cached.value };
}

/** @param {string} location */
const isFile = (location) => !location.includes("://") || location.startsWith("file://");

/**
 * @param {string} location
 * @returns {Promise<Record<string, NetworkConfig> | undefined>}
 */
async function configAt(location) {
  if (isFile(location)) {
    if (probeRequest.stdin) throw new Error("is a file of the container, which this machine cannot read");
    return parseJson(readFileSync(location.replace("file://", ""), "utf8"));
  }
  const { status, body } = await request(server(location), "");
  if (status !== 200) throw new Error(`answers HTTP ${status}`);
  return body;
}

/**
 * Reads the network's configuration, from the operator's location, or the first default location that has it.
 *
 * @param {NonNullable<Downloads["config"]>} question
 */
async function config({ name, variable, urls }) {
  const custom = env[variable];
  const servers = [];
  for (const location of custom ? [custom] : urls) {
    const { value, error } = await attempt(() => configAt(location));
    const server = isFile(location)
      ? "a file"
      : URL.canParse(location)
        ? new URL(location).host
        : "a URL that cannot be read";
    const has = value?.[name];
    servers.push({ server, error: error ?? (has ? undefined : `has no network ${name}`) });
    if (has) return { servers, has };
  }
  return { servers };
}

/**
 * Finds the rollup that a node would join, and its version, from the node or the registry.
 *
 * @param {Pick<StoredQuestion, "registryVariables" | "calls">} question
 * @param {string | undefined} l1Url
 * @param {NodeInfo | undefined} info
 * @param {NetworkConfig | undefined} found
 */
async function rollup({ registryVariables, calls }, l1Url, info, found) {
  const { rollupAddress } = info?.l1ContractAddresses ?? {};
  if (rollupAddress && info?.rollupVersion !== undefined)
    return { address: rollupAddress, version: info.rollupVersion };
  const registry = list(registryVariables)[0] ?? found?.registryAddress;
  if (!registry || !l1Url) throw new Error("the rollup is unknown: neither a node nor a registry reports it");
  /**
   * @param {string} to
   * @param {string} data
   * @returns {Promise<string>}
   */
  const read = async (to, data) => (await call(server(l1Url), "eth_call", [{ to, data }, "latest"])).result;
  const address = `0x${(await read(registry, calls.canonicalRollup)).slice(26, 66)}`;
  return { address, version: Number(BigInt(await read(address, calls.version))) };
}

/**
 * Returns the last block in the index of snapshots.
 *
 * @param {string} text URL
 * @param {string} folder
 * @throws if there is no snapshot
 */
async function snapshotAt(text, folder) {
  const there = await requestFile(text, `${folder}/index.json`, { method: "HEAD" });
  if (!there.ok) throw new Error(`has no snapshot of this rollup (HTTP ${there.status})`);
  const bytes = Buffer.from(await (await requestFile(text, `${folder}/index.json`)).arrayBuffer());
  const all = parseJson((bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString())?.snapshots;
  if (!Array.isArray(all) || all.length === 0) throw new Error("has an index without a snapshot");
  return Math.max(...all.map(({ l2BlockNumber }) => Number(l2BlockNumber)));
}

/**
 * @param {string} text URL
 * @param {string} folder
 */
async function storeAt(text, folder) {
  const { ok, status } = await requestFile(text, `${folder}/.healthcheck`, { method: "HEAD" });
  if (!ok) throw new Error(`has no store of this rollup's blobs (HTTP ${status})`);
  return true;
}

/**
 * Queries each location by HTTP; others are marked as skipped.
 *
 * @param {readonly string[]} texts URLs
 * @param {(text: string) => Promise<unknown>} query
 */
function queryLocations(texts, query) {
  return Promise.all(
    texts.map(async (text) => {
      const name = URL.canParse(text) ? new URL(text).host || "a file" : "a URL that cannot be read";
      if (!/^https?:/.test(text)) return { server: name, skipped: true };
      return { server: name, ...(await attempt(() => query(text))) };
    }),
  );
}

/**
 * Queries the locations whose files belong to one rollup.
 *
 * @param {StoredQuestion} question
 * @param {string | undefined} l1Url
 * @param {NodeInfo | undefined} info
 * @param {NetworkConfig | undefined} found
 */
async function stored({ snapshots, stores, ...question }, l1Url, info, found) {
  const mode = list(snapshots.mode)[0];
  /**
   * @param {readonly string[]} variables
   * @param {unknown} all
   * @returns {readonly string[]}
   */
  const of = (variables, all) => (list(variables).length > 0 ? list(variables) : Array.isArray(all) ? all : []);
  const snapshotUrls = mode === "full" ? [] : of(snapshots.variables, found?.snapshots);
  const storeUrls = of(stores.variables, found?.blobFileStoreUrls);
  if (snapshotUrls.length + storeUrls.length === 0) return {};
  const is = await attempt(() => rollup(question, l1Url, info, found));
  if (is.error !== undefined) return { rollupError: is.error };
  const chainId = question.chainId ?? info?.l1ChainId;
  const folder = `aztec-${chainId}-${is.value.version}-${is.value.address.toLowerCase()}`;
  const [snapshotAnswers, storeAnswers] = await Promise.all([
    queryLocations(snapshotUrls, (text) => snapshotAt(text, folder)),
    queryLocations(storeUrls, (text) => storeAt(text, folder)),
  ]);
  return { snapshots: snapshotAnswers, stores: storeAnswers };
}

/**
 * Queries all hosts of a request.
 *
 * @param {Downloads} question
 * @param {string | undefined} l1Url an L1 server that answers
 * @param {NodeInfo | undefined} info
 */
async function downloads(question, l1Url, info) {
  const [strings, read, broker] = await Promise.all([
    question.crs ? crs(question.crs) : undefined,
    question.config ? config(question.config) : undefined,
    queryBroker(question.broker?.variables ?? []),
  ]);
  const { has, ...configured } = read ?? {};
  const chain = has ? { chainId: has.l1ChainId } : {};
  const rest = question.stored ? await stored(question.stored, l1Url, info, has) : {};
  return { crs: strings, config: read && { ...configured, ...chain }, broker, ...rest };
}

/**
 * Queries the broker that a variable names.
 *
 * @param {readonly string[]} variables
 */
async function queryBroker(variables) {
  const [broker] = await queryLocations(list(variables).slice(0, 1), (text) => brokerAt(text));
  return broker;
}

/** @param {string} text URL */
async function brokerAt(text) {
  const { ok, status } = await requestFile(text, "status");
  if (!ok) throw new Error(`answers HTTP ${status} to /status`);
  return true;
}

module.exports = { downloads, queryBroker };
