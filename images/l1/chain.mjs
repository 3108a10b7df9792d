/** Anvil with Aztec's contracts: its state, its validator set and its clock. */
import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { callRollup, fund, mine, PORT, readBuilt, register, registeredAttesters, rpc, withdraw } from "./attesters.mjs";
import { restoreSize } from "./committee.mjs";
import { readState, recordedTransactions, writeState } from "./saved-state.mjs";
import { toHex, waitForAnswer } from "./rpc.mjs";

export { ANVIL_URL, rpc } from "./attesters.mjs";

const { chainId, variables } = JSON.parse(readBuilt("chain.json"));

/** Seconds between two blocks of L1. */
export const L1_SLOT = Number(variables.ETHEREUM_SLOT_DURATION);
const EPOCH = Number(variables.AZTEC_SLOT_DURATION) * Number(variables.AZTEC_EPOCH_DURATION);
/** A committee is drawn from the validator set of two epochs before its own. Older than that, an attester is in it at once. */
const REGISTERED_AGO = 4 * EPOCH;
/** Blocks whose state can be queried, as on a full node of Ethereum. Each takes 0.4 MB of memory. */
const KEPT_STATES = 128;
/** Seconds between two writes of a chain that is kept. */
const SAVE_INTERVAL = 30;

const now = () => Math.floor(Date.now() / 1000);

/**
 * Starts anvil and registers the attesters. Afterwards the chain can be read, and stands still until `produceBlocks`.
 *
 * @param {object} options
 * @param {string[]} options.attesters addresses of the validator set; on a kept chain, all others leave it
 * @param {string[]} options.publishers further addresses that get a balance
 * @param {string | undefined} options.directory where the chain is kept over restarts
 * @param {number} options.keptHours how long transactions are kept, and with them blobs
 * @param {number} options.restartMb memory of anvil, in MiB, with which a kept chain ends this process, to be started again
 */
export async function startChain({ attesters, publishers, directory, keptHours, restartMb }) {
  const kept = directory && readState(directory);
  const past = now() - REGISTERED_AGO;
  const file = join(directory ?? tmpdir(), "loaded.json");
  writeFileSync(file, kept ?? JSON.stringify(stateAt(past)));
  // Anvil refuses a block before its own start, so it starts in the past too.
  const anvil = startAnvil(["--load-state", file, ...(kept ? [] : ["--timestamp", past])], { keptHours, directory });
  await waitForAnswer(rpc);
  rmSync(file);
  await fund([...attesters, ...publishers]);
  await (kept ? continueChain(attesters, recordedTransactions(directory)) : beginChain(attesters));
  if (directory) {
    await restoreSize(directory);
    await save(directory);
    void saveAgain(directory, () => memoryOf(anvil) > restartMb);
  }
}

/**
 * Saves the chain again and again. Anvil 1.7 frees nothing of past transactions, 1.6 MB for each checkpoint: before
 * the memory is full, this process ends, and Docker starts it again on the chain that was just saved.
 *
 * @param {string} directory
 * @param {() => boolean} isFull
 */
async function saveAgain(directory, isFull) {
  for (;;) {
    await sleep(SAVE_INTERVAL * 1000);
    if ((await save(directory)) && isFull()) {
      console.log("The memory of the chain is nearly full: it starts again from what was saved.");
      process.exit(0);
    }
  }
}

/**
 * Writes the chain's state; a failure is printed, and the next write tries again.
 *
 * @param {string} directory
 * @returns whether it is written
 */
async function save(directory) {
  try {
    writeState(directory, await rpc("anvil_dumpState"));
    return true;
  } catch (error) {
    console.log(`The chain could not be saved: ${error}`);
    return false;
  }
}

/**
 * Returns the memory of a process in MiB; 0 if it has ended.
 *
 * @param {import("node:child_process").ChildProcess} process
 */
function memoryOf({ pid }) {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/**
 * Moves the last block of the built chain to a time, and to the height that the chain would have by then.
 *
 * @param {number} time
 */
function stateAt(time) {
  const state = JSON.parse(readBuilt("state.json"));
  const last = state.blocks.find(
    (/** @type {{ header: { number: string } }} */ block) => Number(block.header.number) === state.best_block_number,
  );
  const slots = Math.max(0, Math.floor((time - Number(last.header.timestamp)) / L1_SLOT));
  const number = state.best_block_number + slots;
  const moved = { number: toHex(number), timestamp: toHex(Number(last.header.timestamp) + slots * L1_SLOT) };
  state.blocks.push({ ...last, transactions: [], header: { ...last.header, ...moved } });
  return { ...state, block: { ...state.block, ...moved }, best_block_number: number };
}

/**
 * @param {(string | number)[]} options of anvil
 * @param {{ keptHours: number, directory: string | undefined }} kept
 */
function startAnvil(options, { keptHours, directory }) {
  const keptBlocks = Math.floor((keptHours * 3600) / L1_SLOT);
  const server = ["--silent", "--host", "127.0.0.1", "--port", PORT, "--chain-id", chainId];
  const chain = ["--no-mining", "--slots-in-an-epoch", 1, "--transaction-block-keeper", keptBlocks];
  const states = ["--prune-history", KEPT_STATES];
  const anvil = spawn("anvil", [...server, ...chain, ...states, ...options], { stdio: "inherit" });
  anvil.on("exit", (code) => process.exit(code ?? 1));
  /** @param {NodeJS.Signals} signal */
  const stop = async (signal) => {
    if (directory) await save(directory);
    anvil.kill(signal);
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
  return anvil;
}

/**
 * Registers, and makes three blocks: a node reads contracts at the finalized block, two back from the last, and loaded
 * blocks have no state.
 *
 * @param {readonly string[]} attesters
 */
async function beginChain(attesters) {
  await register(attesters, await slotBefore(now() - REGISTERED_AGO + L1_SLOT));
  const last = await slotBefore(now());
  for (const back of [2, 1, 0]) await mine(last - back * L1_SLOT);
}

/**
 * @param {readonly string[]} attesters
 * @param {readonly string[]} transactions
 */
async function continueChain(attesters, transactions) {
  // Those that are in a block already are refused.
  for (const transaction of transactions) await rpc("eth_sendRawTransaction", transaction).catch(() => undefined);
  for (let mined = 0; mined < 3; mined += 1) await rpc("evm_mine");
  // The set of two epochs before decides: the changes take effect two to three epochs later.
  await withdrawOthers(attesters);
  await register(attesters);
}

/**
 * Starts the exit of each attester of the set that is not among these: nobody has its key any more.
 *
 * @param {readonly string[]} attesters
 */
async function withdrawOthers(attesters) {
  const named = new Set(attesters.map((address) => address.toLowerCase()));
  await withdraw((await registeredAttesters()).filter((address) => !named.has(address)));
}

/**
 * Finds the time of a block: blocks have times that divide the rollup's slots.
 *
 * @param {number} time
 * @returns the last such time that is not after `time`
 */
async function slotBefore(time) {
  const genesis = Number(await callRollup("getGenesisTime"));
  return genesis + Math.floor((time - genesis) / L1_SLOT) * L1_SLOT;
}

/** Produces a block in each slot, from the next one on. @returns how many attesters are registered */
export async function produceBlocks() {
  const next = (await slotBefore(now())) + L1_SLOT;
  await sleep(Math.max(0, next * 1000 - Date.now()));
  await rpc("evm_setIntervalMining", L1_SLOT);
  await rpc("evm_mine");
  return Number(await callRollup("getActiveAttesterCount"));
}
