/** The per-user cache, shared by all checkouts. Everything in it can be created again. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";

/** Returns a path in the cache. */
export function cacheDir(...parts: string[]): string {
  // An empty variable is none, as in dev/bootstrap.sh and in the XDG specification.
  const { XDG_CACHE_HOME = "" } = process.env;
  return path.join(
    XDG_CACHE_HOME === "" ? path.join(homedir(), ".cache") : XDG_CACHE_HOME,
    "aztec-validator",
    ...parts,
  );
}

/**
 * Creates a folder whole or not at all: it is filled beside its place and then renamed, so an interrupted run leaves
 * nothing that looks complete. If another run creates the same folder first, that one stays.
 *
 * @throws whatever `fill` throws
 */
export async function makeFolder(target: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = await mkdtemp(`${target}.`);
  try {
    await fill(temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}
