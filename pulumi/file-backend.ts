/** Backends that are a folder on this machine. */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { folderOfUrl } from "./file-url";
import { whoami } from "./whoami";

/** Returns the backend's folder; undefined for a backend elsewhere. @param env of Pulumi's command line */
export async function fileBackend(env: Readonly<Record<string, string>>): Promise<string | undefined> {
  const { url } = await whoami(env);
  return url === undefined ? undefined : folderOfUrl(url);
}

/**
 * Removes empty `.attrs` files. Pulumi (gocloud's fileblob) writes one beside each file of a backend. If it is killed
 * meanwhile, the file stays empty, and every later command fails with "failed to load checkpoint: EOF". Pulumi can read
 * its files without `.attrs`.
 *
 * @param backend a folder, as {@link fileBackend} returns it
 * @returns the number of files removed
 */
export function removeEmptyAttributes(backend: string): number {
  const root = path.join(backend, ".pulumi");
  const names = existsSync(root) ? readdirSync(root, { recursive: true, encoding: "utf8" }) : [];
  const attributes = names.filter((name) => name.endsWith(".attrs")).map((name) => path.join(root, name));
  const empty = attributes.filter((file) => statSync(file, { throwIfNoEntry: false })?.size === 0);
  for (const file of empty) rmSync(file, { force: true });
  return empty.length;
}
