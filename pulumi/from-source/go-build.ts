/** Builds programs from Go modules into the cache: one folder for each state of their sources. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { cacheDir, makeFolder } from "../cache";
import { OperatorError, log } from "../../terminal/output";
import { isAtLeast } from "../version";

/** The oldest Go that the modules support. */
const GO_VERSION = "1.25.8";

/** A program to build. */
export interface GoProgram {
  /** Folder beside this file with go.mod and go.sum. */
  readonly folder: string;
  /** The package to build: `.`, or the path of one that go.mod lists as a tool. */
  readonly package: string;
  /** Name of the resulting file. */
  readonly binary: string;
  readonly flags: readonly string[];
  /** Rough duration of a first build on two cores, for messages: "2 minutes". */
  readonly takes: string;
}

/** Returns whether a Go is installed that can build the modules. */
export async function hasGo(): Promise<boolean> {
  const { stdout, failed } = await execa("go", ["env", "GOVERSION"], { reject: false });
  return !failed && isAtLeast(stdout.trim(), GO_VERSION);
}

/** Returns the folder of a program, whether it is built or not. */
function folderOf(program: GoProgram): string {
  return cacheDir("built", `${program.binary}-${contentHash(path.join(__dirname, program.folder), program)}`);
}

/** Returns the folder of a program; undefined if it is not built. */
export function findBuilt(program: GoProgram): string | undefined {
  const folder = folderOf(program);
  return existsSync(folder) ? folder : undefined;
}

/**
 * Builds a program, unless it is built already.
 *
 * @returns the folder with the binary
 * @throws {OperatorError} with the compiler's last lines
 */
export async function goBuild(program: GoProgram): Promise<string> {
  const target = folderOf(program);
  if (existsSync(target)) return target;
  log(`    building ${program.binary} from Go modules: about ${program.takes} the first time`);
  await makeFolder(target, (temporary) => compile(program, path.join(temporary, program.binary)));
  return target;
}

async function compile(program: GoProgram, output: string): Promise<void> {
  const args = ["build", "-mod=readonly", ...program.flags, "-o", output, program.package];
  const options = { cwd: path.join(__dirname, program.folder), reject: false, all: true } as const;
  const { failed, all } = await execa("go", args, options);
  if (!failed) return;
  throw new OperatorError(`Building ${program.binary} failed:\n${(all ?? "").split("\n").slice(-20).join("\n")}`);
}

/** Returns a hash that changes with each compiled file, flag and platform. */
export function contentHash(folder: string, { package: name, flags }: GoProgram): string {
  const hash = createHash("sha256").update(JSON.stringify([name, flags, process.platform, process.arch]));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.(go|mod|sum)$/.test(file),
  );
  for (const file of files.sort()) hash.update(`\0${file}\0`).update(readFileSync(path.join(folder, file)));
  return hash.digest("hex").slice(0, 16);
}
