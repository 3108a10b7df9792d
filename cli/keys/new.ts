import { randomBytes } from "node:crypto";
import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { RELEASE } from "../../images/tags";
import { mnemonicOf, mnemonicProblem, normalMnemonic } from "../../keys/mnemonic";
import { problemList } from "../../settings/problems";
import { checkConfig } from "../../settings/check-config";
import { OperatorError, log } from "../../terminal/output";
import { readSecret } from "../../terminal/prompts";
import { type AttesterOptions, attesterOption, ownerOf } from "./attester-option";
import { keyFacts, registrationsOf } from "./facts";
import { type ShowOptions, show, withStakerOutput } from "./show";
import {
  atRandom,
  type Kind,
  KINDS,
  neededKinds,
  newKeys,
  ofMnemonic,
  type Owner,
  roleOf,
  settingOf,
} from "./generate";
import { StackSession } from "../stack/session";
import type { StackConfig } from "../stack/stack-config";
import { drawMnemonic, refuseCostlyKeys } from "./registration-check";
import { stackCommand } from "../stack/stack-command";

interface NewOptions extends ShowOptions, AttesterOptions {
  readonly mnemonic?: boolean;
  readonly newMnemonic?: boolean;
  readonly accountIndex: number;
  readonly addressIndex: number;
  readonly legacyBls?: boolean;
  readonly skipBlsKeyGasCheck?: boolean;
  readonly publisherCount: number;
  readonly replace?: boolean;
}

/** `aztec-validator keys new` */
export function makeKeys(): Command {
  const command = stackCommand("new", "Makes keys and writes them, encrypted, into the stack's settings")
    .addArgument(new Argument("[kinds...]", "which; unsaid, those that the node needs").choices(KINDS))
    .addOption(new Option("--mnemonic", "of a mnemonic of yours, which is asked for").conflicts("newMnemonic"))
    .option("--new-mnemonic", "of a new mnemonic, which is shown once")
    .option("--account-index <number>", "of a mnemonic: which account", number, 0)
    .option("--address-index <number>", "of a mnemonic: which address; publishers have the ones after it", number, 0)
    .option("--legacy-bls", "of a mnemonic: the BLS key that releases up to 2.1.4 made")
    .option("--skip-bls-key-gas-check", "of a mnemonic: stores a BLS key that the network refuses to register")
    .option("--publisher-count <number>", "how many publishers", count, 1)
    .addOption(attesterOption())
    .option("--replace", "in the place of keys that are there");
  return withStakerOutput(command)
    .addHelpText("after", HELP)
    .action(async (kinds: Kind[], options: NewOptions) => {
      await make(await StackSession.open(options.stack), kinds, options);
    });
}

const HELP = `
Keys are random, and no mnemonic has them, unless one is asked for. With one they are those that
\`aztec validator-keys new\` makes of the same words and numbers. It is typed unseen, or comes on standard input:
  $ aztec-validator keys new --mnemonic < words

A random BLS key is drawn again until the network admits it at a low cost. A derived one that the network refuses for its
gas is not stored.

No private key is shown. Their backup is a copy of Pulumi.<stack>.yaml with the passphrase, or the right to the KMS key,
that opens it; or keys export; or the words of --new-mnemonic. The p2p identity is of no mnemonic, and the first \`up\`
makes it. An attester earns and is slashed, and does not own the stake: that is its withdrawer's.`;

function number(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It takes a number from 0 on.");
}

function count(text: string): number {
  if (number(text) > 0) return Number(text);
  throw new InvalidArgumentError("It takes a number from 1 on.");
}

