import { Command, Option } from "commander";
import { RELEASE } from "../../images/tags";
import { isDevStack } from "../../pulumi/dev-stack";
import { commandOf } from "../../settings/commands";
import type { FlatConfig } from "../../settings/flat-config";
import type { Problem } from "../../settings/problems";
import { displayValue } from "../../settings/secrecy";
import { log, OperatorError } from "../../terminal/output";
import { canPrompt, confirm, promptText } from "../../terminal/prompts";
import { isStackName, NAME_RULE } from "../stack/name";
import { writeStack } from "../stack/write";
import { collect, difference } from "./collect";
import { type CurrentSettings, currentSettings, type Flags, valuesOfFlags } from "./flags";
import { type CheckOptions, findProblems, type Prompt, prompts } from "./prompts";

/** `aztec-validator config` */
export function config(): Command {
  const command = new Command("config")
    .description("Create a stack, or change its settings, with validated prompts or flags")
    .option("-s, --stack <name>", "the stack to create or change")
    .option("-y, --yes", "do not prompt: use the stack's value or the default where no flag is set")
    .option("--ip-service <url...>", "services that `detect` queries for the public address")
    .option("--secrets-provider <url>", "encrypts a new stack's secrets, as in `pulumi stack init`");
  for (const prompt of prompts) command.addOption(optionOf(prompt));
  return command.addHelpText("after", HELP).action(run);
}

const HELP = `
On a terminal, prompts for every setting without a flag. Without a terminal, or
with --yes, it does not prompt, and reports which flags are missing. Nothing is
written until all answers are valid; then all settings are written at once, with
secrets encrypted by Pulumi.

Flags of secrets take a file, or - for standard input. An empty value unsets a
setting.

Examples:
  $ aztec-validator config --stack testnet
  $ aztec-validator config --stack testnet --p2p-announce-ip detect
  $ aztec-validator config --stack testnet --coinbase ""

With plain Pulumi: pulumi stack init, then pulumi config set for each setting`;

function optionOf(prompt: Prompt): Option {
  const { path, description, secret } = prompt.definition;
  const detect = path === "p2p.announceIp" ? "; `detect` looks it up" : "";
  const choices = prompt.choices ? ` (${prompt.choices.join(", ")})` : "";
  // Choices in the flag's column would leave no room for the descriptions.
  return new Option(`${prompt.flag} ${secret ? "<file>" : "<value>"}`, `${path}: ${description}${detect}${choices}`);
}

function placeholder({ definition, choices }: Prompt): string {
  if (definition.secret) return "<file>";
  return choices ? `<${choices.join("|")}>` : "<value>";
}

async function run(flags: Flags): Promise<void> {
  const shouldPrompt = canPrompt() && flags.yes !== true;
  const name = await stackName(flags, shouldPrompt);
  const current = await currentSettings(name);
  const check = checkOptions(current);
  const { values, hasPrompted } = await collect(current.values, await valuesOfFlags(flags, current.values), {
    source: shouldPrompt ? "prompts" : flags.yes === true ? "defaults" : "flags",
    check,
    flags,
  });
  refuseInvalid(values, check);
  const changes = difference(current.values, values);
  if (changes.remove.length === 0 && Object.keys(changes.set).length === 0) {
    log(`The stack ${name} already has these settings.`);
    return;
  }
  log([`\nSettings of the stack ${name}:`, ...describe(changes)].join("\n"));
  await confirm("Write these settings?", !hasPrompted, true);
  const secretsProvider = textOf(flags.secretsProvider);
  await writeStack(name, { values: changes.set, remove: changes.remove, secretsProvider });
  const next = isDevStack(name) ? `make up STACK=${name}` : `pulumi up --stack ${name}`;
  log(`\nWrote Pulumi.${name}.yaml. Next: ${next}`);
}

function textOf(value: Flags[string]): string | undefined {
  return typeof value === "string" ? value : undefined;
}

async function stackName({ stack }: Flags, shouldPrompt: boolean): Promise<string> {
  const name = textOf(stack) ?? process.env.AZTEC_VALIDATOR_STACK;
  if (name === undefined) {
    if (shouldPrompt)
      return promptText("Stack to create or change", "testnet", (text) => isStackName(text) || NAME_RULE);
    throw new OperatorError("The stack has no name; nothing was written. Pass --stack <name>.");
  }
  if (!isStackName(name)) throw new OperatorError(`--stack ${name}: ${NAME_RULE}; nothing was written.`);
  return name;
}

/** A changed setting will be stored encrypted if it may be secret; the others stay as they are stored. */
function checkOptions(current: CurrentSettings): CheckOptions {
  return {
    localRelease: RELEASE,
    isSecret: (path, values) => values[path] !== current.values[path] || current.isSecret(path),
  };
}

/** Without a network nothing else can be checked, so what a public network requires is reported with it. */
function problemsOf(values: FlatConfig, check: CheckOptions): readonly Problem[] {
  const problems = findProblems(values, check);
  return values.network === undefined
    ? [...problems, ...findProblems({ network: "testnet", ...values }, check)]
    : problems;
}

/** @throws {OperatorError} with each problem and the flag that fixes it */
function refuseInvalid(values: FlatConfig, check: CheckOptions): void {
  const problems = problemsOf(values, check);
  if (problems.length === 0) return;
  const lines = problems.flatMap(({ path, setting, message, fix }) => {
    const prompt = prompts.find(({ definition }) => definition.path === setting);
    const command = prompt ? `${prompt.flag} ${placeholder(prompt)}` : fix && commandOf(fix);
    return [`  ${path} ${message}`, ...(command === undefined ? [] : [`      ${command}`])];
  });
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  throw new OperatorError([`${count} in the settings; nothing was written.`, ...lines].join("\n"));
}

function describe({ set, remove }: { set: FlatConfig; remove: readonly string[] }): string[] {
  const values = Object.entries(set).map(([path, value]) => `  ${path}: ${displayValue(path, value)}`);
  return [...values, ...remove.map((path) => `  ${path}: removed`)].sort();
}
