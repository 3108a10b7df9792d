/** The kept chain's file: anvil's state as it dumps it, compressed. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const NAME = "chain.json.gz";

/** Reads the state. @returns its JSON; undefined if the directory has none */
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
