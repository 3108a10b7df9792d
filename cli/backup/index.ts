import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { peerId } from "../../keys/keys";
import { PROJECT_NAME } from "../../pulumi/dev-stack";
import { formatBytes } from "../../terminal/format";
import { log, OperatorError, task } from "../../terminal/output";
import { quote } from "../../settings/shell-word";
import type { CheckedConfig } from "../../settings/check-config";
import { volumeOf } from "../move/context";
import { publicEpoch, queryEpoch } from "../move/epoch";
import { generatedIdentity } from "../move/identity";
import { IDENTITY } from "../move/plan";
import type { DataVolume } from "../move/transfer";
import { nodeOf } from "../stack/running-node";
import { StackSession } from "../stack/session";
import { stackCommand, type StackOptions } from "../stack/stack-command";
import { membersOf, pack } from "./archive";
import { inFolder } from "./folder";
import { backupName, MANIFEST, type Manifest, manifestText, SETTINGS, validatorOf } from "./manifest";
import { nameOf, parsePlace, type Place, refuseLostRecord, refuseUnwritable, upload } from "./place";
import { copyRecord, hasVolume } from "./record";

interface Options extends StackOptions {
  readonly profile?: string;
}

/** `aztec-validator backup` */
export function backup(): Command {
  return stackCommand("backup", "Back up the parts of a node that cannot be recreated, to a file or to S3")
    .argument("<file>", "the file to write, or s3://<bucket>/<key>")
    .option("--profile <name>", "profile of AWS's command line for S3 (default: aws.profile)")
    .addHelpText("after", HELP)
    .action(async (file: string, { stack, profile }: Options) => {
      await backUpStack(await StackSession.open(stack), parsePlace(file), profile);
    });
}

const HELP = `
The backup has the record of what was signed, the p2p identity, and the stack's
settings with their keys. Secrets in it are encrypted as in the stack's file. To
decrypt them, you need the stack's passphrase or access to its KMS key: keep it
elsewhere. Chain data is not in the backup, because a node downloads it again.

The node keeps running, and nothing on its host changes. The file appears once
it is complete, and only you can read it. An existing file is replaced only if
it is a backup of the same stack, and never one with a record by one without.

Examples:
  $ aztec-validator backup --stack mainnet mainnet.backup
  $ aztec-validator backup --stack mainnet s3://my-bucket/mainnet.backup

To restore it: aztec-validator restore --help
With plain Pulumi and Docker: docs/daily-operations.md, "Back up and restore"`;

/** Writes a backup of a stack. */
export async function backUpStack(stack: StackSession, place: Place, profile?: string): Promise<void> {
  const checked = await stack.checkedConfig();
  refuseLocal(stack.name, checked);
  await refuseUnwritable(place, stack.name, PROJECT_NAME);
  const volume = await volumeToRead(stack);
  await inFolder(async (folder) => {
    const content = path.join(folder, "content");
    mkdirSync(content);
    const manifest = await fill(content, stack, checked, volume);
    await refuseLostRecord(place, manifest);
    const file = place.kind === "file" ? place.file : path.join(folder, "backup");
    await pack(content, file);
    const login = place.kind === "s3" ? (profile ?? checked.settings.aws.profile) : undefined;
    if (place.kind === "s3") await upload(file, place.url, { profile: login });
    log(summary(manifest, nameOf(place), login));
  });
}

function refuseLocal(stack: string, { settings }: CheckedConfig): void {
  if (settings.network !== "local") return;
  throw new OperatorError(
    `${stack} is on a local network, and its validator exists only on its own chain. No backup was written: an \`up\` makes another one.`,
  );
}

/** @throws {OperatorError} if the stack has no data volume on its host, or the host does not answer */
async function volumeToRead(stack: StackSession): Promise<DataVolume> {
  await stack.refuseElsewhere();
  const snapshot = await stack.snapshot();
  if (!snapshot.location.docker)
    throw new OperatorError(
      `The stack ${stack.name} has never been up: there is nothing to back up. ${stack.upCommand}`,
    );
  const volume = volumeOf(snapshot, stack.name);
  const isThere = await hasVolume(volume);
  if (isThere) return volume;
  throw new OperatorError(
    isThere === undefined
      ? `The host of ${stack.name} does not answer, so no backup was written. To see why: aztec-validator doctor --stack ${stack.name}`
      : `The data volume ${volume.volume} is not on the host of ${stack.name}, so no backup was written. To restore an earlier backup: aztec-validator restore --stack ${stack.name} <file>`,
  );
}

/** Writes the content of a backup into a folder. */
async function fill(
  folder: string,
  stack: StackSession,
  checked: CheckedConfig,
  volume: DataVolume,
): Promise<Manifest> {
  const { config } = await stack.config();
  const identity = config[IDENTITY] ?? generatedIdentity(await stack.stateWithSecrets());
  const isMissing = identity !== undefined && config[IDENTITY] === undefined;
  await task("settings, keys encrypted", () =>
    stack.file.copyWithSecrets(path.join(folder, SETTINGS), isMissing ? { [IDENTITY]: identity } : {}),
  );
  const madeAt = new Date().toISOString();
  const record = await task("record of what was signed", () => copyRecord(volume, folder));
  const manifest = {
    project: PROJECT_NAME,
    stack: stack.name,
    madeAt,
    ...validatorOf(checked),
    peerId: identity === undefined ? undefined : peerId(identity),
    epochSeconds: await epochOf(stack, checked),
    record,
    members: await membersOf(folder),
  };
  writeFileSync(path.join(folder, MANIFEST), manifestText(manifest));
  return { format: 1, ...manifest };
}

/** Returns the length of an epoch. A restore needs it, and then there is no node to query. */
async function epochOf(stack: StackSession, checked: CheckedConfig): Promise<number | undefined> {
  const node = nodeOf((await stack.snapshot()).location);
  const answer = publicEpoch(checked) ?? (node && (await queryEpoch(node, checked)));
  return typeof answer === "number" ? answer : undefined;
}

function summary(manifest: Manifest, file: string, login: string | undefined): string {
  const { members, record, attesters, peerId: peer, stack } = manifest;
  const size = formatBytes(members.reduce((sum, { bytes }) => sum + bytes, 0));
  const missing =
    attesters.length > 0 && !record
      ? ["  ! The node has no record of what it signed: releases before 5.0.0 keep none, and a new node has none yet."]
      : [];
  const profile = login === undefined ? "" : ` --profile ${quote(login)}`;
  const identity = peer === undefined ? [] : [`peer id ${peer}`];
  const what = [...attesters.map((address) => `attester ${address}`), ...identity].join(", ");
  return [
    `\n${file} has ${backupName(manifest)}: ${what} (${size} before compression).`,
    ...missing,
    "  Keep the stack's passphrase, or access to its KMS key, elsewhere: without it the keys in the backup are lost.",
    `  To restore it: aztec-validator restore --stack ${stack}${profile} ${quote(file)}`,
  ].join("\n");
}
