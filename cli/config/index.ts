import { Command, Option } from "commander";
import confirm from "@inquirer/confirm";
import input from "@inquirer/input";
import { RELEASE } from "../../images/tags";
import { commandOf } from "../../settings/commands";
import { displayValue } from "../../settings/secrecy";
import { type Check, problemsOf, type Question, questions } from "./questions";
import type { SettingsError } from "../../settings/problems";
import type { FlatConfig } from "../../settings/flat-config";
import { isDevStack } from "../../pulumi/dev-stack";
import { OperatorError, log } from "../../terminal/output";
import { collect, difference } from "./answers";
import { type Flags, given, type CurrentSettings, presentOf } from "./given-settings";
import { orCancelled } from "../../terminal/prompts";
import { writeStack } from "../stack/write";

/** `aztec-validator config` */
export function config(): Command {
  const command = new Command("config")
    .description("Asks for the settings of a new stack, or of one that is there, checks each answer, and writes them")
    .option("-s, --stack <name>", "the stack to make or to change")
    .option("-y, --yes", "takes what the stack has, or the default, for what no flag gives, and asks nothing")
    .option("--ip-service <url...>", "services that `detect` asks for the public address")
    .option("--secrets-provider <url>", "who encrypts a new stack's secrets, as for `pulumi stack init`");
  for (const question of questions) command.addOption(flagOf(question));
  return command.addHelpText("after", HELP).action(run);
}

const HELP = `
On a terminal it asks for what no flag gives; without one it asks nothing, and says which flags are missing.
Nothing is written before all answers are there and right; then all of it at once, secrets encrypted by Pulumi.
What is secret comes from a file: - is standard input. An empty value unsets a setting.
By plain Pulumi: pulumi stack init, and pulumi config set for each setting.`;

function flagOf({ flag, variable, choices }: Question): Option {
  const address = variable.path === "p2p.announceIp" ? "; detect asks services on the internet" : "";
  return new Option(`${flag} ${blankOf({ variable, choices })}`, `${variable.path}: ${variable.description}${address}`);
}

function blankOf({ variable, choices }: Pick<Question, "variable" | "choices">): string {
  if (variable.secret) return "<file>";
  return choices ? `<${choices.join("|")}>` : "<value>";
}

async function run(flags: Flags): Promise<void> {
  const isAsking = process.stdin.isTTY && process.stdout.isTTY && flags.yes !== true;
  const name = await stackName(flags, isAsking);
  const present = await presentOf(name);
  const check = checkFor(present);
  const { values, isAsked } = await collect(present.values, await given(flags, present.values), {
    way: isAsking ? "ask" : flags.yes === true ? "defaults" : "flags",
    check,
    flags,
  });
  refuseWrong(values, check);
  const change = difference(present.values, values);
  if (change.remove.length === 0 && Object.keys(change.set).length === 0) {
    log(`There is nothing to change in the stack ${name}.`);
    return;
  }
  log([`\nSettings of the stack ${name}:`, ...told(change)].join("\n"));
  const isMeant = !isAsked || (await orCancelled(confirm({ message: "Write them?", default: true })));
  if (!isMeant) throw new OperatorError("Left; nothing was changed.");
  await writeStack(name, { values: change.set, remove: change.remove, secretsProvider: textOf(flags.secretsProvider) });
  log(
    `\nWritten: Pulumi.${name}.yaml. Next: ${isDevStack(name) ? `make up STACK=${name}` : `pulumi up --stack ${name}`}`,
  );
}

function textOf(value: Flags[string]): string | undefined {
  return typeof value === "string" ? value : undefined;
}

async function stackName({ stack }: Flags, isAsking: boolean): Promise<string> {
  const name = textOf(stack) ?? process.env.AZTEC_VALIDATOR_STACK;
  if (name !== undefined) return checkedName(name);
  if (!isAsking) throw new OperatorError("Which stack? Say --stack <name>; nothing was written.");
  const validate = (text: string) => isName(text) || NAME;
  return orCancelled(input({ message: "The stack to make or to change", default: "testnet", validate }));
}

const NAME = "a name is of letters, digits, - and _";

function isName(name: string): boolean {
  return /^[\w-]+$/.test(name);
}

function checkedName(name: string): string {
  if (isName(name)) return name;
  throw new OperatorError(`--stack: ${NAME}; nothing was written.`);
}

/** What is changed is going to be encrypted, where it may be secret; the rest is as it is. */
function checkFor(present: CurrentSettings): Check {
  return {
    localRelease: RELEASE,
    isSecret: (path, values) => values[path] !== present.values[path] || present.isSecret(path),
  };
}

/** Without a network nothing else can be checked: what a public one wants is told along with that. */
function wrongWith(values: FlatConfig, check: Check): SettingsError["problems"] {
  const problems = problemsOf(values, check);
  return values.network === undefined
    ? [...problems, ...problemsOf({ network: "testnet", ...values }, check)]
    : problems;
}

/** Each problem, with the flag that mends it. */
function refuseWrong(values: FlatConfig, check: Check): void {
  const problems = wrongWith(values, check);
  if (problems.length === 0) return;
  const lines = problems.flatMap(({ path, message, fix }) => {
    const question = questions.find(({ variable }) => variable.path === path.replace(/\[.*/, ""));
    const way = question ? `${question.flag} ${blankOf(question)}` : fix && commandOf(fix);
    return [`  ${path} ${message}`, ...(way === undefined ? [] : [`      ${way}`])];
  });
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  throw new OperatorError([`${count} in the settings; nothing was written.`, ...lines].join("\n"));
}

function told({ set, remove }: { set: FlatConfig; remove: readonly string[] }): string[] {
  const values = Object.entries(set).map(([path, value]) => `  ${path}: ${displayValue(path, value)}`);
  return [...values, ...remove.map((path) => `  ${path}: removed`)].sort();
}
