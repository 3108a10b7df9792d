import { copyFileSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { beforeEach, expect, it } from "vitest";
import { useFolder } from "../test/fixtures/folder";
import { PROJECT_DIR } from "./dev-stack";

const checkout = useFolder();
const { at, write } = checkout;
const compiled = () => readdirSync(at("node_modules", ".cache", "programs")).filter((file) => file.endsWith(".cjs"));

beforeEach(() => {
  write("node_modules/.package-lock.json", "1");
  for (const name of ["esbuild", "tsx", "get-tsconfig", "resolve-pkg-maps", "@esbuild"]) {
    symlinkSync(path.join(PROJECT_DIR, "node_modules", name), at("node_modules", name));
  }
  checkout.makeFolder("pulumi");
  copyFileSync(path.join(__dirname, "compiled-program.cjs"), at("pulumi", "compiled-program.cjs"));
  write("cli/main.ts", 'import { text } from "./text";\nconst value: string = text;\nconsole.log(value);\n');
  write("cli/text.ts", 'export const text: string = "first";\n');
  write("cli/entry.cjs", 'void require("../pulumi/compiled-program.cjs").start(require.resolve("./main.ts"));');
});

async function run(env: Record<string, string> = {}) {
  const { all } = await execa(process.execPath, [at("cli", "entry.cjs")], { env, all: true, reject: false });
  return all?.replaceAll(checkout.path, "~");
}

it("compiles a program once, and again when a source or a package has changed", async () => {
  expect(await run()).toBe("first");
  const [first] = compiled();
  expect(await run()).toBe("first");
  expect(compiled()).toEqual([first]);
  write("cli/text.ts", 'export const text: string = "second";\n');
  expect(await run()).toBe("second");
  expect(compiled()).toHaveLength(2);
  write("node_modules/.package-lock.json", "2");
  expect(await run()).toBe("second");
  expect(compiled()).toHaveLength(3);
  // The earlier code again: what was compiled of it is still there.
  write("node_modules/.package-lock.json", "1");
  write("cli/text.ts", 'export const text: string = "first";\n');
  expect(await run()).toBe("first");
  expect(compiled()).toHaveLength(3);
});

it("gives each source its own place", async () => {
  write("cli/below/place.ts", "export const place: string = __dirname;\n");
  write("cli/main.ts", 'import { place } from "./below/place";\nconsole.log(__filename, place);\n');
  expect(await run()).toBe("~/cli/main.ts ~/cli/below");
});

it("compiles again in a checkout that was moved or copied: the compiled file has the places of its sources", async () => {
  write("cli/main.ts", "console.log(__dirname);\n");
  expect(await run()).toBe("~/cli");
  checkout.makeFolder("moved");
  for (const part of ["cli", "pulumi", "node_modules"]) renameSync(at(part), at("moved", part));
  const { stdout } = await execa(process.execPath, [at("moved", "cli", "entry.cjs")]);
  expect(stdout).toBe(at("moved", "cli"));
});

it("loads the sources if npm has not installed the packages", async () => {
  rmSync(at("node_modules", ".package-lock.json"));
  expect(await run()).toBe("first");
});

it("loads the sources where nothing can be written", async () => {
  rmSync(at("node_modules", ".cache"), { recursive: true, force: true });
  write("node_modules/.cache", "a file where a folder would be made");
  expect(await run()).toBe("first");
});

it("loads the sources if the disk is full", async () => {
  // No file may have more than 100 blocks of 512 bytes, and the compiled one with this constant has.
  write("cli/text.ts", `export const text: string = "first";\nexport const large = "${"x".repeat(100_000)}";\n`);
  write("cli/main.ts", 'import { text, large } from "./text";\nconsole.log(text, large.length);\n');
  const limited = ["-c", 'ulimit -f 100; trap "" XFSZ; exec "$0" "$1"', process.execPath, at("cli", "entry.cjs")];
  const { stdout } = await execa("sh", limited, { reject: false });
  expect(stdout).toBe("first 100000");
  expect(compiled()).toEqual([]);
});

it("compiles again if the compiled file is lost, or its list is damaged", async () => {
  await run();
  for (const file of compiled()) rmSync(at("node_modules", ".cache", "programs", file));
  expect(await run()).toBe("first");
  write("node_modules/.cache/programs/cli-main.json", '["cli/mai');
  expect(await run()).toBe("first");
});

it("names the source's line in a trace", async () => {
  write("cli/text.ts", '\n\nexport const text: string = (() => { throw new Error("here"); })();\n');
  expect(await run({ AZTEC_VALIDATOR_TRACE: "1" })).toContain("~/cli/text.ts:3:");
});
