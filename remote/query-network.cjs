/**
 * Queries which rollup a network runs: its registry on the L1, the rollup itself, the governance, and the network's
 * configuration. Runs in a node's container, beside it, or on this machine:
 *
 *     node -e <this text> <JSON of the question; see query-network.ts>
 *
 * The servers are in the environment, as the node has them, or in JSON on standard input by the variables' names.
 * Prints one line of JSON; the contracts' answers are in it as they came, for query-network.ts to decode. A server is
 * named by its host alone: every other part of a URL may be a key.
 */
const { readFileSync } = require("node:fs");
const { callJsonRpc, parseJson, requestJson } = require("./rpc-client.cjs");

/**
 * The question, as query-network.ts writes it.
 *
 * @typedef {object} Question
 * @property {boolean} stdin whether the servers come by standard input
 * @property {number} seconds until a server times out
 * @property {number} oldestHead the greatest age of a server's last block, in seconds
 * @property {readonly string[]} variables names of the environment variables that hold the L1 servers
 * @property {Record<
 *   | "actions" | "canonicalRollup" | "epochSlots" | "gasCap" | "genesisArchiveRoot" | "governance" | "gse" | "proposal"
 *   | "proposalCount" | "proposalState" | "slotSeconds" | "version", string>} calls encoded calls of the contracts
 * @property {{ port: number, prefix: string }} [rpc] of the node
 * @property {NetworkConfigPlace} [config]
 * @property {string} [registry] its address
 * @property {number} [chainId] of the L1
 * @property {{ limit: number, payloadWord: number, open: readonly number[] }} [governance]
 * @property {boolean} [registration] whether to read what a registration may cost
 * @property {boolean} [clock] whether to read how long an epoch is
 */
/** @typedef {{ name: string, variable: string, urls: readonly string[] }} NetworkConfigPlace */
/** @typedef {{ isOwn: boolean, server: string, value?: { registryAddress?: string }, error?: string }} NetworkConfig */
/** @template T @typedef {{ value?: T, error?: string }} Result */

/** @type {Question} */
const question = JSON.parse(process.argv[1] ?? "");
const { calls, seconds } = question;
/** @type {Record<string, string | undefined>} */
const variables = question.stdin ? JSON.parse(readFileSync(0, "utf8")) : process.env;

/** @param {string} text */
function nameOf(text) {
  return URL.canParse(text) ? new URL(text).host || "a file" : "a URL that cannot be read";
}

/**
 * Calls a JSON-RPC method. A server's error message is not repeated: it may contain the URL.
 *
 * @param {string} server
 * @param {string} method
 * @param {readonly unknown[]} params
 */
async function rpc(server, method, params) {
  const answer = await callJsonRpc(server, seconds, { method, params });
  if (answer.body?.error) throw new Error(`refuses ${method} (code ${Number(answer.body.error.code)})`);
  if (answer.status !== 200 || !answer.body) throw new Error(`answers HTTP ${answer.status} to ${method}`);
  return answer.body.result;
}

/**
 * Turns an error into a value.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<Result<T>>}
 */
