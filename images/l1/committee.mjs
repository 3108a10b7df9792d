/**
 * The size of the committee. The contracts have one number for all epochs, and no function to change it. While other
 * stacks have joined the chain, it is the number of attesters, so that all of them are in each committee. A node reads the
 * size once, at its start: who changes it stops the nodes before and starts them afterwards (resources/chain-member).
 */
import { callRollup, readBuilt, rpc } from "./attesters.mjs";
import { toWord } from "./rpc.mjs";
import { readCommitteeChange, readMembers, writeCommitteeChange } from "./saved-state.mjs";

/** @type {{ addresses: Record<string, string>, storage: { committeeSize: string, tips: string } }} */
const { addresses, storage } = JSON.parse(readBuilt("deployment.json"));
const { variables } = JSON.parse(readBuilt("chain.json"));
const DEPLOYED_SIZE = Number(variables.AZTEC_TARGET_COMMITTEE_SIZE);
const EPOCH = Number(variables.AZTEC_SLOT_DURATION) * Number(variables.AZTEC_EPOCH_DURATION);
/** Bits of the last proven checkpoint in the word of the tips. */
const PROVEN = 2n ** 128n - 1n;
/** Seconds of the last slot of an epoch: a change in it is for the next one. */
const AHEAD = Number(variables.AZTEC_SLOT_DURATION);

/**
 * @param {string} name
 * @param {number[]} args
 */
const number = async (name, ...args) => Number(await callRollup(name, ...args));

/**
 * Sets the size for the epoch that is here in some seconds, from the members and the validator set. No node may run: it
 * would take a checkpoint of the new committee for invalid.
 *
 * @param {string} directory where the members are kept
 */
export async function resize(directory) {
  const epoch = Math.floor((Date.now() / 1000 + AHEAD - (await number("getGenesisTime"))) / EPOCH);
  const joined = Object.values(readMembers(directory)).some(({ until = Infinity }) => until > epoch);
  const time = (await number("getGenesisTime")) + epoch * EPOCH;
  const size = joined ? Math.max(1, await number("getSamplingSizeAt", time)) : DEPLOYED_SIZE;
  if (await setSize(size)) writeCommitteeChange(directory, { size, since: Math.ceil(Date.now() / 1000) });
}

/**
 * Sets the size again on a chain that fell back to an earlier state.
 *
 * @param {string} directory
 */
export async function restoreSize(directory) {
  const change = readCommitteeChange(directory);
  if (change) await setSize(change.size);
}

/**
 * @param {number} size
 * @returns whether that is a change
 */
async function setSize(size) {
  const before = await number("getTargetCommitteeSize");
  if (size === before) return false;
  // A node that syncs reads every checkpoint with the present size, and cannot read one of a smaller committee.
  if (size > before) await prune();
  await changeStorage(storage.committeeSize, (word) => ((word >> 32n) << 32n) | BigInt(size));
  return true;
}

/** Removes the checkpoints that are not proven, as the rollup does when the time to prove them is over. */
async function prune() {
  await changeStorage(storage.tips, (word) => {
    const proven = word & PROVEN;
    return (proven << 128n) | proven;
  });
}

/**
 * @param {string} slot of a word of the rollup's storage
 * @param {(word: bigint) => bigint} change
 */
async function changeStorage(slot, change) {
  const word = BigInt(await rpc("eth_getStorageAt", addresses.rollupAddress, slot, "latest"));
  await rpc("anvil_setStorageAt", addresses.rollupAddress, slot, `0x${toWord(change(word))}`);
}
