/**
 * The development L1: anvil with Aztec's contracts on port 8545, and on 5052 the part of the beacon API that a node asks for.
 * Ends when anvil ends, and ends anvil when it is told to. Writes to the temporary directory alone.
 */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SECONDS_PER_SLOT = 12;
const RPC_PORT = 8545;
const BEACON_PORT = 5052;

const rpcUrl = `http://127.0.0.1:${RPC_PORT}`;
const { chainId } = JSON.parse(read("chain.json"));

function read(name) {
  return readFileSync(join(import.meta.dirname, name), "utf8");
}

/**
 * The state from the build, its last block moved to where a chain with a block every 12 seconds is by now. So the chain of
 * a restarted container is never behind what a node has seen of it, and its last block is never old; what was written
 * since the build is gone.
 */
function stateAt(now) {
  const state = JSON.parse(read("state.json"));
  const last = state.blocks.find((block) => Number(block.header.number) === state.best_block_number);
  const slots = Math.floor((now - Number(last.header.timestamp)) / SECONDS_PER_SLOT);
  const number = state.best_block_number + slots;
  const moved = { number: hex(number), timestamp: hex(Number(last.header.timestamp) + slots * SECONDS_PER_SLOT) };
  state.blocks.push({ ...last, transactions: [], header: { ...last.header, ...moved } });
  return { ...state, block: { ...state.block, ...moved }, best_block_number: number };
}

function hex(number) {
  return `0x${number.toString(16)}`;
}

function startAnvil(stateFile) {
  const chain = ["--chain-id", chainId, "--block-time", SECONDS_PER_SLOT, "--slots-in-an-epoch", 1];
  const options = ["--silent", "--host", "0.0.0.0", "--port", RPC_PORT, "--load-state", stateFile];
  const anvil = spawn("anvil", [...options, ...chain], { stdio: "inherit" });
  anvil.on("exit", (code) => process.exit(code ?? 1));
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => anvil.kill(signal));
}

async function rpc(method) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] });
  const response = await fetch(rpcUrl, { method: "POST", headers: { "content-type": "application/json" }, body });
  return (await response.json()).result;
}

/** A node reads the contracts at the finalized block, two back from the last one: loaded blocks have no state of their own. */
async function mineUntilFinalized() {
  for (let mined = 0; mined < 3;) {
    try {
      await rpc("evm_mine");
      mined += 1;
    } catch {
      await new Promise((again) => setTimeout(again, 20));
    }
  }
}

/** Headers and the slot time are answered here; anvil has the rest that is needed: genesis and blobs. */
async function beacon(path) {
  if (path.startsWith("/eth/v1/beacon/headers")) {
    const slot = String(Number(await rpc("eth_blockNumber")));
    return { status: 200, body: JSON.stringify({ data: [{ header: { message: { slot } } }] }) };
  }
  if (path === "/eth/v1/config/spec") {
    return { status: 200, body: JSON.stringify({ data: { SECONDS_PER_SLOT: String(SECONDS_PER_SLOT) } }) };
  }
  const response = await fetch(rpcUrl + path);
  return { status: response.status, body: await response.text() };
}

async function serve(request, response) {
  const { status, body } = await beacon(request.url).catch((error) => ({ status: 502, body: String(error) }));
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}

const stateFile = join(tmpdir(), "state.json");
writeFileSync(stateFile, JSON.stringify(stateAt(Date.now() / 1000)));
startAnvil(stateFile);
await mineUntilFinalized();
createServer(serve).listen(BEACON_PORT, "0.0.0.0");
