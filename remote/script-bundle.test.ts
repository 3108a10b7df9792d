/** One text for `node -e`, from several scripts. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { bundledScript } from "./script-bundle";

const FILES = {
  "main.cjs": 'const a = require("./a.cjs");\nconst { b } = require("./more/b.cjs");\nconsole.log(a.a, b, a.os);',
  "a.cjs":
    'const os = typeof require("node:os");\nconst { b } = require("./more/b.cjs");\nmodule.exports = { a: b + 1, os };',
  "more/b.cjs": 'console.log("once");\nmodule.exports = { b: 1 };',
};

it("runs every required script once, without its file", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "aztec-bundle-"));
  mkdirSync(path.join(folder, "more"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);
  const { stdout } = await execa("node", ["-e", bundledScript(path.join(folder, "main.cjs"))], { cwd: "/" });
  expect(stdout).toBe("once\n2 1 object");
});
