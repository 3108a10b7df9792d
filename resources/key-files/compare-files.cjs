/**
 * Compares the files of a directory with those on standard input, a JSON object of contents by name:
 *
 *     node -e <this text> <directory>
 *
 * Exits with 3 if a name or a content differs. Prints nothing of either.
 */
const fs = require("node:fs");
const path = require("node:path");

const [directory = ""] = process.argv.slice(1);

try {
  /** @type {Record<string, string>} */
  const files = JSON.parse(fs.readFileSync(0, "utf8"));
  const names = fs.readdirSync(directory);
  const isSame =
    names.length === Object.keys(files).length &&
    names.every((name) => fs.readFileSync(path.join(directory, name), "utf8") === files[name]);
  process.exitCode = isSame ? 0 : 3;
} catch (error) {
  // The message is left out: that of a JSON error contains a part of the text.
  if (error instanceof Error) console.error("code" in error ? error.code : error.name);
  process.exitCode = 1;
}
