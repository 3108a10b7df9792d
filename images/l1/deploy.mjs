/**
 * Inside the build: deploys Aztec's contracts to a fresh anvil and leaves the chain's state in state.json.
 * The first account of anvil's public test mnemonic deploys, so the addresses are the same every time: checked here.
 */
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const CLI = "/usr/src/yarn-project/aztec/dest/bin/index.js";
const TOOLS = "/tools/node_modules";
const RPC_URL = "http://127.0.0.1:8545";
const { chainId, registryAddress } = JSON.parse(readFileSync("/l1/chain.json", "utf8"));

/** The deployment moves the chain's clock forward by minutes: it starts early enough to stay in the past. */
const HOUR = 3600;
const start = Math.floor(Date.now() / 1000) - HOUR;

async function rpc(method) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] });
  const response = await fetch(RPC_URL, { method: "POST", headers: { "content-type": "application/json" }, body });
  return (await response.json()).result;
}

async function answers(attempts = 200) {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      return await rpc("eth_chainId");
    } catch {
      await new Promise((again) => setTimeout(again, 50));
    }
  }
  throw new Error("anvil does not answer");
}

function deploy() {
  const env = {
    ...process.env,
    PATH: `${TOOLS}/.bin:${process.env.PATH}`,
    ETHEREUM_HOSTS: RPC_URL,
    L1_CHAIN_ID: String(chainId),
    // forge asks the compiler for its version alone: the release's contracts come compiled.
    FOUNDRY_SOLC: `${TOOLS}/solc/solc.js`,
    LOG_LEVEL: "warn",
  };
  const options = { env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] };
  const { status, stdout } = spawnSync("node", ["--no-warnings", CLI, "deploy-l1-contracts", "--json"], options);
  process.stdout.write(stdout);
  if (status !== 0) throw new Error(`deploy-l1-contracts ended with ${status}`);
  if (!stdout.includes(`"registryAddress": "${registryAddress}"`)) {
    throw new Error(`the registry is not at ${registryAddress}: images/l1/chain.json has to say where it is`);
  }
}

const anvil = spawn(`${TOOLS}/.bin/anvil`, ["--silent", "--chain-id", chainId, "--timestamp", start], {
  stdio: "inherit",
});
try {
  await answers();
  deploy();
  const dump = await rpc("anvil_dumpState");
  writeFileSync("/l1/state.json", gunzipSync(Buffer.from(dump.slice(2), "hex")));
  // Wherever this release's image keeps it.
  copyFileSync(process.execPath, "/l1/node");
} finally {
  anvil.kill();
}
