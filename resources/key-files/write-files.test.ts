/** The script that puts a node's secret files on their volume, run by this machine's Node in a folder. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { useFolder } from "../../test/fixtures/folder";

const folder = useFolder();

describe("the script that writes the files", () => {
  const script = path.join(__dirname, "write-files.cjs");
  const owner = [process.getuid?.() ?? 0, process.getgid?.() ?? 0].map(String);
  const write = (input: string) =>
    execFileSync(process.execPath, ["-e", readFileSync(script, "utf8"), folder.path, ...owner], {
      input,
      stdio: "pipe",
    });

  it("replaces all files, each readable only by its owner", () => {
    write(JSON.stringify({ a: "one", b: "two" }));
    write(JSON.stringify({ b: "three", c: "four" }));
    const found = readdirSync(folder.path).map((name) => {
      return [name, folder.read(name), (statSync(folder.at(name)).mode & 0o777).toString(8)];
    });
    expect(found).toEqual([
      ["b", "three", "400"],
      ["c", "four", "400"],
    ]);
  });

  it("never opens an existing file: a reader has the whole old file or the whole new one", () => {
    write(JSON.stringify({ a: "one" }));
    const before = statSync(folder.at("a")).ino;
    folder.write("a.new", "half", 0o400);
    folder.makeFolder("stray");
    write(JSON.stringify({ a: "two" }));
    expect(statSync(folder.at("a")).ino).not.toBe(before);
    expect(readdirSync(folder.path)).toEqual(["a"]);
  });

  it("keeps the old file if the disk takes only a part of the new one", () => {
    write(JSON.stringify({ a: "one" }));
    const limited = ["-c", 'ulimit -f 1; exec "$@"', "sh", process.execPath, "-e", readFileSync(script, "utf8")];
    const cutOff = () =>
      execFileSync("sh", [...limited, folder.path, ...owner], {
        input: JSON.stringify({ a: "2".repeat(5000) }),
        stdio: "pipe",
      });
    expect(cutOff).toThrow();
    expect(folder.read("a")).toBe("one");
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
