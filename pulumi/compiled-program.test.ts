import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, it } from "vitest";
import { PROJECT_DIR } from "./dev-stack";

let checkout: string;
const at = (...parts: string[]) => path.join(checkout, ...parts);
const compiled = () => readdirSync(at("node_modules", ".cache", "programs")).filter((file) => file.endsWith(".cjs"));

beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), "aztec-validator-compiled-"));
  for (const folder of ["pulumi", "node_modules", "cli"]) mkdirSync(at(folder));
  for (const name of ["esbuild", "tsx", "get-tsconfig", "resolve-pkg-maps", "@esbuild"]) {
    symlinkSync(path.join(PROJECT_DIR, "node_modules", name), at("node_modules", name));
  }
  writeFileSync(at("node_modules", ".package-lock.json"), "1");
  copyFileSync(path.join(__dirname, "compiled-program.cjs"), at("pulumi", "compiled-program.cjs"));
  writeFileSync(
    at("cli", "main.ts"),
    'import { text } from "./text";\nconst value: string = text;\nconsole.log(value);\n',
  );
  writeFileSync(at("cli", "text.ts"), 'export const text: string = "first";\n');
  writeFileSync(
    at("cli", "entry.cjs"),
    'void require("../pulumi/compiled-program.cjs").start(require.resolve("./main.ts"));',
  );
});

afterEach(() => {
  rmSync(checkout, { recursive: true });
});

async function run(env: Record<string, string> = {}) {
  const { all } = await execa(process.execPath, [at("cli", "entry.cjs")], { env, all: true, reject: false });
  return all?.replaceAll(checkout, "~");
}

it("compiles a program once, and again when a source or a package has changed", async () => {
  expect(await run()).toBe("first");
  const [first] = compiled();
  expect(await run()).toBe("first");
  expect(compiled()).toEqual([first]);
  writeFileSync(at("cli", "text.ts"), 'export const text: string = "second";\n');
  expect(await run()).toBe("second");
  expect(compiled()).toHaveLength(2);
  writeFileSync(at("node_modules", ".package-lock.json"), "2");
  expect(await run()).toBe("second");
  expect(compiled()).toHaveLength(3);
  // The earlier code again: what was compiled of it is still there.
  writeFileSync(at("node_modules", ".package-lock.json"), "1");
  writeFileSync(at("cli", "text.ts"), 'export const text: string = "first";\n');
  expect(await run()).toBe("first");
  expect(compiled()).toHaveLength(3);
});

it("gives each source its own place", async () => {
  mkdirSync(at("cli", "below"));
  writeFileSync(at("cli", "below", "place.ts"), "export const place: string = __dirname;\n");
  writeFileSync(at("cli", "main.ts"), 'import { place } from "./below/place";\nconsole.log(__filename, place);\n');
  expect(await run()).toBe("~/cli/main.ts ~/cli/below");
});

it("loads the sources where nothing can be written", async () => {
  rmSync(at("node_modules", ".cache"), { recursive: true, force: true });
  writeFileSync(at("node_modules", ".cache"), "a file where a folder would be made");
  expect(await run()).toBe("first");
});

it("compiles again if the compiled file is lost, or its list is damaged", async () => {
  await run();
  for (const file of compiled()) rmSync(at("node_modules", ".cache", "programs", file));
  expect(await run()).toBe("first");
  writeFileSync(at("node_modules", ".cache", "programs", "cli-main.json"), '["cli/mai');
  expect(await run()).toBe("first");
});

it("names the source's line in a trace", async () => {
  writeFileSync(at("cli", "text.ts"), '\n\nexport const text: string = (() => { throw new Error("here"); })();\n');
  expect(await run({ AZTEC_VALIDATOR_TRACE: "1" })).toContain("~/cli/text.ts:3:");
});
