/**
 * What `status` and `doctor` ask where the node is: run in its container, beside it, or on this machine.
 *
 *     node -e <this text> <JSON of what is asked; see questions.ts>
 *
 * Prints one line of JSON: each answer is `{value}` or `{error}`. A server is named by its host alone, and no other part
 * of its URL is in any text: it may be a key.
 */
const { statfsSync } = require("node:fs");
const { asked, beacon, call, get, list, number, request, result, server, tried } = require("./asking.cjs");
const { examine } = require("./examination.cjs");
const { work } = require("./work.cjs");

async function node({ port, prefix, methods }) {
  const to = { url: new URL(`http://127.0.0.1:${port}`), headers: {}, query: {}, secrets: [] };
  if (prefix === "status") return { status: await tried(async () => (await request(to, "/status")).status) };
  const names = Object.entries(methods);
  return Object.fromEntries(await Promise.all(names.map(async ([name, method]) => [name, await result(to, method)])));
}

async function execution(text) {
  const to = server(text);
  const chainId = await tried(() => call(to, "eth_chainId"));
  if (chainId.error) return { server: to.name, error: chainId.error };
  const [head, syncing] = await Promise.all([
    result(to, "eth_getBlockByNumber", ["latest", false]),
    result(to, "eth_syncing"),
  ]);
  return {
    server: to.name,
    chainId: number(chainId.value.result),
    milliseconds: chainId.value.milliseconds,
    date: chainId.value.date,
    ...(head.value ? { head: { number: number(head.value.number), timestamp: number(head.value.timestamp) } } : {}),
    syncing: syncing.value !== undefined && syncing.value !== false,
  };
}

async function consensus(text, index) {
  const to = beacon(text, index);
  const head = await tried(() => get(to, "/eth/v1/beacon/headers"));
  if (head.error) return { server: to.name, error: head.error };
  const slot = Number(head.value.body?.data?.[0]?.header?.message?.slot);
  return { server: to.name, milliseconds: head.value.milliseconds, ...(Number.isNaN(slot) ? {} : { slot }) };
}

/** What the rollup contract says of attesters, by the first server that answers. */
async function rollup(address, url) {
  const { attesters, publishers, calls } = asked;
  const to = server(url);
  const read = (data) => result(to, "eth_call", [{ to: address, data }, "latest"]);
  const of = (account) => calls.attesterStatus + account.slice(2).toLowerCase().padStart(64, "0");
  const each = (all, ask) => Promise.all(all.map(async (one) => [one, await ask(one)])).then(Object.fromEntries);
  return {
    balances: await each(publishers, (one) => result(to, "eth_getBalance", [one, "latest"])),
    ...(address ? { attesters: await each(attesters, (one) => read(of(one))) } : {}),
  };
}

/** A disk's bytes; what is reserved for root does not count as free. */
function disk(path) {
  const { bsize, blocks, bfree, bavail } = statfsSync(path);
  return { free: bavail * bsize, size: (blocks - bfree + bavail) * bsize };
}

async function main() {
  const urls = list(asked.servers.execution);
  const [told, executions, consensuses] = await Promise.all([
    asked.rpc ? node(asked.rpc) : undefined,
    Promise.all(urls.map(execution)),
    Promise.all(list(asked.servers.consensus).map(consensus)),
  ]);
  const info = told?.info?.value;
  const id = asked.chainId ?? info?.l1ChainId;
  const works = urls.find((_, index) => executions[index].chainId === (id ?? executions[index].chainId));
  const chain = works ? await rollup(info?.l1ContractAddresses?.rollupAddress, works) : undefined;
  const done = asked.work && works ? await work(works, told) : undefined;
  const answers = { work: done, node: told, execution: executions, consensus: consensuses, chain, now: Date.now() };
  const space = asked.directory ? await tried(async () => disk(asked.directory)) : undefined;
  const more = asked.thorough ? { examined: await examine(executions, info) } : {};
  console.log(JSON.stringify({ ...answers, disk: space, ...more }));
}

void main();
