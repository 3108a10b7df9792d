/**
 * What `status` and `doctor` ask where the node is: run in its container, beside it, or on this machine.
 *
 *     node -e <this text> <JSON of what is asked; see questions.ts>
 *
 * Prints one line of JSON: each answer is `{value}` or `{error}`. A server is named by its host alone, and no other part
 * of its URL is in any text: it may be a key.
 */
const { readFileSync, statfsSync } = require("node:fs");

const asked = JSON.parse(process.argv[1]);
const TIMEOUT = 8000;
/** The servers by the names of their variables. */
const given = asked.stdin ? JSON.parse(readFileSync(0, "utf8")) : process.env;

async function tried(work) {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: String(error.message) };
  }
}

/** The items of the first variable that is set; an empty one keeps its place. */
function places(names) {
  const text = names.map((name) => given[name]).find((value) => value !== undefined && value !== "");
  return (text ?? "").split(",").map((item) => item.trim());
}

const list = (names) => places(names).filter((item) => item !== "");

/** What of a URL may be a key: all but its server. */
function secretParts(text) {
  const { pathname, searchParams, username, password } = new URL(text);
  return [...pathname.split("/"), ...searchParams.values(), username, password].filter((part) => part.length > 5);
}

/** Where a server is asked, and what is never said of it. */
function server(text, key, header) {
  if (!URL.canParse(text)) return { name: "a URL that cannot be read", secrets: [] };
  const url = new URL(text);
  const { username, password } = url;
  url.username = url.password = "";
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  const headers = {
    ...(username ? { authorization: `Basic ${basic}` } : {}),
    ...(key && header ? { [header]: key } : {}),
  };
  const query = key && !header ? { key } : {};
  return { name: url.host, url, headers, query, secrets: [...secretParts(text), ...(key ? [key] : [])] };
}

async function request({ url, headers, query, secrets }, path, init = {}) {
  if (!url) throw new Error("it is no URL");
  const target = new URL(url);
  if (path) target.pathname = target.pathname.replace(/\/$/, "") + path;
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  const options = { ...init, headers: { ...init.headers, ...headers }, signal: AbortSignal.timeout(TIMEOUT) };
  const begun = performance.now();
  const response = await fetch(target, options).catch((error) => {
    throw new Error(`does not answer: ${hide(reason(error), secrets)}`);
  });
  const text = await response.text().catch(() => "");
  const milliseconds = Math.round(performance.now() - begun);
  return { status: response.status, text, milliseconds, date: response.headers.get("date") };
}

function reason(error) {
  if (error.name === "TimeoutError") return `nothing within ${TIMEOUT / 1000} s`;
  return String(error.cause?.code ?? error.cause?.message ?? error.message);
}

function hide(text, secrets) {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, "…"), text).slice(0, 200);
}

/** The result of a JSON-RPC method, and how the answer came. */
async function call(to, method, params = []) {
  const init = { method: "POST", headers: { "content-type": "application/json" } };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const { status, text, ...how } = await request(to, "", { ...init, body });
  if (status === 404) throw new Error("answers 404: there is no JSON-RPC");
  const answer = parsed(text);
  if (answer?.error) throw new Error(`${method}: ${hide(String(answer.error.message), to.secrets)}`);
  if (status !== 200 || !answer) throw new Error(`answers HTTP ${status} to ${method}`);
  return { result: answer.result, ...how };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const result = (to, method, params) => tried(async () => (await call(to, method, params)).result);
const number = (hex) => Number(BigInt(hex));

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

const get = async (to, path) => {
  const { status, text, ...how } = await request(to, path);
  if (status !== 200) throw new Error(`answers HTTP ${status} to ${path.replace(/0x[0-9a-f]+/, "…")}`);
  return { body: parsed(text), ...how };
};

async function consensus(text, index) {
  const to = server(text, places(asked.servers.apiKeys)[index], places(asked.servers.apiKeyHeaders)[index]);
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
    ...(address
      ? { pending: await read(calls.pending), attesters: await each(attesters, (one) => read(of(one))) }
      : {}),
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
  const answers = { node: told, execution: executions, consensus: consensuses, chain, now: Date.now() };
  const space = asked.directory ? await tried(async () => disk(asked.directory)) : undefined;
  console.log(JSON.stringify({ ...answers, disk: space }));
}

void main();
