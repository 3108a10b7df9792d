/**
 * Queries the hosts that a node downloads from: reference strings for proofs (CRS), the network's configuration,
 * snapshots, blob stores, the prover's broker. Part of the probe; downloads.ts builds the request.
 */
const { readFileSync, statSync } = require("node:fs");
const { homedir } = require("node:os");
const path = require("node:path");
const { gunzipSync } = require("node:zlib");
const { probeRequest, call, env, hide, list, parsed, reason, server, TIMEOUT, attempt } = require("./servers.cjs");

/** Returns the URL and the headers for fetch; user and password go into a header. */
function target(text, file) {
  const { url, headers, secrets } = server(text);
  if (!url) throw new Error("is not a URL");
  const place = new URL(url);
  if (file) place.pathname = `${place.pathname.replace(/\/$/, "")}/${file}`;
  return { place, headers, secrets };
}

async function answer(text, file, init = {}) {
  const { place, headers, secrets } = target(text, file);
  const options = { ...init, headers: { ...init.headers, ...headers }, signal: AbortSignal.timeout(TIMEOUT) };
  return fetch(place, options).catch((error) => {
    throw new Error(`does not answer: ${hide(reason(error), secrets)}`);
  });
}

/** Reads the first bytes of a file and no more: some of these files have gigabytes. */
async function part(host, { name, bytes, whole }) {
  const range = whole ? {} : { headers: { range: `bytes=0-${bytes - 1}` } };
  const response = await answer(host, name, range);
  const is = whole ? response.ok : response.status === 206;
  const size = is ? await sizeUpTo(response, bytes) : 0;
  await response.body?.cancel().catch(() => undefined);
  if (response.status === 200 && !whole) throw new Error(`returns the whole ${name} instead of the requested part`);
  if (!is) throw new Error(`answers HTTP ${response.status} to ${name}`);
  if (size < bytes) throw new Error(`returns ${size} bytes of ${name} instead of ${bytes}`);
}

async function sizeUpTo(response, bytes) {
  const reader = response.body.getReader();
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size >= bytes) break;
  }
  reader.releaseLock();
  return size;
}

/** Returns whether the node's own folder has the files: then it starts without the hosts. */
function isCached({ variable, cached }) {
  if (probeRequest.stdin) return undefined;
  const folder = env[variable] || path.join(homedir(), ".bb-crs");
  const isThere = ({ name, bytes }) =>
    (statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0) >= bytes;
  return cached.every((oneOf) => oneOf.some(isThere));
}

async function crs(question) {
  const { proofs, hosts, files } = question;
  // Proofs are on unless the variable turns them off.
  if (["false", "0"].includes((env[proofs] ?? "").trim().toLowerCase())) return undefined;
  const requests = hosts.map(async (host) => {
    const errors = await Promise.all(files.map(async (file) => (await attempt(() => part(host, file))).error));
    return { server: new URL(host).host, error: errors.find((error) => error !== undefined) };
  });
  const cached = await attempt(async () => isCached(question));
  return { hosts: await Promise.all(requests), cached: cached.value };
}

const isFile = (location) => !location.includes("://") || location.startsWith("file://");

async function configAt(location) {
  if (isFile(location)) {
    if (probeRequest.stdin) throw new Error("is a file of the container, which this machine cannot read");
    return parsed(readFileSync(location.replace("file://", ""), "utf8"));
  }
  const response = await answer(location);
  if (!response.ok) throw new Error(`answers HTTP ${response.status}`);
  return parsed(await response.text());
}

/** Reads the network's configuration, from the operator's location, or the first default location that has it. */
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

const word = (hex, index = 0) => hex.slice(2 + index * 64, 2 + (index + 1) * 64);

