import { Command } from "commander";
import { RELEASE } from "../../images/tags";
import { ImportError } from "./import-error";
import type { Installation } from "./installation";
import { report } from "./report";
import { importStack, type ImportedStack } from "./stack";
import { PROJECT_NAME } from "../../pulumi/dev-stack";
import { OperatorError, log } from "../../terminal/output";
import { confirm } from "../../terminal/confirm";
import { readOldInstallation } from "./old-files";
import { withVolumes } from "./old-volume";
import { isConfigured, writeStack } from "../stack/write";

interface ImportOptions {
  readonly stack?: string;
  readonly service?: string;
  readonly network?: string;
  readonly release?: string;
  readonly p2pKeyFile?: string;
  readonly secretsProvider?: string;
  readonly dryRun?: boolean;
  readonly replace?: boolean;
  readonly yes?: boolean;
}

/** `aztec-validator import` */
export function importOld(): Command {
  return new Command("import")
    .description("Makes a stack of an old installation: its docker-compose.yml, its .env, or the folder of both")
    .argument("<file...>", "the files; each compose file over the one before it")
    .option("-s, --stack <name>", "the name of the stack to make")
    .option("--service <name>", "the service of the compose file, where several are Aztec nodes")
    .option("--network <name>", "the network to join, where it is to be another than before")
    .option("--release <release>", "the release to run, where it is to be another than before")
    .option("--p2p-key-file <file>", "the file of the p2p identity, where it is not found in the data directory")
    .option("--secrets-provider <url>", "who encrypts a new stack's secrets, as for `pulumi stack init`")
    .option("--dry-run", "only shows what would be written")
    .option("--replace", "replaces all settings that the stack has")
    .option("-y, --yes", "writes without asking")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
Shows what becomes a setting, what is dropped and why, and what is missing; then it asks, and writes the stack's
settings, secrets encrypted. The data and the old node are not touched: the steps to take them over are shown.
By plain Pulumi: pulumi stack init, and pulumi config set for each setting.`;

async function run(paths: string[], options: ImportOptions): Promise<void> {
  const stack = options.stack ?? process.env.AZTEC_VALIDATOR_STACK;
  if (stack === undefined) throw new OperatorError("How is the stack to be called? Say --stack <name>.");
  const { installation, imported } = await read(paths, options);
  console.log(report(installation, imported, stack, `${PROJECT_NAME}-${stack}-data`));
  if (options.dryRun) return;
  refuseConfigured(stack, options);
  await confirm(`Write these settings to the stack ${stack}?`, options.yes);
  const { replace = false, secretsProvider } = options;
  await writeStack(stack, { values: imported.values, replace, secretsProvider });
  log(`\nWritten: Pulumi.${stack}.yaml.${next(imported, stack)}`);
}

async function read(
  paths: readonly string[],
  { service, p2pKeyFile: keyFile, network, release }: ImportOptions,
): Promise<{ installation: Installation; imported: ImportedStack }> {
  try {
    const old = readOldInstallation(paths, { service, keyFile });
    log(`Read: ${old.read.join(", ")}\n`);
    const values = { ...(network ? { network } : {}), ...(release ? { release } : {}) };
    const imported = importStack(old.installation, await withVolumes(old), { values, localRelease: RELEASE });
    return { installation: old.installation, imported };
  } catch (error) {
    throw error instanceof ImportError ? new OperatorError(`${error.message}\nNothing was written.`) : error;
  }
}

function refuseConfigured(stack: string, { replace }: ImportOptions): void {
  if (replace || !isConfigured(stack)) return;
  throw new OperatorError(
    `The stack ${stack} has settings already; nothing was written. Give another name, or say --replace: all of them go.`,
  );
}

function next({ missing }: ImportedStack, stack: string): string {
  if (missing.length === 0) return ` Next: the steps above, then pulumi up --stack ${stack}`;
  return ` Next: what is missing, the steps above, then pulumi up --stack ${stack}`;
}
