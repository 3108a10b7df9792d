/** A backend that is a folder of this machine. */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { runPulumi } from "./run-pulumi";

const whoamiSchema = z.object({ url: z.string().optional() });

/** The folder that state is in, where the login is to files of this machine. @param env of Pulumi's command line */
export async function fileBackend(env: Readonly<Record<string, string>>): Promise<string | undefined> {
  const { failed, stdout } = await runPulumi(["whoami", "--json", "--non-interactive"], { env });
  const url = failed ? undefined : whoamiSchema.parse(JSON.parse(stdout)).url;
  return url?.startsWith("file://") ? url.slice("file://".length).replace(/^~/, homedir()) : undefined;
}

/**
 * Removes notes that are empty. Pulumi writes one beside each of its files, and not at once: a Pulumi that was killed
 * there leaves an empty one, at which every later command ends with "failed to load checkpoint: EOF". Without a note
 * it reads the file as well (`.attrs` of gocloud's fileblob).
 *
 * @param backend a folder, as {@link fileBackend} gives it
 * @returns how many there were
 */
export function removeEmptyNotes(backend: string): number {
  const root = path.join(backend, ".pulumi");
  const names = existsSync(root) ? readdirSync(root, { recursive: true, encoding: "utf8" }) : [];
  const notes = names.filter((name) => name.endsWith(".attrs")).map((name) => path.join(root, name));
  const empty = notes.filter((note) => statSync(note, { throwIfNoEntry: false })?.size === 0);
  for (const note of empty) rmSync(note, { force: true });
  return empty.length;
}
