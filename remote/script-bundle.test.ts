/** One text for `node -e`, from several scripts. */
import { execa } from "execa";
import { expect, it } from "vitest";
import { bundledScript } from "./script-bundle";
import { useFolder } from "../test/fixtures/folder";

const FILES = {
  "main.cjs": 'const a = require("./a.cjs");\nconst { b } = require("./more/b.cjs");\nconsole.log(a.a, b, a.os);',
  "a.cjs":
    'const os = typeof require("node:os");\nconst { b } = require("./more/b.cjs");\nmodule.exports = { a: b + 1, os };',
  "more/b.cjs": 'console.log("once");\nmodule.exports = { b: 1 };',
};

const folder = useFolder();

it("runs every required script once, without its file", async () => {
  for (const [name, text] of Object.entries(FILES)) folder.write(name, text);
  const { stdout } = await execa("node", ["-e", bundledScript(folder.at("main.cjs"))], { cwd: "/" });
  expect(stdout).toBe("once\n2 1 object");
});
