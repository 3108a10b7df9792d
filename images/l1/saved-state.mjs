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
