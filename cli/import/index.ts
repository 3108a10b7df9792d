import { Command } from "commander";
import { RELEASE } from "../../images/tags";
import { dockerRunner, LOCAL_DOCKER } from "../../remote/docker";
import { findDockerProblem, needsOf } from "../../remote/docker-kind";
import { configValues, parseSettings } from "../../settings/parse";
import { checkoutOption } from "../../pulumi/checkout-option";
import { PROJECT_DIR, PROJECT_NAME } from "../../pulumi/dev-stack";
import { holdStack } from "../../pulumi/stack-lock";
import type { FlatConfig } from "../../settings/flat-config";
import { canPrompt, confirm, promptYesNo } from "../../terminal/prompts";
import { log, OperatorError } from "../../terminal/output";
import { isStackName, STACK_NAME_RULE } from "../../settings/stack-name";
import { passphraseLines, pathLines, prepareBackend } from "../stack/backend";
import { stackInEnvironment } from "../stack/name";
import { isConfigured, refuseNewDev, writeStack } from "../stack/write";
import { promptForVariables, unknownVariables } from "./ask-unknown";
import { importStack, type ImportedStack } from "./convert";
import { VOTE } from "./convert/env-vars";
import type { NewStack } from "./manual-steps";
import { ImportError } from "./read/import-error";
import type { Installation } from "./read/installation";
import type { EnvVars } from "./read/interpolation";
import { readOldInstallation, shellVariables } from "./read/old-files";
import { keyFilesWithVolumes } from "./read/old-volume";
import { report } from "./report";

