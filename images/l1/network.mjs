/**
 * Runs in a container: prints the state of the network as JSON, after `move` if that is asked for.
 *
 *   docker exec <container> node /l1/network.mjs          the registry's rollup, and attesters and checkpoints of each
 *   docker exec <container> node /l1/network.mjs move     first adds the second rollup to the registry and to the GSE,
 *                                                         as a governance proposal does when it is executed
 *
 * How `move` differs from the real way: there is no proposal, no vote and no delay; anvil sends as the governance contract.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rpcClient, toAddress, toHex, toWord } from "./rpc.mjs";

const rpc = rpcClient("http://127.0.0.1:8545");
const { addresses, selectors } = read("deployment.json");
const { registryAddress, gseAddress, rollupAddress } = addresses;
/** Of the rollup that the network can move to; lower case, as all addresses that this prints. */
const nextAddress = isBuilt("next.json") ? read("next.json").rollupAddress.toLowerCase() : undefined;

/** @param {string} name of a file */
function isBuilt(name) {
  return existsSync(join(import.meta.dirname, name));
}

/** @param {string} name of a file */
function read(name) {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8"));
}

/**
 * @param {string} to
 * @param {string} selector
 */
const call = (to, selector) => rpc("eth_call", { to, data: selector }, "latest");

/**
 * @param {string} to
 * @param {string} from
 * @param {string} selector
 */
async function addRollup(to, from, selector) {
  const data = `${selector}${toWord(nextAddress)}`;
  const hash = await rpc("eth_sendTransaction", { from, to, data, gas: toHex(2_000_000) });
  await rpc("evm_mine");
  const receipt = await rpc("eth_getTransactionReceipt", hash);
  if (receipt?.status !== "0x1") throw new Error(`addRollup of ${to} failed: ${JSON.stringify(receipt)}`);
}

async function move() {
  if (!nextAddress) throw new Error("The chain of this image has one rollup only: there is none to move to.");
  const owner = toAddress(await call(registryAddress, selectors.registry.owner));
  await rpc("anvil_setBalance", owner, toHex(10n ** 20n));
  await rpc("anvil_impersonateAccount", owner);
  await addRollup(registryAddress, owner, selectors.registry.addRollup);
  await addRollup(gseAddress, owner, selectors.gse.addRollup);
}

/** @param {string} address */
async function rollupState(address) {
  const { getActiveAttesterCount, getPendingCheckpointNumber } = selectors.rollup;
  return {
    address,
    attesters: Number(await call(address, getActiveAttesterCount)),
    checkpoints: Number(await call(address, getPendingCheckpointNumber)),
  };
}

if (process.argv[2] === "move") await move();
const canonical = toAddress(await call(registryAddress, selectors.registry.getCanonicalRollup));
const rollups = [];
for (const address of [rollupAddress, nextAddress]) if (address) rollups.push(await rollupState(address));
console.log(JSON.stringify({ canonical, rollups }));
