/** Where a backup is: a file on this machine, or an object of S3. */
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { text as textOf } from "node:stream/consumers";
import { IDENTITY_WORDS } from "../../remote/aws-identity";
import { type AwsAccount, awsCommand } from "../../remote/aws-tunnel";
import { execute } from "../../remote/command";
import { streamCommand } from "../../remote/docker";
import { quote } from "../../settings/shell-word";
import { OperatorError, task } from "../../terminal/output";
import { formatBytes, formatTime } from "../../terminal/format";
import { resolveFromCwd } from "../stack/resolve-path";
import { peek } from "./archive";
import type { Manifest } from "./manifest";

export type Place = { readonly kind: "file"; readonly file: string } | { readonly kind: "s3"; readonly url: string };

/** Limit for a command that only prints its version, in milliseconds. */
const VERSION_TIMEOUT = 30_000;

/** Parses the argument of a command. @throws {OperatorError} for a URL that is not of an S3 object */
export function parsePlace(text: string): Place {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { kind: "file", file: resolveFromCwd(text) };
  if (/^s3:\/\/[a-z0-9][a-z0-9.-]+\/[^/].*[^/]$|^s3:\/\/[a-z0-9][a-z0-9.-]+\/[^/]$/.test(text))
    return { kind: "s3", url: text };
  throw new OperatorError(
    `${text} is not the URL of an S3 object, so nothing was done. Pass s3://<bucket>/<key>, or the name of a file.`,
  );
}

export function nameOf(place: Place): string {
  return place.kind === "file" ? place.file : place.url;
}

/**
 * Refuses a file that cannot be written, before any work: one in a folder that does not exist, and an
 * existing file that is not a backup of the same stack.
 */
export async function refuseUnwritable(place: Place, stack: string, project: string): Promise<void> {
  if (place.kind === "s3") return;
  const { file } = place;
  const folder = path.dirname(file);
  if (!existsSync(folder))
    throw new OperatorError(
      `The folder ${folder} does not exist, so no backup was written. Make it: mkdir -p ${quote(folder)}`,
    );
  if (!existsSync(file)) return;
  const manifest = statSync(file).isFile() ? await peek(file) : undefined;
  if (manifest?.stack === stack && manifest.project === project) return;
  throw new OperatorError(
    `${file} exists and is not a backup of ${stack}, so it is not replaced. No backup was written: choose another name.`,
  );
}

/**
 * Keeps an earlier backup's record of what was signed: one without it would replace it, and no one would see.
 *
 * @throws {OperatorError} if the new backup has no record, and the file that it would replace has one
 */
export async function refuseLostRecord(place: Place, { stack, record }: Manifest): Promise<void> {
  if (place.kind === "s3" || record || !existsSync(place.file)) return;
  const earlier = await peek(place.file);
  if (!earlier?.record) return;
  throw new OperatorError(
    [
      `${place.file} has a record of what was signed, of ${formatTime(earlier.record.newest)}, and ${stack} has none now. It is not replaced, and no backup was written: without a record, a node could sign twice for a slot.`,
      "  To keep both, choose another name.",
      `  If the record of ${stack} was lost: aztec-validator stop --stack ${stack}, then: aztec-validator restore --stack ${stack} ${quote(place.file)}`,
    ].join("\n"),
  );
}

/** Copies a packed backup to S3. An object there is replaced once the copy is complete. */
export async function upload(file: string, url: string, account: AwsAccount): Promise<void> {
  const size = formatBytes(statSync(file).size);
  await task(
    "copied to S3",
    () => copy(file, url, account),
    () => `${size}, ${url}`,
  );
}

/** Copies a backup from S3 to a file. */
export async function download(url: string, file: string, account: AwsAccount): Promise<void> {
  await task(
    "copied from S3",
    () => copy(url, file, account),
    () => formatBytes(statSync(file).size),
  );
}

/** Copies by AWS's command line, whose progress is on the operator's terminal. */
async function copy(from: string, to: string, account: AwsAccount): Promise<void> {
  const aws = awsCommand(account);
  if ((await execute([...aws, "--version"], VERSION_TIMEOUT)).code !== 0)
    throw new OperatorError(
      "S3 is reached by AWS's command line, and `aws --version` does not answer. Nothing was copied. Install it: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
    );
  const { isTTY } = process.stderr;
  const command = streamCommand([...aws, "s3", "cp", ...(isTTY ? [] : ["--no-progress"]), from, to]);
  command.stdin.end();
  if (isTTY) command.stdout.pipe(process.stderr, { end: false });
  else command.stdout.resume();
  const reason = (await textOf(command.stderr)).trim();
  if ((await command.exitCode) === 0) return;
  throw new OperatorError(
    `AWS's command line did not copy ${from} to ${to}: ${reason}\n  To see which login and account it used: ${[...aws, ...IDENTITY_WORDS].join(" ")}`,
  );
}
