/**
 * The keys by which SSH recognises a host. They are in the stack's state, so that every operator and every CI job has them.
 * SSH itself reads a copy, the known_hosts file beside the stack's settings.
 */
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { stackOption } from "../settings/commands";
import { quote } from "../settings/shell-word";
import { writeAtomically } from "./atomic-write";

/** The place where SSH looks for a host's keys. */
export const hostKeyPlace = z.object({
  /** The known_hosts file. */
  file: z.string(),
  /** Name of the host in it. */
  alias: z.string(),
});
export type HostKeyPlace = z.output<typeof hostKeyPlace>;

/** Keys of a host as known_hosts has them, without its name: `ssh-ed25519 AAAA…`. */
export type HostKeys = readonly string[];

/**
 * The content of a known_hosts file, compared with the state. `outdated`: it is a copy of an earlier state, as after another
 * operator has replaced the host. `forgotten`: somebody has removed the host's line.
 */
type Copy = "same" | "missing" | "outdated" | "forgotten" | "other";

/** The error of two different keys for one host: one in the state, the other in the file. */
export class HostKeyAlarm extends Error {
  /** The same in one line. */
  readonly summary: string;

  /** @param stack whose state it is, for the command */
  constructor({ file, alias }: HostKeyPlace, inState: HostKeys, inFile: HostKeys, stack: string) {
    const summary = `The SSH host key of ${alias} in ${file} is not the one in the stack's state`;
    super(
      [
        `${summary}. So one of the two was taken from another machine, or somebody changed the file. Nothing was sent.`,
        `  in the state: ${inState.map(fingerprint).join(", ")}`,
        `  in the file:  ${inFile.map(fingerprint).join(", ")}`,
        "Compare both with the host's own, on its console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
        `  If the state is right, remove the file: rm ${quote(file)}`,
        `  If the file is right, have the state take the key again: pulumi up --replace '**::host-ready'${stackOption(stack)}`,
        "  On AWS this is a first contact again: compare the new key once more afterwards.",
      ].join("\n"),
    );
    this.summary = summary;
  }
}

/** Returns a key's fingerprint, as SSH prints it: `SHA256:…`. */
function fingerprint(key: string): string {
  const [, data = ""] = key.split(" ");
  return `SHA256:${createHash("sha256").update(Buffer.from(data, "base64")).digest("base64").replace(/=+$/, "")}`;
}

interface Line {
  readonly text: string;
  /** The key, if the line is for the host. */
  readonly key: string | undefined;
  readonly comment: string;
}

function linesOf(text: string, alias: string): Line[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const [names = "", type = "", data = "", ...comment] = line.trim().split(/\s+/);
    return { text: line, key: isFor(names, alias) ? `${type} ${data}` : undefined, comment: comment.join(" ") };
  });
}

/** Returns whether the names of a line are those of a host. SSH writes them as a hash if it is configured so. */
function isFor(names: string, alias: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|(.+)$/.exec(names) ?? [];
  if (salt === undefined) return names.split(",").includes(alias);
  return createHmac("sha1", Buffer.from(salt, "base64")).update(alias).digest("base64") === hash;
}

/** Returns the keys that a known_hosts file has for a host. @param text of the file */
export function keysIn(text: string, alias: string): HostKeys {
  return linesOf(text, alias).flatMap(({ key }) => key ?? []);
}

/**
 * Returns the file's text with other keys for the host. The comment of each is its fingerprint: it marks a copy of the
 * state, which SSH's own line is not.
 */
function withKeys(text: string, alias: string, keys: HostKeys): string {
  const isOther = (line: Line) => line.key === undefined && !line.text.startsWith(markStart(alias));
  const others = linesOf(text, alias).flatMap((line) => (isOther(line) ? [line.text] : []));
  return [...others, ...keys.map((key) => `${alias} ${key} ${fingerprint(key)}`), ""].join("\n");
}

/** Returns the line that records that the keys in the state were removed from the file: the next contact adds another one. */
function forgottenMark(alias: string, keys: HostKeys): string {
  return `${markStart(alias)}${keys.map(fingerprint).join(" ")}`;
}

const markStart = (alias: string) => `# removed by hand: ${alias} `;

const typeOf = (key: string) => key.split(" ")[0];

/** Returns whether a line is a copy of a state, of whichever host. */
function isCopy({ text, comment }: Line): boolean {
  const [, type = "", data = ""] = text.trim().split(/\s+/);
  return comment !== "" && comment === fingerprint(`${type} ${data}`);
}

/** Compares a file with the state. @param text of the file; undefined if there is none @param keys in the state */
function compareCopy(text: string | undefined, alias: string, keys: HostKeys): Copy {
  if (text === undefined) return "missing";
  const all = linesOf(text, alias);
  const lines = all.filter(({ key }) => key !== undefined);
  if (all.some((line) => line.text === forgottenMark(alias, keys))) return "forgotten";
  // The host has another name now, and nobody has removed its line: the file has a copy of the state under the old name.
  if (lines.length === 0) return all.some(isCopy) ? "missing" : "forgotten";
  // SSH may have added the host's keys of other types (UpdateHostKeys).
  const types = keys.map(typeOf);
  const compared = lines.filter(({ key = "" }) => types.includes(typeOf(key)));
  if (compared.length > 0 && compared.every(({ key = "" }) => keys.includes(key))) return "same";
  return lines.every(({ key = "", comment }) => comment === fingerprint(key)) ? "outdated" : "other";
}

/**
 * Brings the file to the keys in the state.
 *
 * @param stack for the command of the error
 * @returns whether somebody has removed the host's line: its key is taken at the next contact
 * @throws {HostKeyAlarm} if the file has another key, which is not a copy of an earlier state
 */
export function syncHostKeys(place: HostKeyPlace, keys: HostKeys, stack: string): boolean {
  if (keys.length === 0) return false;
  const text = read(place.file);
  const copy = compareCopy(text, place.alias, keys);
  if (copy === "other") throw new HostKeyAlarm(place, keys, keysIn(text ?? "", place.alias), stack);
  write(
    place.file,
    text,
    copy === "forgotten" ? withMark(text, place.alias, keys) : withKeys(text ?? "", place.alias, keys),
  );
  return copy === "forgotten";
}

function withMark(text = "", alias: string, keys: HostKeys): string {
  const mark = forgottenMark(alias, keys);
  const lines = text.split("\n").filter((line) => line !== "" && line !== mark);
  return [...lines, mark, ""].join("\n");
}

/** Returns the keys that SSH has stored for a host. */
export function storedHostKeys({ file, alias }: HostKeyPlace): HostKeys {
  return keysIn(read(file) ?? "", alias);
}

/** Returns the keys that SSH has stored at the first contact, and marks them as those of the state. */
export function takeHostKeys({ file, alias }: HostKeyPlace): HostKeys {
  const text = read(file);
  const keys = storedHostKeys({ file, alias });
  if (keys.length > 0) write(file, text, withKeys(text ?? "", alias, keys));
  return keys;
}

/** Removes a host's keys: a new machine has others. */
export function forgetHostKeys({ file, alias }: HostKeyPlace): void {
  const text = read(file);
  if (text !== undefined) write(file, text, withKeys(text, alias, []));
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes a file if its text changes. Other commands read it at the same time. */
function write(file: string, before: string | undefined, text: string): void {
  if (text !== before) writeAtomically(file, text, 0o600);
}