async function settled(work) {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Queries the node for its own network; one in standby serves no JSON-RPC.
 *
 * @param {NonNullable<Question["rpc"]>} rpc
 */
async function nodeInfo({ port, prefix }) {
  return rpc(`http://127.0.0.1:${port}`, `${prefix}_getNodeInfo`, []);
}

/** @param {string} location */
async function configAt(location) {
  const text = location.includes("://") ? location : `file://${location}`;
  if (!URL.canParse(text)) throw new Error("is not a URL");
  if (new URL(text).protocol === "file:") return parseJson(readFile(new URL(text)));
  const { status, body } = await requestJson(text, seconds);
  if (status !== 200 || !body) throw new Error(`answers HTTP ${status} without a configuration`);
  return body;
}

/** @param {URL} url */
function readFile(url) {
  try {
    return readFileSync(url, "utf8");
  } catch (error) {
    throw new Error(`cannot be read: ${error instanceof Error && "code" in error ? error.code : "unknown error"}`, {
      cause: error,
    });
  }
}

/**
 * Reads the network's configuration where the node reads it: the operator's place, else each default in turn.
 *
 * @param {NetworkConfigPlace} place
 */
async function networkConfig({ name, variable, urls }) {
  const own = variables[variable];
  /** @type {NetworkConfig | undefined} */
  let last;
  for (const location of own ? [own] : urls) {
    const read = await settled(() => configAt(location));
    const value = read.value?.[name];
    last = { isOwn: Boolean(own), server: nameOf(location.includes("://") ? location : `file://${location}`) };
    if (value) return { ...last, value };
    last.error = read.error ?? `has no network ${name}`;
  }
  return last;
}

/** @param {number} number */
const word = (number) => number.toString(16).padStart(64, "0");
/**
 * @param {string} hex
 * @param {number} index
 */
const addressIn = (hex, index) => `0x${hex.slice(2 + index * 64 + 24, 2 + (index + 1) * 64)}`;

/**
 * @param {string} server
 * @param {string} to
 * @param {string} data
 */
async function callOf(server, to, data) {
  const result = await rpc(server, "eth_call", [{ to, data }, "latest"]);
  if (typeof result !== "string" || !/^0x([0-9a-f]{64})+$/i.test(result))
    throw new Error(`has no such contract at ${to}`);
  return result;
}

/**
 * Reads the last proposals of the governance, and the actions of those that may still be executed.
 *
 * @param {string} server
 * @param {string} registry
 * @param {NonNullable<Question["governance"]>} options
 */
async function governance(server, registry, { limit, payloadWord, open }) {
  const at = addressIn(await callOf(server, registry, calls.governance), 0);
  const count = Number(await callOf(server, at, calls.proposalCount));
  const ids = Array.from({ length: Math.min(count, limit) }, (_, index) => count - 1 - index);
  const proposals = ids.map(async (id) => {
    const state = await callOf(server, at, calls.proposalState + word(id));
    if (!open.includes(Number(state))) return [];
    const proposal = await callOf(server, at, calls.proposal + word(id));
    const actions = await settled(() => callOf(server, addressIn(proposal, payloadWord), calls.actions));
    return [{ id, proposal, state, actions: actions.value }];
  });
  return { address: at, proposals: (await Promise.all(proposals)).flat() };
}

/**
 * @param {string} server
 * @param {string} address
 */
async function rollupOf(server, address) {
  const [version, root] = await Promise.all([
    callOf(server, address, calls.version),
    settled(() => callOf(server, address, calls.genesisArchiveRoot)),
  ]);
  return { address, version, genesisArchiveRoot: root.value };
}

/**
 * Reads what the proof of possession of a BLS key may cost.
 *
 * @param {string} server
 * @param {string} rollup
 */
async function gasCap(server, rollup) {
  return callOf(server, addressIn(await callOf(server, rollup, calls.gse), 0), calls.gasCap);
}

/**
 * Reads how long an epoch is.
 *
 * @param {string} server
 * @param {string} rollup
 */
async function clockOf(server, rollup) {
  const [slotSeconds, epochSlots] = await Promise.all([
    callOf(server, rollup, calls.slotSeconds),
    callOf(server, rollup, calls.epochSlots),
  ]);
  return { slotSeconds, epochSlots };
}

/**
 * Fails for a server that is behind: it would name the rollup that the network ran then. Later blocks are not a fault.
 *
 * @param {string} server
 */
async function refuseOld(server) {
  const head = await rpc(server, "eth_getBlockByNumber", ["latest", false]);
  const age = Math.floor(Date.now() / 1000 - Number(head?.timestamp));
  if (Number.isNaN(age)) throw new Error("does not report its last block");
  if (age > question.oldestHead) throw new Error(`is out of sync: its last block is ${age} s old`);
}

/**
 * Queries one server of the L1.
 *
 * @param {string} server
 * @param {string} registry
 * @param {number | undefined} chainId
 */
async function askServer(server, registry, chainId) {
  const id = Number(await rpc(server, "eth_chainId", []));
  if (chainId !== undefined && id !== chainId) throw new Error(`is on chain ${id} and not on chain ${chainId}`);
  await refuseOld(server);
  const canonical = addressIn(await callOf(server, registry, calls.canonicalRollup), 0);
  const options = question.governance;
  const [rollup, proposed, registration, clock] = await Promise.all([
    rollupOf(server, canonical),
    options && settled(() => governance(server, registry, options)),
    question.registration ? settled(() => gasCap(server, canonical)) : undefined,
    question.clock ? settled(() => clockOf(server, canonical)) : undefined,
  ]);
  return { chainId: id, rollup, governance: proposed, registration, clock };
}

/**
 * @param {readonly string[]} servers
 * @param {string} registry
 * @param {number | undefined} chainId
 */
async function askChain(servers, registry, chainId) {
  const failed = [];
  for (const server of servers) {
    const { value, error } = await settled(() => askServer(server, registry, chainId));
    if (value) return { server: nameOf(server), ...value };
    failed.push({ server: nameOf(server), error });
  }
  return { failed };
}

/**
 * Chooses the registry: the node's own, the one of the operator's network configuration, or the question's.
 *
 * @param {Promise<Result<{ l1ContractAddresses?: { registryAddress?: string } }>> | undefined} node
 * @param {Promise<NetworkConfig | undefined> | undefined} config
 */
async function chooseRegistry(node, config) {
  const own = (await node)?.value?.l1ContractAddresses?.registryAddress;
  if (own) return { registry: own };
  // Only a place of the operator's own is waited for: a node reads its registry there and nowhere else.
  if (question.config && variables[question.config.variable]) {
    const { value, server, error } = (await config) ?? {};
    return value ? { registry: value.registryAddress } : { unknown: `the network configuration at ${server} ${error}` };
  }
  if (question.registry) return { registry: question.registry };
  return { unknown: "the network's registry is unknown" };
}

function serversOf() {
  const text = question.variables.map((name) => variables[name]).find(Boolean) ?? "";
  return text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
}

async function main() {
  const { rpc: nodeRpc } = question;
  const node = nodeRpc && settled(() => nodeInfo(nodeRpc));
  const config = question.config ? networkConfig(question.config) : undefined;
  const { registry, unknown } = await chooseRegistry(node, config);
  const info = (await node)?.value;
  const chainId = question.chainId ?? info?.l1ChainId;
  const chain = registry ? await askChain(serversOf(), registry, chainId) : undefined;
  const answer = JSON.stringify({ registry, unknown, node: info, chain, config: await config });
  // A connection that neither opens nor fails would keep the process alive.
  process.stdout.write(`${answer}\n`, () => process.exit());
}

void main();
