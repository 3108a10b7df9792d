/** Builds programs from Go modules into the cache: one folder for each state of their sources. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { cacheDir, makeFolder } from "../cache";
import { killOnAbort } from "../kill-on-abort";
import { tryLock } from "../stack-lock";
import { OperatorError } from "../../terminal/output";
import { isAtLeast } from "../../settings/version";

/** A small module that all programs need, and the time for the proxy to answer, in milliseconds. */
const PROBED_MODULE = "golang.org/x/sys";
const PROXY_TIMEOUT = 20_000;

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

/**
 * Go's own caches, 6.3 GB for all programs, apart from the user's. They are kept after a failure, so that the next build
 * continues, and removed after a success.
 */
const caches = () => ({ GOMODCACHE: cacheDir("go", "modules"), GOCACHE: cacheDir("go", "build") });

/**
 * How much memory the compiler takes before it collects garbage: with Go's default of 100 it spends a fifth of its time on
 * that. Four of them at a time stay below 4 GB. Your own values win.
 */
const collection = () => ({ GOGC: process.env.GOGC ?? "400", GOMEMLIMIT: process.env.GOMEMLIMIT ?? "1GiB" });

/** The lock of the caches, while this process uses them. */
let lock: ReturnType<typeof tryLock>;

function holdCaches(): void {
  mkdirSync(cacheDir(), { recursive: true });
  lock ??= tryLock(cacheDir("go.lock"));
  if (lock) return;
  throw new OperatorError(
    "Another command builds Pulumi from Go modules, in the same cache. Wait until it has ended, then run this command again.",
  );
}

/** Removes Go's caches, once nothing is left to build; not those that another process uses. */
export async function removeGoCaches(): Promise<void> {
  if (!existsSync(cacheDir("go"))) return;
  lock ??= tryLock(cacheDir("go.lock"));
  if (!lock) return;
  await rm(cacheDir("go"), { recursive: true, force: true });
  lock.close();
  lock = undefined;
}

/** Asks the Go proxy for a module, as a build does. @returns its address, and why the module cannot be had */
export async function goProxy({ folder }: GoProgram): Promise<{ address: string; error?: string | undefined }> {
  const options = { cwd: path.join(__dirname, folder), env: caches(), reject: false, timeout: PROXY_TIMEOUT } as const;
  const args = ["list", "-modcacherw", "-m", "-versions", PROBED_MODULE];
  const { failed, timedOut, stderr } = await execa("go", args, options);
  const address = (await execa("go", ["env", "GOPROXY"], { reject: false })).stdout.trim();
  if (!failed) return { address };
  const reason = stderr.trim().split("\n").at(-1);
  return { address, error: timedOut ? `no answer within ${PROXY_TIMEOUT / 1000} s` : reason };
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
export async function goBuild(program: GoProgram, abort?: AbortSignal): Promise<string> {
  const target = folderOf(program);
  if (existsSync(target)) return target;
  holdCaches();
  await makeFolder(target, (temporary) => compile(program, path.join(temporary, program.binary), abort));
  return target;
}

async function compile(program: GoProgram, output: string, abort: AbortSignal | undefined): Promise<void> {
  const args = ["build", "-mod=readonly", "-modcacherw", ...program.flags, "-o", output, program.package];
  const env = { ...caches(), ...collection() };
  const options = { cwd: path.join(__dirname, program.folder), env, reject: false, all: true } as const;
  const { failed, all } = await killOnAbort(execa("go", args, options), abort);
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
