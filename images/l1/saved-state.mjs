/** The files of a kept chain: anvil's state as it dumps it, compressed, and the last transactions that were sent. */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const NAME = "chain.json.gz";
const TRANSACTIONS = "transactions";
const MEMBERS = "members.json";
const COMMITTEE = "committee.json";
/** Transactions that are kept at least: more than are sent between two writes of the state. */
const LAST = 32;

/**
 * Reads the state.
 *
 * @param {string} directory
 * @returns its JSON; undefined if the directory has none
 */
export function readState(directory) {
  const file = join(directory, NAME);
  return existsSync(file) ? gunzipSync(readFileSync(file)) : undefined;
}

/**
 * Writes the state beside the old one, then puts it in its place: a kill at any time leaves a whole file.
 *
 * @param {string} directory
 * @param {string} dump what `anvil_dumpState` returns: compressed JSON as hexadecimal digits
 */
export function writeState(directory, dump) {
  const [file, next] = [join(directory, NAME), join(directory, `${NAME}.next`)];
  const descriptor = openSync(next, "w");
  writeSync(descriptor, Buffer.from(dump.slice(2), "hex"));
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(next, file);
}

/**
 * Records the transactions of a JSON-RPC request. After a kill they are sent again: a sender that counts on them would
 * otherwise wait for ever for the numbers (nonces) that the chain lost.
 *
 * @param {string} directory
 * @param {string} text the request, or a batch of them
 */
export function recordTransactions(directory, text) {
  const sent = [JSON.parse(text)].flat().filter(({ method }) => method === "eth_sendRawTransaction");
  const lines = [...recordedTransactions(directory), ...sent.map(({ params }) => params[0])];
  const file = join(directory, TRANSACTIONS);
  if (lines.length > 2 * LAST) writeFileSync(file, lines.slice(-LAST).join("\n") + "\n");
  else for (const { params } of sent) appendFileSync(file, `${params[0]}\n`);
}

/**
 * Reads the recorded transactions, oldest first; a line that a kill cut off is refused when it is sent.
 *
 * @param {string} directory
 */
export function recordedTransactions(directory) {
  const file = join(directory, TRANSACTIONS);
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}

/** @typedef {{ attesters: string[], publishers: string[], from: number, until?: number }} Member */

/**
 * Reads the stacks that joined the chain, by their names: attesters, publishers, the epoch `from` which on they have duties
 * and, of one that leaves, the epoch `until` which it has.
 *
 * @param {string | undefined} directory where the chain is kept; without one, nobody can join
 * @returns {Record<string, Member>}
 */
export function readMembers(directory) {
  return readJson(directory, MEMBERS) ?? {};
}

/**
 * Replaces the stacks that joined the chain.
 *
 * @param {string | undefined} directory
 * @param {Record<string, Member>} members
 * @throws without a directory
 */
export function writeMembers(directory, members) {
  if (!directory) throw new Error("this chain is not kept (STATE_DIRECTORY is not set), so no stack can join it");
  writeJson(directory, MEMBERS, members);
}

/**
 * Reads the last change of the committee's size: the size, and the Unix time of the change.
 *
 * @param {string | undefined} directory
 * @returns {{ size: number, since: number } | undefined}
 */
export function readCommitteeChange(directory) {
  return readJson(directory, COMMITTEE);
}

/**
 * @param {string} directory
 * @param {{ size: number, since: number }} change
 */
export function writeCommitteeChange(directory, change) {
  writeJson(directory, COMMITTEE, change);
}

/**
 * @param {string | undefined} directory
 * @param {string} name
 */
function readJson(directory, name) {
  const file = directory && join(directory, name);
  return file && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/**
 * @param {string} directory
 * @param {string} name
 * @param {unknown} value
 */
function writeJson(directory, name, value) {
  const [file, next] = [join(directory, name), join(directory, `${name}.next`)];
  writeFileSync(next, JSON.stringify(value));
  renameSync(next, file);
}
