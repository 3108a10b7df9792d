/** Downloads Pulumi's own release and verifies it against the checksums published with it. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { cacheDir, makeFolder } from "./cache";
import { fetchIfReachable } from "./fetch-if-reachable";
import { OperatorError } from "../terminal/output";

function folderOf(version: string): string {
  return cacheDir("pulumi", version, "pulumi");
}

/** Finds a release that was downloaded. */
export function findDownloadedCli(version: string): { bin: string; built: false } | undefined {
  const bin = folderOf(version);
  return existsSync(bin) ? { bin, built: false } : undefined;
}

/**
 * Downloads a release into the cache.
 *
 * @returns the folder of the binaries; undefined if the download cannot be reached
 * @throws {OperatorError} if a checksum is wrong
 */
export async function downloadCli(
  version: string,
  abort?: AbortSignal,
): Promise<{ bin: string; built: false } | undefined> {
  const bin = folderOf(version);
  const archive = `pulumi-v${version}-${process.platform}-${process.arch}.tar.gz`;
  const sums = await fetchIfReachable(checksumsUrl(version), abort);
  const data = sums && (await fetchIfReachable(`https://get.pulumi.com/releases/sdk/${archive}`, abort));
  if (!data) return undefined;
  verify(archive, data, sums.toString());
  await unpack(data, path.dirname(bin));
  return { bin, built: false };
}

function checksumsUrl(version: string): string {
  return `https://github.com/pulumi/pulumi/releases/download/v${version}/pulumi-${version}-checksums.txt`;
}

/** Returns whether the download answers from here. */
export async function isDownloadReachable(version: string): Promise<boolean> {
  return (await fetchIfReachable(checksumsUrl(version))) !== undefined;
}

/** Compares a download with the published list of checksums. @throws {OperatorError} if it differs */
export function verify(archive: string, data: Buffer, sums: string): void {
  const expected = sums
    .split("\n")
    .find((line) => line.endsWith(` ${archive}`))
    ?.split(/\s+/)[0];
  const actual = createHash("sha256").update(data).digest("hex");
  if (expected === actual) return;
  throw new OperatorError(
    `The download of ${archive} is damaged: its checksum differs from the published one. Run the command again.`,
  );
}

async function unpack(data: Buffer, target: string): Promise<void> {
  await makeFolder(target, async (temporary) => {
    const archive = path.join(temporary, "archive.tar.gz");
    await writeFile(archive, data);
    await execa("tar", ["-xzf", archive, "-C", temporary]);
    await rm(archive);
  });
}
