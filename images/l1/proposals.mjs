/**
 * Runs in a container: prints, as JSON, the rollup's current slot, which of the attesters are in the validator set, and the
 * last checkpoint with its proposer.
 *
 *   docker exec <container> node /l1/proposals.mjs <attester> …
 *
 * Of a checkpoint whose proposer the contract cannot tell any more, the proposer is null.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rpcClient, toAddress, toWord } from "./rpc.mjs";

const rpc = rpcClient("http://127.0.0.1:8545");
/** @param {string} name */
const read = (name) => JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8"));
const { addresses, selectors } = read("deployment.json");
const { variables } = read("chain.json");
/** Place of the slot number among the words of a checkpoint. */
const SLOT_WORD = 6;

/**
 * @param {string} name
 * @param {(string | number)[]} args
 */
const call = (name, ...args) =>
  rpc("eth_call", { to: addresses.rollupAddress, data: selectors.rollup[name] + args.map(toWord).join("") }, "latest");
/**
 * @param {string} name
 * @param {(string | number)[]} args
 */
const number = async (name, ...args) => Number(await call(name, ...args));

async function checkpoint() {
  const last = await number("getPendingCheckpointNumber");
  if (last === 0) return null;
  const slot = Number(`0x${(await call("getCheckpoint", last)).slice(2 + 64 * SLOT_WORD, 2 + 64 * (SLOT_WORD + 1))}`);
  const time = await number("getTimestampForSlot", slot);
  const proposer = await call("getProposerAt", time).then(toAddress, () => null);
  return { number: last, slot, time, proposer };
}

/**
 * Finds out whether an attester is in the validator set: its status is 1 then.
 *
 * @param {string} attester
 */
const isValidating = async (attester) => (await number("getStatus", attester)) === 1;

const attesters = process.argv.slice(2);
const validating = [];
for (const attester of attesters) if (await isValidating(attester)) validating.push(attester);
const slot = await number("getCurrentSlot");
const epochSlots = Number(variables.AZTEC_EPOCH_DURATION);
console.log(JSON.stringify({ slot, epochSlots, validating, checkpoint: await checkpoint() }));
