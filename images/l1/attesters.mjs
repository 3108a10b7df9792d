/** The rollup's validator set: who is in it, registrations and exits. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rpcClient, toAddress, toHex, toWord } from "./rpc.mjs";

/** Port of anvil, which is not open to others. */
export const PORT = 8546;
export const ANVIL_URL = `http://127.0.0.1:${PORT}`;
export const rpc = rpcClient(ANVIL_URL);

/** @typedef {{ selector: string, rest: string, keyHash: string }} Registration */
/**
 * What deploy.mjs wrote.
 *
 * @type {{ addresses: Record<string, string>, deployer: string, registrations: Registration[], flush: string,
 *   selectors: { rollup: Record<string, string>, gse: Record<string, string> } }}
 */
const { addresses, deployer, selectors, registrations, flush } = JSON.parse(readBuilt("deployment.json"));

/** Balance of each attester and publisher in wei: 100 ETH, for the fees of what it publishes. */
const BALANCE = 100n * 10n ** 18n;

/**
 * Reads a file that the image's build wrote.
 *
 * @param {string} name
 */
export function readBuilt(name) {
  return readFileSync(join(import.meta.dirname, name), "utf8");
}

/**
 * Calls a function of the rollup.
 *
 * @param {string} name
 * @param {(string | number)[]} args
 * @returns the words of the result, as anvil answers
 */
export function callRollup(name, ...args) {
  const data = `${selectors.rollup[name]}${args.map(toWord).join("")}`;
  return rpc("eth_call", { to: addresses.rollupAddress, data });
}

/**
 * Sends a transaction to the rollup as the deployer.
 *
 * @param {string} data
 * @returns its hash
 */
function sendToRollup(data) {
  return rpc("eth_sendTransaction", { from: deployer, to: addresses.rollupAddress, data, gas: toHex(3_000_000) });
}

/**
 * @param {string} hash
 * @throws if the transaction is not in a block, or failed there
 */
async function assertSuccess(hash) {
  const receipt = await rpc("eth_getTransactionReceipt", hash);
  if (receipt?.status !== "0x1") throw new Error(`A transaction to the rollup failed: ${JSON.stringify(receipt)}`);
}

/**
 * Mines a block.
 *
 * @param {number} [time] of it; the clock's by default
 */
export async function mine(time) {
  if (time !== undefined) await rpc("evm_setNextBlockTimestamp", time);
  await rpc("evm_mine");
}

/**
 * Gives each address a balance.
 *
 * @param {readonly string[]} accounts
 */
export async function fund(accounts) {
  for (const address of accounts) await rpc("anvil_setBalance", address, toHex(BALANCE));
}

/** Lists the attesters of the validator set, in lower case. */
export async function registeredAttesters() {
  const count = Number(await callRollup("getActiveAttesterCount"));
  const registered = [];
  for (let index = 0; index < count; index += 1)
    registered.push(toAddress(await callRollup("getAttesterAtIndex", index)));
  return registered;
}

/**
 * Starts the exit of attesters. The set of two epochs before decides: they have duties for two to three epochs more.
 *
 * @param {readonly string[]} attesters
 */
export async function withdraw(attesters) {
  const { initiateWithdraw } = selectors.rollup;
  const hashes = [];
  for (const one of attesters) hashes.push(await sendToRollup(`${initiateWithdraw}${toWord(one)}${toWord(deployer)}`));
  if (hashes.length > 0) await mine();
  for (const hash of hashes) await assertSuccess(hash);
}

/**
 * Registers the attesters that are not registered yet, in one block.
 *
 * @param {readonly string[]} attesters
 * @param {number} [time] of the block; the clock's by default
 */
export async function register(attesters, time) {
  const hashes = [];
  const used = await usedRegistrations();
  const free = registrations.filter((_one, index) => !used[index]);
  for (const attester of attesters) {
    if (Number(await callRollup("getStatus", attester)) !== 0) continue;
    const next = free.shift();
    if (!next) throw new Error(`The L1 has registrations for ${registrations.length} attesters, and all are used.`);
    hashes.push(await sendToRollup(`${next.selector}${toWord(attester)}${toWord(deployer)}${next.rest}`));
  }
  if (hashes.length > 0) hashes.push(await sendToRollup(flush));
  if (time !== undefined || hashes.length > 0) await mine(time);
  for (const hash of hashes) await assertSuccess(hash);
}

function usedRegistrations() {
  const { ownedPKs } = selectors.gse;
  /** @param {Registration} registration */
  const used = ({ keyHash }) => rpc("eth_call", { to: addresses.gseAddress, data: `${ownedPKs}${keyHash.slice(2)}` });
  return Promise.all(registrations.map(async (one) => Number(await used(one)) === 1));
}
