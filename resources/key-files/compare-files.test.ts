/** The script that compares secret files with a volume's, run by this machine's Node in a folder. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { useFolder } from "../../test/fixtures/folder";

const folder = useFolder();
const SCRIPT = readFileSync(path.join(__dirname, "compare-files.cjs"), "utf8");

it.each([
  ["the same files", '{"a":"one","b":"two"}', 0],
  ["another content", '{"a":"one","b":"three"}', 3],
  ["a file less", '{"a":"one"}', 3],
  ["a file more", '{"a":"one","b":"two","c":"three"}', 3],
  ["another name", '{"a":"one","c":"two"}', 3],
  ["a truncated input", '{"a":"one', 1],
])("%s end the script with a code, and no content is printed", (_what, input, code) => {
  folder.write("a", "one");
  folder.write("b", "two");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", SCRIPT, folder.path], { input });
  expect(status).toBe(code);
  expect(`${String(stdout)}${String(stderr)}`).toBe(code === 1 ? "SyntaxError\n" : "");
});
