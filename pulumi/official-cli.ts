/** Pulumi's own release, downloaded and checked against the checksums published with it. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { cacheDir } from "./cache";
import { OperatorError } from "../terminal/output";

/** Milliseconds until a server that does not answer counts as out of reach. */
const CONNECT_TIMEOUT = 5000;

/** @returns the folder of the binaries, or undefined if the download cannot be reached @throws if its checksum is wrong */
export async function downloadCli(version: string): Promise<{ bin: string; built: false } | undefined> {
  const bin = cacheDir("pulumi", version, "pulumi");
  if (existsSync(bin)) return { bin, built: false };
  const archive = `pulumi-v${version}-${process.platform}-${process.arch}.tar.gz`;
  const sums = await fetchIfReachable(
    `https://github.com/pulumi/pulumi/releases/download/v${version}/pulumi-${version}-checksums.txt`,
  );
  const data = sums && (await fetchIfReachable(`https://get.pulumi.com/releases/sdk/${archive}`));
  if (!data) return undefined;
  verify(archive, data, sums.toString());
  await unpack(data, path.dirname(bin));
  return { bin, built: false };
}

async function fetchIfReachable(url: string): Promise<Buffer | undefined> {
  const connecting = new AbortController();
  const timer = setTimeout(() => {
    connecting.abort();
  }, CONNECT_TIMEOUT);
  try {
    const response = await fetch(url, { signal: connecting.signal });
    clearTimeout(timer);
    return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** @throws {OperatorError} if the data is not what the list of checksums says */
export function verify(archive: string, data: Buffer, sums: string): void {
  const expected = sums
    .split("\n")
    .find((line) => line.endsWith(` ${archive}`))
    ?.split(/\s+/)[0];
  const actual = createHash("sha256").update(data).digest("hex");
  if (expected === actual) return;
  throw new OperatorError(`The download of ${archive} is not what Pulumi published: its checksum is wrong. Try again.`);
}

/** Unpacks beside the place and moves it there: an interrupted run leaves nothing that looks complete. */
async function unpack(data: Buffer, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = await mkdtemp(`${target}.`);
  const archive = path.join(temporary, "archive.tar.gz");
  await writeFile(archive, data);
  await execa("tar", ["-xzf", archive, "-C", temporary]);
  await rm(archive);
  await rename(temporary, target);
}
