/**
 * Replaces all files of a directory by those on standard input, a JSON object of contents by name:
 *
 *     node -e <this text> <directory> <uid> <gid>
 *
 * Each file is replaced atomically: a reader finds the old or the new one, never a part.
 */
const fs = require("node:fs");
const path = require("node:path");

const [directory = "", uid, gid] = process.argv.slice(1);

/**
 * @param {string} name
 * @param {string} content
 */
function write(name, content) {
  const file = path.join(directory, name);
  // A file of an interrupted run may belong to the node's user and could not be opened again.
  fs.rmSync(`${file}.new`, { force: true });
  const handle = fs.openSync(`${file}.new`, "wx", 0o400);
  // `writeSync` would write a part to a disk that is nearly full, without an error.
  fs.writeFileSync(handle, content);
  fs.fchownSync(handle, Number(uid), Number(gid));
  fs.fsyncSync(handle);
  fs.closeSync(handle);
  fs.renameSync(`${file}.new`, file);
}

function syncDirectory() {
  const handle = fs.openSync(directory, "r");
  fs.fsyncSync(handle);
  fs.closeSync(handle);
}

try {
  /** @type {Record<string, string>} */
  const files = JSON.parse(fs.readFileSync(0, "utf8"));
  for (const [name, content] of Object.entries(files)) write(name, content);
  for (const name of fs.readdirSync(directory)) {
    if (!(name in files)) fs.rmSync(path.join(directory, name), { recursive: true });
  }
  syncDirectory();
} catch (error) {
  // The message is left out: that of a JSON error contains a part of the text.
  if (error instanceof Error) console.error("code" in error ? error.code : error.name);
  process.exitCode = 1;
}
