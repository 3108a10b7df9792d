/** Programs built from Go modules into the cache: one folder for each state of what they are built from. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { cacheDir } from "../cache";
import { OperatorError, log } from "../../terminal/output";
import { atLeast } from "../version";

/** What the modules ask for. */
const GO_VERSION = "1.25.8";

/** One program. */
export interface GoProgram {
  /** Folder beside this file with go.mod and go.sum; its name is told while it is built. */
  readonly folder: string;
  /** What is built: `.`, or the path of a package that go.mod names as a tool. */
  readonly package: string;
  /** The file's name. */
  readonly binary: string;
  readonly flags: readonly string[];
  /** Roughly how long a first build takes on two cores, as a person would say it. */
  readonly takes: string;
}

/** Whether there is a Go that can build. */
export async function hasGo(): Promise<boolean> {
  const { stdout, failed } = await execa("go", ["env", "GOVERSION"], { reject: false });
  return !failed && atLeast(stdout.trim(), GO_VERSION);
}

/** Where a program is, once it is built. */
function placeOf(program: GoProgram): string {
  return cacheDir("built", `${program.binary}-${contentHash(path.join(__dirname, program.folder), program)}`);
}

/** The folder of a program that is built already. */
export function findBuilt(program: GoProgram): string | undefined {
  const place = placeOf(program);
  return existsSync(place) ? place : undefined;
}

/**
 * Builds a program, or finds it built.
 *
 * @returns the folder with the binary
 * @throws {OperatorError} with the compiler's last lines
 */
export async function goBuild(program: GoProgram): Promise<string> {
  const target = placeOf(program);
  if (existsSync(target)) return target;
  log(`    building ${program.binary} from Go modules: about ${program.takes} the first time`);
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = await mkdtemp(`${target}.`);
  const output = path.join(temporary, program.binary);
  const words = ["build", "-mod=readonly", ...program.flags, "-o", output, program.package];
  const { failed, all } = await execa("go", words, {
    cwd: path.join(__dirname, program.folder),
    reject: false,
    all: true,
  });
  if (failed) {
    await rm(temporary, { recursive: true });
    throw new OperatorError(`Building ${program.binary} failed:\n${(all ?? "").split("\n").slice(-20).join("\n")}`);
  }
  await finish(temporary, target);
  return target;
}

/** Another run may have been faster: its build is as good. */
async function finish(temporary: string, target: string): Promise<void> {
  await rename(temporary, target).catch(async (error: unknown) => {
    await rm(temporary, { recursive: true });
    if (!existsSync(target)) throw error;
  });
}

/** Changes with every file that is compiled and every flag. */
export function contentHash(folder: string, { package: name, flags }: GoProgram): string {
  const hash = createHash("sha256").update(JSON.stringify([name, flags, process.platform, process.arch]));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.(go|mod|sum)$/.test(file),
  );
  for (const file of files.sort()) hash.update(`\0${file}\0`).update(readFileSync(path.join(folder, file)));
  return hash.digest("hex").slice(0, 16);
}
