/** Copies a node's signing record to this machine, and from it to a volume. The node may run while it is read. */
import { rmSync } from "node:fs";
import path from "node:path";
import { dockerRunner, nameFilter, streamCommand } from "../../remote/docker";
import { SIGNING_RECORD } from "../../settings/schema/fixed";
import { formatBytes } from "../../terminal/format";
import { log, OperatorError } from "../../terminal/output";
import { type DataVolume, listSigningData, pipe, receiveSigningData, sendSigningData } from "../move/transfer";
import type { SigningData } from "../move/transfer-decision";
import { membersOf, recordDigest, TAR } from "./archive";

/** A node writes a few times in a slot: a copy of a few megabytes is between two writes soon. */
const TRIES = 10;

/** Milliseconds between two lines of progress. */
const REPORT_EVERY = 10_000;

/**
 * Copies the record of a volume into a folder. It is copied again until copy and original agree: then each part of the
 * file was the same from its copy to the comparison, so the copy is the file as it was in between. The database of such a
 * file is whole, as after a power cut: it writes the page with its root last.
 *
 * @returns undefined if the volume has no record
 * @throws {OperatorError} if it cannot be copied
 */
export async function copyRecord(volume: DataVolume, folder: string): Promise<SigningData | undefined> {
  let reason = "it changes while it is copied";
  for (let tries = 0; tries < TRIES; tries++) {
    if (!(await listSigningData(volume))) return undefined;
    const failure = await receiveInto(folder, volume);
    const [copied, original] = [recordDigest(await membersOf(folder)), await listSigningData(volume)];
    if (failure === undefined && original?.digest === copied) return original;
    reason = failure ?? reason;
  }
  throw new OperatorError(
    `The record of what was signed cannot be copied: ${reason}. No backup was written. Run the command again.`,
  );
}

/** @returns why the copy failed: `tar` itself notices most files that change */
async function receiveInto(folder: string, volume: DataVolume): Promise<string | undefined> {
  rmSync(path.join(folder, SIGNING_RECORD), { recursive: true, force: true });
  const receiver = streamCommand([...TAR, "-C", folder, "-xf", "-"]);
  const sender = await sendSigningData(volume);
  let bytes = 0;
  sender.stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const progress = setInterval(() => {
    log(`  … ${formatBytes(bytes)} of the signing record`);
  }, REPORT_EVERY);
  try {
    await pipe(sender, receiver);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearInterval(progress);
  }
}

/** Puts a record from this machine in the place of a volume's own, which is kept beside it. @throws as receiveSigningData */
export async function putRecord(folder: string, { digest }: SigningData, volume: DataVolume): Promise<void> {
  const send = () => {
    const sender = streamCommand([...TAR, "-C", folder, "-cf", "-", SIGNING_RECORD]);
    sender.stdin.end();
    return Promise.resolve(sender);
  };
  await receiveSigningData(send, volume, () => Promise.resolve(digest));
}

/** Returns whether a volume is on its host: a helper container would make a missing one. @returns undefined without an answer */
export async function hasVolume({
  docker,
  volume,
}: Pick<DataVolume, "docker" | "volume">): Promise<boolean | undefined> {
  const list = ["volume", "ls", "--quiet", "--filter", nameFilter("volume", volume)];
  const { code, text } = await dockerRunner(docker)(list);
  return code === 0 ? text.split("\n").includes(volume) : undefined;
}
