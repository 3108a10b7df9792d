/** The parts of an image build that both deployments share: a temporary anvil, and the Aztec command line. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { rpcClient, waitForAnswer } from "./rpc.mjs";

const CLI = "/usr/src/yarn-project/aztec/dest/bin/index.js";
const TOOLS = "/tools/node_modules";

/** The folder that the image takes its files from. */
export const OUTPUT = "/l1";
export const RPC_URL = "http://127.0.0.1:8545";
export const { chainId, registryAddress, variables } = JSON.parse(readFileSync(`${OUTPUT}/chain.json`, "utf8"));
export const rpc = rpcClient(RPC_URL);

/**
 * Runs anvil while `work` deploys to it, then writes the chain's state to state.json.
 *
 * @param {number} startTime Unix time of the first block; the deployment moves the clock forward by minutes
 * @param {readonly string[]} options further options of anvil
 * @param {() => Promise<void>} work
 */
export async function withAnvil(startTime, options, work) {
  const args = ["--silent", "--chain-id", chainId, "--timestamp", startTime, ...options];
  const anvil = spawn(`${TOOLS}/.bin/anvil`, args, { stdio: "inherit" });
  try {
    await waitForAnswer(rpc);
    await work();
    const dump = await rpc("anvil_dumpState");
    writeFileSync(`${OUTPUT}/state.json`, gunzipSync(Buffer.from(dump.slice(2), "hex")));
  } finally {
    anvil.kill();
  }
}

/**
 * Runs a command of the Aztec command line that deploys contracts.
 *
 * @param {readonly string[]} args
 * @param {Record<string, string>} overrides deployment variables that differ from those of chain.json
 * @returns the JSON that it prints
 */
export function runAztec(args, overrides = {}) {
  const env = {
    ...process.env,
    ...variables,
    ...overrides,
    PATH: `${TOOLS}/.bin:${process.env.PATH}`,
    ETHEREUM_HOSTS: RPC_URL,
    L1_CHAIN_ID: String(chainId),
    // forge only asks the compiler for its version: the contracts of a release come compiled.
    FOUNDRY_SOLC: `${TOOLS}/solc/solc.js`,
    LOG_LEVEL: "warn",
  };
  /** @type {import("node:child_process").SpawnSyncOptionsWithStringEncoding} */
  const options = { env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] };
  const { status, stdout } = spawnSync("node", ["--no-warnings", CLI, ...args, "--json"], options);
  process.stdout.write(stdout);
  if (status !== 0) throw new Error(`${args[0]} failed with exit code ${status}`);
  return JSON.parse(stdout.slice(stdout.indexOf("{"), stdout.lastIndexOf("}") + 1));
}
