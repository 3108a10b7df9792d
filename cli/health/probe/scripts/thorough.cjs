/** Checks that only `doctor` runs: they take longer and send more requests. Part of the probe. */
const { readFileSync, statfsSync } = require("node:fs");
const { open, rm } = require("node:fs/promises");
const { constants } = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { probeRequest, call, list, number, result, server, attempt } = require("./servers.cjs");
const { recentBlobs } = require("./blobs.cjs");
const { downloads } = require("./downloads.cjs");
const { reads } = require("./reads.cjs");

/** Parallel requests: about as many as a node sends when it begins to build a block. */
const BURST = 30;
/** Distance in blocks for which a node requires traces. Source: the node's own check at its start, release 4.1.2. */
const OLD = 512;
/** Milliseconds of the write test, and the size of its file in bytes. */
const WRITING = 1500;
const SPAN = 2 ** 24;
const BLOCK = 4096;
/** Free bytes that the write test requires. */
const LEAST_FREE = 2 ** 26;

/** @typedef {import("./servers.cjs").Server} Server */

/**
 * Sends many parallel requests to a server.
 *
 * @param {Server} to
 */
async function burst(to) {
  const answers = await Promise.all(Array.from({ length: BURST }, () => attempt(() => call(to, "eth_blockNumber"))));
  const failed = answers.filter(({ error }) => error !== undefined);
  const times = answers.flatMap(({ value }) => (value ? [value.milliseconds] : []));
  return { sent: BURST, failed: failed.length, error: failed[0]?.error, slowest: Math.max(0, ...times) };
}

/**
 * Finds a transaction in a block or one of the nine before it.
 *
 * @param {Server} to
 * @param {number} from number of the block
 */
async function transaction(to, from) {
  for (let block = from; block >= 0 && block > from - 10; block -= 1) {
    const { value } = await result(to, "eth_getBlockByNumber", [`0x${block.toString(16)}`, false]);
    if (value?.transactions?.length > 0) return value.transactions[0];
  }
  return undefined;
}

/** A refusal that says nothing about a method: the server is busy, or counts requests. */
const BUSY =
  /does not answer|HTTP (429|5\d\d)|too many|rate|limit|capacity|exceeded|time.?out|timed out|busy|overload/i;

/**
 * Returns the methods that trace a transaction of a block; undefined if there is no transaction. Throws if that cannot be
 * known now.
 *
 * @param {Server} to
 * @param {number} block its number
 */
async function traces(to, block) {
  const hash = block < 0 ? undefined : await transaction(to, block);
  if (!hash) return undefined;
  const debug = await result(to, "debug_traceTransaction", [hash, { tracer: "callTracer" }]);
  const trace = await result(to, "trace_transaction", [hash]);
  /** @param {import("./servers.cjs").Attempt<unknown>} answer */
  const works = ({ value }) => value !== undefined && value !== null;
  const refused = [debug, trace].find(({ error }) => error !== undefined && BUSY.test(error));
  if (refused && !works(debug) && !works(trace)) throw new Error(refused.error);
  return [...(works(debug) ? ["debug_traceTransaction"] : []), ...(works(trace) ? ["trace_transaction"] : [])];
}

/** @param {string} text URL of an L1 server */
async function tracing(text) {
  const to = server(text);
  const { value, error } = await attempt(async () => {
    const head = number((await call(to, "eth_blockNumber")).result);
    return { recent: await traces(to, head), old: await traces(to, head - OLD) };
  });
  return { server: to.name, error, ...value };
}

/**
 * Measures small writes per second that reach the disk, as databases write; the file is removed afterwards.
 *
 * @param {string} directory
 */
async function writes(directory) {
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize < LEAST_FREE) throw new Error("the disk is too full for the write test");
  const file = path.join(directory, `.aztec-validator-doctor-${process.pid}`);
  const handle = await open(file, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | constants.O_DSYNC, 0o600);
  try {
    return await writing(handle);
  } finally {
    await handle.close();
    await rm(file);
  }
}

/** @param {import("node:fs/promises").FileHandle} handle */
async function writing(handle) {
  const block = Buffer.alloc(BLOCK, 1);
  const begun = performance.now();
  let count = 0;
  const write = async () => {
    while (performance.now() - begun < WRITING) {
      await handle.write(block, 0, BLOCK, Math.floor((Math.random() * SPAN) / BLOCK) * BLOCK);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: 4 }, write));
  return Math.round((count * 1000) / (performance.now() - begun));
}

function machine() {
  const flags = /^flags.*$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[0] ?? "";
  return {
    architecture: os.machine(),
    vcpus: os.cpus().length,
    memoryMb: Math.floor(os.totalmem() / 2 ** 20),
    flags: flags.split(/\s+/).filter((flag) => probeRequest.flags.includes(flag)),
  };
}

/**
 * Runs the checks.
 *
 * @param {readonly { error?: string }[]} answered answers of the L1 servers
 * @param {import("./downloads.cjs").NodeInfo | undefined} info the node's own description
 */
async function runThorough(answered, info) {
  const { writeTest } = probeRequest;
  const urls = list(probeRequest.servers.l1Servers);
  const debug = list(probeRequest.servers.debug);
  const alive = urls.filter((_, index) => answered[index]?.error === undefined);
  return {
    bursts: await Promise.all(alive.map(async (url) => ({ server: server(url).name, ...(await burst(server(url))) }))),
    traces: await Promise.all((debug.length > 0 ? debug : alive).map(tracing)),
    blobs: await recentBlobs(alive[0], list(probeRequest.servers.beaconServers)),
    ...(probeRequest.downloads ? { downloads: await downloads(probeRequest.downloads, alive[0], info) } : {}),
    ...(writeTest
      ? { writes: await attempt(() => writes(writeTest)), reads: await attempt(() => reads(writeTest)) }
      : {}),
    machine: machine(),
  };
}

module.exports = { runThorough };
