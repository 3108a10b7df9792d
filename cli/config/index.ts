import { Command, Option } from "commander";
import { RELEASE } from "../../images/tags";
import { holdStack } from "../../pulumi/stack-lock";
import { checkoutOption } from "../../pulumi/checkout-option";
import { commandOf } from "../../settings/commands";
import { type FlatConfig, toRawConfig } from "../../settings/flat-config";
import type { Problem } from "../../settings/problems";
import { displayValue } from "../../settings/secrecy";
import { proposedRelease } from "../../settings/network/network-release";
import { knownReleases } from "../../settings/releases/release";
import { log, OperatorError } from "../../terminal/output";
import { canPrompt, confirm, promptText } from "../../terminal/prompts";
import { keyFacts } from "../keys/facts";
import { passphraseLines, pathLines, prepareBackend } from "../stack/backend";
import { stackInEnvironment } from "../stack/name";
import { isDevStack, isStackName, STACK_NAME_RULE } from "../../settings/stack-name";
import { refuseNewDev, writeStack } from "../stack/write";
import { collect, difference } from "./collect";
import { refuseLostKeys } from "./lost-keys";
import { type CurrentSettings, currentSettings, type Flags, valuesOfFlags } from "./flags";
import { KEY_SOURCES } from "./key-source";
import { type CheckOptions, findProblems, type Prompt, prompts } from "./prompts";

/** `aztec-validator config` */
export function config(): Command {
  const command = new Command("config")
    .description("Create a stack, or change its settings, with validated prompts or flags")
    .option("-s, --stack <name>", "the stack to create or change")
    .option("-y, --yes", "do not prompt: use the stack's value or the default where no flag is set")
    .option("--replace", "without prompts: replace or remove keys that the stack has")
    .option("--ip-service <url...>", "services that `detect` queries for the public address")
    .option("--secrets-provider <url>", "encrypts a new stack's secrets, as in `pulumi stack init`")
    .addOption(
      new Option("--key-source <source>", "where a validator's keys come from; `new` makes them").choices(KEY_SOURCES),
    );
  for (const prompt of prompts) command.addOption(optionOf(prompt));
  return command.addHelpText("after", HELP).action(run);
}

