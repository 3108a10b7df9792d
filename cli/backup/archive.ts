/** A backup as one file: a compressed tar archive, which `tar -xzf` opens too. */
import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { execute } from "../../remote/command";
import { SIGNING_RECORD } from "../../settings/schema/fixed";
import { OperatorError } from "../../terminal/output";
import { damaged, MANIFEST, type Manifest, type Member, parseManifest, refuseDamage, SETTINGS } from "./manifest";

/** Limit for packing or unpacking, in milliseconds. */
const TIMEOUT = 3_600_000;

/** Starts `tar`. That of macOS would add a file `._<name>` for each file that has extended attributes. */
export const TAR: readonly string[] = ["env", "COPYFILE_DISABLE=1", "tar"];

/** Lists the files of a folder with their digests. @throws {OperatorError} for anything that is neither a file nor a directory */
export async function membersOf(folder: string, within = ""): Promise<Member[]> {
  const members: Member[] = [];
  for (const name of readdirSync(path.join(folder, within)).sort()) {
    const member = within ? `${within}/${name}` : name;
    const stat = lstatSync(path.join(folder, member));
    if (stat.isDirectory()) members.push(...(await membersOf(folder, member)));
    else if (stat.isFile())
      members.push({ path: member, bytes: stat.size, sha256: await sha256Of(path.join(folder, member)) });
    else throw new OperatorError(`${member} is not a regular file.`);
  }
  return members;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/**
 * Returns the digest of a signing record by its files, as the host computes it for the same files
 * (cli/move/transfer.ts).
 */
export function recordDigest(members: readonly Member[]): string {
  const lines = members
    .filter((member) => member.path.startsWith(`${SIGNING_RECORD}/`))
    .map((member) => `${member.sha256}  .${member.path.slice(SIGNING_RECORD.length)}\n`);
  return createHash("sha256")
    .update(lines.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join(""))
    .digest("hex");
}

/** Packs a folder into a file that only its owner can read. The file gets its name when it is whole. */
export async function pack(folder: string, file: string): Promise<void> {
  const part = `${file}.new`;
  const remove = () => {
    rmSync(part, { force: true });
  };
  process.once("exit", remove);
  // The manifest comes first, so that it can be read without the rest.
  const names = [MANIFEST, ...readdirSync(folder).filter((name) => name !== MANIFEST)];
  try {
    // An earlier file of that name could be readable for others.
    remove();
    writeFileSync(part, "", { mode: 0o600, flag: "wx" });
    await tar(["-czf", part, "-C", folder, ...names]);
    const opened = openSync(part, "r+");
    fsyncSync(opened);
    closeSync(opened);
    renameSync(part, file);
  } catch (error) {
    remove();
    throw new OperatorError(
      `The backup cannot be written to ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    process.off("exit", remove);
  }
}

/** Reads the manifest of a file. @returns undefined if the file is not a backup */
export async function peek(file: string): Promise<Manifest | undefined> {
  const { code, stdout } = await execute([...TAR, "-xzOf", file, MANIFEST], TIMEOUT);
  try {
    return code === 0 ? parseManifest(stdout, file) : undefined;
  } catch {
    return undefined;
  }
}

/** Unpacks a backup into a folder. @param name of the file for messages @throws {OperatorError} unless it is whole */
export async function unpack(file: string, folder: string, name = file): Promise<Manifest> {
  try {
    await tar(["-xzf", file, "-C", folder]);
  } catch (error) {
    throw damaged(name, error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
  }
  if (!existsSync(path.join(folder, MANIFEST))) throw damaged(name, `it has no ${MANIFEST}`);
  const found = await membersOf(folder).catch((error: unknown) => {
    throw damaged(name, error instanceof Error ? error.message : String(error));
  });
  const manifest = parseManifest(readFileSync(path.join(folder, MANIFEST), "utf8"), name);
  refuseDamage(manifest, found, name);
  if (!found.some((member) => member.path === SETTINGS)) throw damaged(name, `it has no ${SETTINGS}`);
  if (manifest.record && manifest.record.digest !== recordDigest(found))
    throw damaged(name, "its signing record has another checksum");
  return manifest;
}

async function tar(args: readonly string[]): Promise<void> {
  const { code, stderr } = await execute([...TAR, ...args], TIMEOUT);
  if (code !== 0) throw new Error(stderr.trim());
}
