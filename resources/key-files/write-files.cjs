/**
 * Makes the files of a directory those that standard input has, a JSON of their names and contents, and no others:
 *
 *     node -e <this text> <directory> <uid> <gid>
 *
 * A reader finds a file as it was or as it is to be, never a part of it: also one that starts at this moment.
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
  // What an interrupted run has left may be the node's, and not be opened again.
  fs.rmSync(`${file}.new`, { force: true });
  const handle = fs.openSync(`${file}.new`, "wx", 0o400);
  fs.writeSync(handle, content);
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
  // Not its message: that of a JSON has a piece of the text.
  if (error instanceof Error) console.error("code" in error ? error.code : error.name);
  process.exitCode = 1;
}
