import { homedir } from "node:os";
import path from "node:path";

/** A place in the per-user cache, shared by all checkouts. Nothing in it is needed that cannot be made again. */
export function cacheDir(...parts: string[]): string {
  return path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "aztec-validator", ...parts);
}