const HELP = `
On a terminal, prompts for every setting without a flag. Without a terminal, or
with --yes, it does not prompt, and reports which flags are missing. Nothing is
written until all answers are valid; then all settings are written at once, with
secrets encrypted by Pulumi.

Flags of secrets take a file, or - for standard input. An empty value unsets a
setting. A key that the stack has is replaced or removed only at a prompt or
with --replace: its settings may be the only copy.

Examples:
  $ aztec-validator config --stack testnet
  $ aztec-validator config --stack testnet --p2p-announce-ip detect
  $ aztec-validator config --stack testnet --key-source new
  $ aztec-validator config --stack testnet --coinbase ""

A validator without a key: choose to make new ones, or pass --key-source new.
For keys from a mnemonic, or for more attesters: aztec-validator keys new, once
the stack has its other settings.

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
  const secretsProvider = textOf(flags.secretsProvider);
  if (textOf(flags.network) !== "local") refuseNewDev(name);
  // Before the first question: a missing login must not cost the answers.
  if (shouldPrompt && !isDevStack(name)) await prepareBackend(name, secretsProvider);
  const current = await currentSettings(name);
  const check = checkOptions(current);
  const { values, hasPrompted } = await collect(current.values, await valuesOfFlags(flags, current.values), {
    source: shouldPrompt ? "prompts" : flags.yes === true ? "defaults" : "flags",
    check,
    flags,
  });
  refuseInvalid(name, values, check);
  const changes = difference(current.values, values);
  if (changes.remove.length === 0 && Object.keys(changes.set).length === 0) {
    log(`The stack ${name} already has these settings.`);
    return;
  }
  if (!hasPrompted && flags.replace !== true) refuseLostKeys(name, current.values, values);
  log(settingsText(name, changes, values));
  await confirm("Write these settings?", !hasPrompted, { defaultAnswer: true });
  // Only now: a prompt that nobody answers must not keep an update out.
  holdStack(name, "config");
  const settings = { values: changes.set, remove: changes.remove, secretsProvider };
  await writeOrRetry(() => writeStack(name, settings), shouldPrompt);
  log(`\nWrote Pulumi.${name}.yaml. ${await nextSteps(name, changes.set)}`);
}

/** Writes the settings; on a terminal a failure keeps the answers, for another try. */
async function writeOrRetry(write: () => Promise<void>, canRetry: boolean): Promise<void> {
  for (;;) {
    try {
      await write();
      return;
    } catch (error) {
      if (!canRetry || !(error instanceof OperatorError)) throw error;
      log(`\n${error.message}\nYour answers are kept. Remove the cause, in another terminal if it needs one.`);
      await confirm("Try again?", false, { defaultAnswer: true });
    }
  }
}

async function nextSteps(name: string, set: FlatConfig): Promise<string> {
  if (isDevStack(name)) return `Next: make up STACK=${name}${checkoutOption("make")}`;
  const register =
    set.blsPrivateKey === undefined ? [] : [`  aztec-validator keys show --staker-output staker.json --stack ${name}`];
  return [
    "Next:",
    ...(await pathLines()),
    ...passphraseLines(),
    `  aztec-validator doctor --stack ${name}`,
    ...register,
    `  pulumi up --stack ${name}${checkoutOption("pulumi")}`,
  ].join("\n");
}

function textOf(value: Flags[string]): string | undefined {
  return typeof value === "string" ? value : undefined;
}

async function stackName({ stack }: Flags, shouldPrompt: boolean): Promise<string> {
  const name = textOf(stack) ?? stackInEnvironment();
  if (name === undefined) {
    if (shouldPrompt)
      return promptText(
        "Stack to create or change",
        { defaultAnswer: "testnet" },
        (text) => isStackName(text) || STACK_NAME_RULE,
      );
    throw new OperatorError("The stack has no name; nothing was written. Pass --stack <name>.");
  }
  if (!isStackName(name)) throw new OperatorError(`--stack ${name}: ${STACK_NAME_RULE}; nothing was written.`);
  return name;
}

/** Tells the check which settings are encrypted: changed ones if they may be secret, the others as they are stored. */
function checkOptions(current: CurrentSettings): CheckOptions {
  return {
    localRelease: RELEASE,
    isSecret: (path, values) => values[path] !== current.values[path] || current.isSecret(path),
  };
}

/** Lists the problems. Without a network nothing else can be checked, so the requirements of a public one are added. */
function problemsOf(values: FlatConfig, check: CheckOptions): readonly Problem[] {
  const problems = findProblems(values, check);
  return values.network === undefined
    ? [...problems, ...findProblems({ network: "testnet", ...values }, check)]
    : problems;
}

/** @throws {OperatorError} with each problem and the flag that fixes it */
function refuseInvalid(stack: string, values: FlatConfig, check: CheckOptions): void {
  const problems = problemsOf(values, check);
  if (problems.length === 0) return;
  const lines = problems.flatMap(({ path, setting, message, fix }) => {
    const prompt = prompts.find(({ definition }) => definition.path === setting);
    const command = prompt ? `${prompt.flag} ${placeholder(prompt)}` : fix && commandOf(fix, stack);
    const other = path === "attesterPrivateKey" ? ["      or, to make one: --key-source new"] : [];
    return [`  ${path} ${message}`, ...(command === undefined ? [] : [`      ${command}`]), ...other];
  });
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  throw new OperatorError([`${count} in the settings; nothing was written.`, ...lines].join("\n"));
}

/** Returns the text before the confirmation. It has no secret. */
export function settingsText(stack: string, changes: Parameters<typeof describe>[0], values: FlatConfig): string {
  return [`\nSettings of the stack ${stack}:`, ...describe(changes), ...publicKeys(values), ...warnings(values)].join(
    "\n",
  );
}

/** Returns the addresses of the keys: an operator with several keys sees here whether it is the right one. */
function publicKeys(values: FlatConfig): string[] {
  const { lines } = keyFacts(toRawConfig(values), {});
  return lines.map(([label, value]) => `  → ${label}: ${value}`);
}

/** Returns what is unusual, but no problem. */
function warnings({ network, release }: FlatConfig): string[] {
  const proposed = proposedRelease(network);
  if (release === undefined || [...knownReleases(), proposed].includes(release)) return [];
  return [`  ! This program does not know release ${release}, and proposes ${proposed}. Check that ${release} exists.`];
}

function describe({ set, remove }: { set: FlatConfig; remove: readonly string[] }): string[] {
  const values = Object.entries(set).map(([path, value]) => `  ${path}: ${displayValue(path, value)}`);
  return [...values, ...remove.map((path) => `  ${path}: removed`)].sort();
}