/** Finds the rollup that a node would join, and its version, from the node or the registry. */
async function rollup({ registryVariables, calls }, l1Url, info, found) {
  const { rollupAddress } = info?.l1ContractAddresses ?? {};
  if (rollupAddress && info.rollupVersion !== undefined) return { address: rollupAddress, version: info.rollupVersion };
  const registry = list(registryVariables)[0] ?? found?.registryAddress;
  if (!registry || !l1Url) throw new Error("the rollup is unknown: neither a node nor a registry reports it");
  const read = async (to, data) => (await call(server(l1Url), "eth_call", [{ to, data }, "latest"])).result;
  const address = `0x${word(await read(registry, calls.canonicalRollup)).slice(24)}`;
  return { address, version: Number(BigInt(await read(address, calls.version))) };
}

/** Returns the last block in the index of snapshots. @throws if there is no snapshot */
async function snapshotAt(text, folder) {
  const there = await answer(text, `${folder}/index.json`, { method: "HEAD" });
  if (!there.ok) throw new Error(`has no snapshot of this rollup (HTTP ${there.status})`);
  const bytes = Buffer.from(await (await answer(text, `${folder}/index.json`)).arrayBuffer());
  const all = parsed((bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString())?.snapshots;
  if (!Array.isArray(all) || all.length === 0) throw new Error("has an index without a snapshot");
  return Math.max(...all.map(({ l2BlockNumber }) => Number(l2BlockNumber)));
}

async function storeAt(text, folder) {
  const { ok, status } = await answer(text, `${folder}/.healthcheck`, { method: "HEAD" });
  if (!ok) throw new Error(`has no store of this rollup's blobs (HTTP ${status})`);
  return true;
}

/** Queries each location by HTTP; others are marked as skipped. */
function queryLocations(texts, query) {
  return Promise.all(
    texts.map(async (text) => {
      const name = URL.canParse(text) ? new URL(text).host || "a file" : "a URL that cannot be read";
      if (!/^https?:/.test(text)) return { server: name, skipped: true };
      return { server: name, ...(await attempt(() => query(text))) };
    }),
  );
}

/** Queries the locations whose files belong to one rollup. */
async function stored({ snapshots, stores, ...question }, l1Url, info, found) {
  const mode = list(snapshots.mode)[0];
  const of = (variables, all) => (list(variables).length > 0 ? list(variables) : Array.isArray(all) ? all : []);
  const snapshotUrls = mode === "full" ? [] : of(snapshots.variables, found?.snapshots);
  const storeUrls = of(stores.variables, found?.blobFileStoreUrls);
  if (snapshotUrls.length + storeUrls.length === 0) return {};
  const is = await attempt(() => rollup(question, l1Url, info, found));
  if (is.error) return { rollupError: is.error };
  const chainId = question.chainId ?? info?.l1ChainId;
  const folder = `aztec-${chainId}-${is.value.version}-${is.value.address.toLowerCase()}`;
  const [snapshotAnswers, storeAnswers] = await Promise.all([
    queryLocations(snapshotUrls, (text) => snapshotAt(text, folder)),
    queryLocations(storeUrls, (text) => storeAt(text, folder)),
  ]);
  return { snapshots: snapshotAnswers, stores: storeAnswers };
}

/** Queries all hosts of a request. @param l1Url an L1 server that answers @param info the node's own description */
async function downloads(question, l1Url, info) {
  const broker = question.broker && list(question.broker.variables)[0];
  const [strings, read, brokers] = await Promise.all([
    question.crs ? crs(question.crs) : undefined,
    question.config ? config(question.config) : undefined,
    broker ? queryLocations([broker], (text) => brokerAt(text)) : undefined,
  ]);
  const { has, ...configured } = read ?? {};
  const chain = has ? { chainId: has.l1ChainId } : {};
  const rest = question.stored ? await stored(question.stored, l1Url, info, has) : {};
  return { crs: strings, config: read && { ...configured, ...chain }, broker: brokers?.[0], ...rest };
}

async function brokerAt(text) {
  const { ok, status } = await answer(text, "status");
  if (!ok) throw new Error(`answers HTTP ${status} to /status`);
  return true;
}

module.exports = { downloads };
