/**
 * Runs in a container: the stacks whose attesters joined the chain later. Prints a line of JSON.
 *
 *   docker exec <container> node /l1/members.mjs join <stack> <attesters> <publishers>
 *       funds all of them, registers the attesters, and withdraws earlier ones of this stack; lists have commas
 *   docker exec <container> node /l1/members.mjs leave <stack>
 *       withdraws its attesters
 *   docker exec <container> node /l1/members.mjs resize
 *       gives the committee its new size, while no node runs; forgets a stack that has left
 *   docker exec <container> node /l1/members.mjs list
 *
 * `join` and `leave` return shortly before the committee changes: two to three epochs later. A restarted L1 registers the
 * members again: they are in a file beside the chain.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { callRollup, fund, readBuilt, register, registeredAttesters, withdraw } from "./attesters.mjs";
import { resize } from "./committee.mjs";
import { readCommitteeChange, readMembers, writeMembers } from "./saved-state.mjs";

const { ATTESTERS = "", STATE_DIRECTORY } = process.env;
const { variables } = JSON.parse(readBuilt("chain.json"));
const POLL = 1000;

/**
 * Splits a list of addresses; lower case, since anvil's are.
 *
 * @param {string} list
 */
export const addressesIn = (list) => list.toLowerCase().split(",").filter(Boolean);

/**
 * @param {string} stack
 * @param {string[]} attesters
 * @param {string[]} publishers
 */
async function join(stack, attesters, publishers) {
  const { [stack]: before, ...others } = readMembers(STATE_DIRECTORY);
  const taken = [...addressesIn(ATTESTERS), ...Object.values(others).flatMap((one) => one.attesters)];
  const twice = attesters.filter((one) => taken.includes(one));
  // Two nodes that sign with one key would be slashed.
  if (twice.length > 0) throw new Error(`another stack of this chain has the attester ${twice.join(", ")}`);
  // What was interrupted goes on where it was.
  const isSame = before?.attesters.join() === attesters.join() && before.until === undefined;
  const from = isSame ? before.from : await nextChange();
  writeMembers(STATE_DIRECTORY, { ...others, [stack]: { attesters, publishers, from } });
  await fund([...attesters, ...publishers]);
  await register(attesters);
  await withdrawRegistered((before?.attesters ?? []).filter((one) => !attesters.includes(one)));
  await waitForEpoch(from);
}

/** @param {string} stack */
async function leave(stack) {
  const { [stack]: member, ...others } = readMembers(STATE_DIRECTORY);
  if (!member) return;
  await withdrawRegistered(member.attesters);
  const until = member.until ?? (await nextChange());
  writeMembers(STATE_DIRECTORY, { ...others, [stack]: { ...member, until } });
  await waitForEpoch(until);
}

/** Gives the committee its size, then forgets the stacks that have left it. */
async function settle() {
  if (!STATE_DIRECTORY) return;
  await resize(STATE_DIRECTORY);
  const next = (await number("getCurrentEpoch")) + 1;
  const staying = Object.entries(readMembers(STATE_DIRECTORY)).filter(([, { until = Infinity }]) => until > next);
  writeMembers(STATE_DIRECTORY, Object.fromEntries(staying));
}

/** @param {string[]} attesters */
async function withdrawRegistered(attesters) {
  const registered = await registeredAttesters();
  await withdraw(attesters.filter((one) => registered.includes(one)));
}

/** Returns the first epoch whose committee is drawn from the set as it is after this moment. */
async function nextChange() {
  return (await number("getCurrentEpoch")) + (await number("getLagInEpochsForValidatorSet")) + 1;
}

/**
 * Waits until an epoch is near: nodes need some seconds to stop.
 *
 * @param {number} epoch
 */
async function waitForEpoch(epoch) {
  const slots = Number(variables.AZTEC_EPOCH_DURATION);
  while ((await number("getCurrentSlot")) < epoch * slots - 1) await sleep(POLL);
}

/** @param {string} name */
const number = async (name) => Number(await callRollup(name));

/** @param {string[]} words of the command line */
async function run([command, stack = "", attesters = "", publishers = ""]) {
  if (command === "join") await join(stack, addressesIn(attesters), addressesIn(publishers));
  else if (command === "leave") await leave(stack);
  else if (command === "resize") await settle();
  else if (command !== "list") throw new Error(`${command} is none of join, leave, resize and list`);
  const registered = await registeredAttesters();
  const [members, committee] = [readMembers(STATE_DIRECTORY), readCommitteeChange(STATE_DIRECTORY)];
  console.log(JSON.stringify({ members, registered, committee }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await run(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