async function make(stack: StackSession, asked: readonly Kind[], options: NewOptions): Promise<void> {
  stack.file.refuseDev();
  const own = await stack.config();
  const kinds = asked.length > 0 ? [...new Set(asked)] : neededKinds(own.config);
  if (kinds.length === 0)
    throw new OperatorError(`A ${roleOf(own.config)} signs nothing, and its first \`up\` makes its p2p identity.`);
  const owner = ownerOf(own.config, kinds, options.attester);
  await refuseToOverwrite(stack, kinds, owner, own, options);
  const mnemonic = await mnemonicFor(options);
  const source = mnemonic ? ofMnemonic(mnemonic, options, options.legacyBls ?? false) : atRandom;
  const keys = newKeys(kinds, owner, { publishers: options.publisherCount, source });
  check(own, keys);
  if (options.stakerOutput) registrationsOf(keyFacts({ ...own.config, ...keys }, {}));
  await refuseCostlyKeys(stack, own.config, keys, options);
  await stack.file.setSecrets(keys);
  log(
    `New keys are in Pulumi.${stack.name}.yaml, encrypted; the node has them from the next \`up\` on: ${stack.upCommand}`,
  );
  if (options.newMnemonic && mnemonic)
    log(`\nThe words that they follow from, which are not shown again:\n\n  ${mnemonic}`);
  log("");
  await show(stack, options);
}

/** @throws {OperatorError} naming what would be lost */
async function refuseToOverwrite(
  stack: StackSession,
  kinds: readonly Kind[],
  owner: Owner,
  { config }: StackConfig,
  { replace }: NewOptions,
): Promise<void> {
  if (config.keystore !== undefined) {
    throw new OperatorError(
      `${stack.name} has a keystore file, and the keys are in it. Nothing was changed.\n  To do without it: pulumi config rm keystore --stack ${stack.name}`,
    );
  }
  if (kinds.includes("p2p") && (config.p2pPrivateKey !== undefined || (await stack.outputs()).peerId !== undefined)) {
    throw new OperatorError(`${stack.name} has a p2p identity. Another one: aztec-validator keys rotate p2p`);
  }
  const there = kinds.filter((kind) => config[settingOf(kind, owner)] !== undefined);
  if (there.length > 0 && !replace) throw new OperatorError(refusal(stack.name, there, owner));
}

function refusal(stack: string, there: readonly Kind[], { attester }: Owner): string {
  const [whose, option] = attester === undefined ? ["", ""] : [` of ${attester}`, ` --attester ${attester}`];
  return [
    `${stack} has keys${whose} already: ${there.join(", ")}. Nothing was changed.`,
    ...there.map((kind) => `  ${kind}: ${LOST[kind]}`),
    `  A copy of one: aztec-validator keys export ${there[0] ?? ""}${option} --stack ${stack}`,
    "  If they are to go: the same command with --replace",
  ].join("\n");
}

const LOST: Readonly<Record<Kind, string>> = {
  attester: "the node would no longer attest for the stake that is registered with it, and be slashed as absent",
  bls: "an attester is registered with one BLS key, and cannot sign with another",
  publishers: "what is on their accounts would be out of reach",
  p2p: "the node would have another peer id",
};

/** @throws {OperatorError} if it is none, or cannot be shown to a person alone */
async function mnemonicFor(options: NewOptions): Promise<string | undefined> {
  const { mnemonic, newMnemonic, legacyBls, accountIndex, addressIndex } = options;
  if (newMnemonic) {
    const blsOf = (words: string) => ofMnemonic(words, options, legacyBls ?? false).bls();
    if (process.stderr.isTTY) return drawMnemonic(() => mnemonicOf(randomBytes(32)), blsOf);
    throw new OperatorError(
      "--new-mnemonic shows the words at a terminal alone: where output is kept, they would be too.",
    );
  }
  if (!mnemonic && (legacyBls || accountIndex + addressIndex > 0)) {
    throw new OperatorError("--account-index, --address-index and --legacy-bls are of a mnemonic: say --mnemonic too.");
  }
  if (!mnemonic) return undefined;
  const words = normalMnemonic(await readSecret("Mnemonic (not shown)"));
  const problem = mnemonicProblem(words);
  if (problem) throw new OperatorError(`What was given ${problem}. Nothing was changed.`);
  return words;
}

/** By the checks of `up`, as far as they are about the new keys. @throws {OperatorError} */
function check({ config, isSecret }: StackConfig, keys: Readonly<Record<string, string>>): void {
  const result = checkConfig({ ...config, ...keys }, (name) => name in keys || isSecret(name), RELEASE);
  const problems = result.ok ? [] : result.problems.filter(({ path }) => path in keys);
  if (problems.length > 0) throw new OperatorError(problemList(problems));
}
