import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { findStack, PROJECT_DIR, PROJECT_NAME } from "../../pulumi/dev-stack";
import { ensurePulumi } from "../../pulumi/ensure";
import { PulumiCli } from "../../pulumi/pulumi-cli";
import type { FlatConfig } from "../../settings/flat-config";
import { log, OperatorError } from "../../terminal/output";
import { quote } from "../../settings/shell-word";
import { epochSeconds } from "../move/epoch-option";
import { isDevStack, isStackName, STACK_NAME_RULE } from "../../settings/stack-name";
import { stackInEnvironment } from "../stack/name";
import { StackSession } from "../stack/session";
import { editedSettingsFile } from "../stack/settings-yaml";
import { stackCommand, type StackOptions } from "../stack/stack-command";
import { isConfigured, placeStack } from "../stack/write";
import { unpack } from "./archive";
import { inFolder } from "./folder";
import { backupName, type Manifest, SETTINGS } from "./manifest";
import { download, nameOf, parsePlace } from "./place";
import { type Backup, refuseLiveNode, restoreData, type RestoreOptions } from "./restore-data";

interface Options extends StackOptions, RestoreOptions {
  readonly profile?: string;
}

/** `aztec-validator restore` */
export function restore(): Command {
  return stackCommand("restore", "Restore a node from a backup, without signing twice for any slot")
    .argument("<file>", "the backup, or s3://<bucket>/<key>")
    .option("-y, --yes", "skip the confirmation prompt")
    .option(
      "--epoch-seconds <number>",
      "length of an epoch of a custom network that the backup does not know",
      epochSeconds,
    )
    .option("--profile <name>", "profile of AWS's command line for S3")
    .addHelpText("after", HELP)
    .action(async (file: string, options: Options) => {
      await restoreFile(file, options);
    });
}

const HELP = `
For a host whose data is lost. Without --stack and AZTEC_VALIDATOR_STACK, the
command restores the stack that the backup was made of.

If this folder has no such stack, the command first restores its settings and
keys, and stops. Set what is new, such as the host, and run it again. Then it
creates host and volume, waits two epochs, copies the record of what was signed,
and starts the node. The wait is always needed: the backup does not contain what
the node signed later, and signing twice for a slot is slashed.

The command refuses if the node runs, if another stack uses its keys, if the
volume has a newer record, or if the file is damaged or of another validator.

If the command is interrupted, run it again: it continues where it stopped.

Examples:
  $ aztec-validator restore --stack mainnet mainnet.backup
  $ aztec-validator restore s3://my-bucket/mainnet.backup

With plain Pulumi and Docker: docs/daily-operations.md, "Back up and restore"`;

/** Restores the settings of a stack that is not in this folder, or the data of one that is. */
export async function restoreFile(argument: string, { profile, stack, ...options }: Options): Promise<void> {
  const place = parsePlace(argument);
  if (place.kind === "file" && !existsSync(place.file))
    throw new OperatorError(`${place.file} does not exist. Nothing was changed. Pass the file that \`backup\` wrote.`);
  await inFolder(async (folder) => {
    const content = path.join(folder, "content");
    mkdirSync(content);
    const file = place.kind === "file" ? place.file : path.join(folder, "backup");
    if (place.kind === "s3") await download(place.url, file, { profile });
    const manifest = await unpack(file, content, nameOf(place));
    const name = stackOf(manifest, stack);
    const again = commandAgain(name, nameOf(place), profile, options);
    const backup = { manifest, folder: content, again };
    if (isConfigured(name)) await restoreData(await StackSession.openExclusive(name, "restore"), backup, options);
    else await restoreSettings(name, backup);
  });
}

/** Returns the command that continues, with the options that it had. */
function commandAgain(
  stack: string,
  file: string,
  profile: string | undefined,
  { epochSeconds }: RestoreOptions,
): string {
  const login = profile === undefined ? [] : ["--profile", quote(profile)];
  const epoch = epochSeconds === undefined ? [] : ["--epoch-seconds", String(epochSeconds)];
  return ["aztec-validator restore --stack", stack, ...login, ...epoch, quote(file)].join(" ");
}

/** @throws {OperatorError} for a stack that cannot have a backup */
function stackOf({ project, stack }: Manifest, option: string | undefined): string {
  if (project !== PROJECT_NAME)
    throw new OperatorError(
      `The backup is of the project ${project}, and this folder is of ${PROJECT_NAME}: its settings have another prefix. Nothing was changed. Run the command in a folder of ${project}.`,
    );
  const name = option ?? stackInEnvironment() ?? stack;
  if (!isStackName(name))
    throw new OperatorError(`${name} is not a valid stack name: ${STACK_NAME_RULE}. Nothing was changed.`);
  if (!isDevStack(name)) return name;
  throw new OperatorError(
    `${name} is a development stack, whose validator exists only on its own chain. Nothing was changed: choose one that is not dev and does not begin with dev-.`,
  );
}

/** Creates the stack with the backup's settings. `stopped` is set, so that no `up` starts a node before the restore. */
async function restoreSettings(name: string, { manifest, folder, again }: Backup): Promise<void> {
  const saved = path.join(folder, SETTINGS);
  await refuseLiveStack(name, saved, manifest);
  const text = readFileSync(saved, "utf8");
  const record: FlatConfig =
    manifest.record && manifest.role === "sequencer" ? { "storage.requireSigningRecord": "true" } : {};
  await placeStack(
    name,
    editedSettingsFile(text, PROJECT_NAME, { set: { stopped: "true", ...record }, remove: [], replace: false }),
  );
  log(
    [
      `Pulumi.${name}.yaml has the settings and keys of ${backupName(manifest)} again, encrypted as before. No node was started:`,
      "`stopped` is set until its data is restored.",
      "  1. Terminate the old host, if it is not gone: two nodes with one key are slashed.",
      `  2. Set what is new, such as the host, in ${PROJECT_DIR}: pulumi config set --path host.address <address> --stack ${name}`,
      `  3. Bring the data back: ${again}`,
    ].join("\n"),
  );
}

/**
 * Asks the backend about a stack whose settings are elsewhere: its node may be live, and the next `up` here would stop it.
 *
 * @param saved the backup's settings
 * @throws {OperatorError} if its node runs, or may run
 */
async function refuseLiveStack(name: string, saved: string, manifest: Manifest): Promise<void> {
  const { env } = await ensurePulumi({ quiet: true, plugins: false });
  const found = findStack(name, saved);
  const stack = new StackSession(found, new PulumiCli(found, env));
  if (await stack.isInBackend())
    await refuseLiveNode(stack, manifest, [
      `  That command needs its settings file, which is in the backup: tar -xzOf <backup> ${SETTINGS} > Pulumi.${name}.yaml`,
    ]);
}