interface ImportFlags {
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
export function importCommand(): Command {
  return new Command("import")
    .description("Convert a Docker Compose or `.env` installation of an Aztec node to a stack")
    .argument(
      "<file...>",
      "docker-compose.yml, .env, their folder, a start script, a systemd unit, a Quadlet, or a file with a docker run line",
    )
    .option("-s, --stack <name>", "the stack to create (default: AZTEC_VALIDATOR_STACK)")
    .option("--service <name>", "the service to import, if the compose file has several Aztec nodes")
    .option("--network <name>", "join this network instead of the installation's")
    .option("--release <release>", "run this release instead of the installation's")
    .option("--p2p-key-file <file>", "the p2p identity, if it is not in the data directory")
    .option("--secrets-provider <url>", "encrypts a new stack's secrets, as in `pulumi stack init`")
    .option("--dry-run", "print the report without writing anything")
    .option("--replace", "replace all settings of an existing stack")
    .option("-y, --yes", "skip the confirmation prompt")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
Prints the settings of the new stack, what is dropped and why, and what is
missing. After you confirm, the command writes the stack's settings, with
secrets encrypted. The old node and its data are not changed: the report ends
with the steps that stop the old node and move its data to the stack.

Examples:
  $ aztec-validator import ~/aztec --stack testnet --dry-run
  $ aztec-validator import ~/aztec --stack testnet --service prover-node
  $ (umask 077; docker exec <container> env > old.env)   # has private keys
  $ aztec-validator import old.env --stack testnet       # then: rm old.env

With plain Pulumi: pulumi stack init, then pulumi config set for each setting.`;

async function run(paths: string[], flags: ImportFlags): Promise<void> {
  const stack = flags.stack ?? stackInEnvironment();
  if (stack === undefined) throw new OperatorError("The new stack has no name: pass --stack <name>.");
  if (!isStackName(stack)) throw new OperatorError(`--stack ${stack}: ${STACK_NAME_RULE}; nothing was written.`);
  refuseNewDev(stack);
  if (!flags.dryRun) refuseConfigured(stack, flags);
  const { installation, imported } = await readAsking(paths, flags);
  await warnOfDocker(imported, stack);
  console.log(report(installation, imported, target(stack)));
  if (flags.dryRun) return;
  refuseUnknown(imported);
  if (canPrompt() && !flags.yes) await prepareBackend(stack, flags.secretsProvider);
  await confirm(`Write these settings to the stack ${stack}?`, flags.yes);
  const values = await withVote(imported.values, flags);
  // Only now: a prompt that nobody answers must not keep an update out.
  holdStack(stack, "import");
  const { replace = false, secretsProvider } = flags;
  await writeStack(stack, { values, replace, secretsProvider });
  const problems = imported.problems.length > 0 ? "fix what is missing or invalid, then " : "";
  const up = `pulumi up --stack ${stack}${checkoutOption("pulumi")}`;
  const before = [...(await pathLines()), ...passphraseLines()];
  log(`\nWrote Pulumi.${stack}.yaml. Next: ${problems}do the manual steps, then run ${up}`);
  if (before.length > 0) log(["Before these, so that the shell finds what they need:", ...before].join("\n"));
}

/** Returns where the steps lead. `pulumi` needs the checkout: elsewhere, the report names it. */
function target(stack: string): NewStack {
  const checkout = checkoutOption("pulumi") === "" ? {} : { checkout: PROJECT_DIR };
  return { stack, volume: `${PROJECT_NAME}-${stack}-data`, ...checkout };
}

interface Import {
  readonly installation: Installation;
  readonly imported: ImportedStack;
  /** The files that were read. */
  readonly read: readonly string[];
}

/** Reads the installation; on a terminal, prompts for variables that are set nowhere, until none is left to ask for. */
async function readAsking(paths: readonly string[], flags: ImportFlags): Promise<Import> {
  let answers: EnvVars = {};
  for (;;) {
    const result = await readAndConvert(paths, flags, answers);
    const variables = unknownVariables(result.imported.unknown, answers);
    if (variables.length === 0 || flags.yes || flags.dryRun || !canPrompt()) {
      log(`Read: ${result.read.join(", ")}\n`);
      return result;
    }
    answers = { ...answers, ...(await promptForVariables(variables)) };
  }
}

/** @param answers variables that are added to those of the shell */
async function readAndConvert(
  paths: readonly string[],
  { service, p2pKeyFile, network, release }: ImportFlags,
  answers: EnvVars,
): Promise<Import> {
  try {
    const shell = { ...shellVariables(), ...answers };
    const old = readOldInstallation(paths, { service, p2pKeyFile, shell, answered: Object.keys(answers) });
    const values = { ...(network ? { network } : {}), ...(release ? { release } : {}) };
    const imported = importStack(old.installation, await keyFilesWithVolumes(old), { values, localRelease: RELEASE });
    return { installation: old.installation, imported, read: old.read };
  } catch (error) {
    throw error instanceof ImportError ? new OperatorError(`${error.message}\nNothing was written.`) : error;
  }
}

/** Warns if Docker on this machine cannot run the new node: `up` would find out only after the old one is gone. */
async function warnOfDocker({ values }: ImportedStack, stack: string): Promise<void> {
  const { settings } = parseSettings(configValues(values));
  if (settings?.host.kind !== "local" || settings.dockerHost) return;
  const problem = await findDockerProblem(dockerRunner(LOCAL_DOCKER), needsOf(settings, stack));
  if (problem) log(`Docker on this machine cannot run the node: ${problem.message}. First: ${problem.remedy}\n`);
}

function refuseUnknown({ unknown }: ImportedStack): void {
  if (unknown.length === 0) return;
  const names = new Set(unknown.flatMap(({ variables }) => variables.map(({ name }) => name)));
  throw new OperatorError(
    `${[...names].join(", ")}: set nowhere, so values are unknown and nothing was written. Give them as described above, then import again.`,
  );
}

/** Asks whether the node shall keep its vote: an old installation often has the payload of a vote that is over. */
async function withVote(values: FlatConfig, { yes }: ImportFlags): Promise<FlatConfig> {
  const { [VOTE]: payload, ...others } = values;
  if (payload === undefined || yes || !canPrompt()) return values;
  return (await promptYesNo(`The old node votes for the governance payload ${payload}. Keep this vote?`, false))
    ? values
    : others;
}

function refuseConfigured(stack: string, { replace }: ImportFlags): void {
  if (replace || !isConfigured(stack)) return;
  throw new OperatorError(
    `The stack ${stack} already has settings; nothing was written. Choose another name, or replace all of them with --replace.`,
  );
}
