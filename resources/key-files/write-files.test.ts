/** The script that puts a node's secret files on their volume, run by this machine's Node in a folder. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder = "not made yet";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-write-files-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("the script that writes the files", () => {
  const script = path.join(__dirname, "write-files.cjs");
  const owner = [process.getuid?.() ?? 0, process.getgid?.() ?? 0].map(String);
  const write = (input: string) =>
    execFileSync(process.execPath, ["-e", readFileSync(script, "utf8"), folder, ...owner], { input, stdio: "pipe" });

  it("replaces all files, each readable only by its owner", () => {
    write(JSON.stringify({ a: "one", b: "two" }));
    write(JSON.stringify({ b: "three", c: "four" }));
    const found = readdirSync(folder).map((name) => {
      const file = path.join(folder, name);
      return [name, readFileSync(file, "utf8"), (statSync(file).mode & 0o777).toString(8)];
    });
    expect(found).toEqual([
      ["b", "three", "400"],
      ["c", "four", "400"],
    ]);
  });

  it("never opens an existing file: a reader has the whole old file or the whole new one", () => {
    write(JSON.stringify({ a: "one" }));
    const before = statSync(path.join(folder, "a")).ino;
    writeFileSync(path.join(folder, "a.new"), "half", { mode: 0o400 });
    mkdirSync(path.join(folder, "stray"));
    write(JSON.stringify({ a: "two" }));
    expect(statSync(path.join(folder, "a")).ino).not.toBe(before);
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("prints nothing of a truncated input", () => {
    let report = "";
    try {
      write(`{"keystore.json":"${"7".repeat(64)}`);
    } catch (error) {
      report = JSON.stringify(error);
    }
    expect(report).not.toBe("");
    expect(report).not.toContain("7777");
  });
});
