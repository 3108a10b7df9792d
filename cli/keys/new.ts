import { randomBytes } from "node:crypto";
import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { RELEASE } from "../../images/tags";
import { mnemonicOf, mnemonicProblem, normalMnemonic } from "../../keys/mnemonic";
import { pathOf, splitName } from "../../settings/attester-names";
import { SOURCES } from "../../settings/attesters";
import { checkConfig } from "../../settings/check-config";
import { removeCommand } from "../../settings/commands";
import type { RawConfig } from "../../settings/config-values";
import { problemList } from "../../settings/problems";
import { log, OperatorError } from "../../terminal/output";
import { readSecret } from "../../terminal/prompts";
import { StackSession } from "../stack/session";
import { stackCommand } from "../stack/stack-command";
import type { StackConfig } from "../stack/plain-config";
import { type AttesterOptions, attesterOption, ownerOf } from "./attester-option";
import { keyFacts, registrationsOf } from "./facts";
import {
  KEY_KINDS,
  type KeyKind,
  type KeyOwner,
  keysFromMnemonic,
  neededKinds,
  newKeys,
  randomKeys,
  roleOf,
  settingOf,
} from "./generate";
import { drawMnemonic, refuseCostlyKeys } from "./registration-check";
import { show, type ShowOptions, withStakerOutput } from "./show";

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
export function createKeys(): Command {
  const command = stackCommand("new", "Create keys, and store them encrypted in the stack's settings")
    .addArgument(
      new Argument("[kinds...]", "the keys to create; default: those that the node needs").choices(KEY_KINDS),
    )
    .addOption(new Option("--mnemonic", "derive the keys from a mnemonic that you enter").conflicts("newMnemonic"))
    .option("--new-mnemonic", "derive the keys from a new mnemonic, which is printed once")
    .option("--account-index <number>", "index of the account in the mnemonic", parseIndex, 0)
    .option(
      "--address-index <number>",
      "index of the attester's address in the mnemonic; publishers use the next ones",
      parseIndex,
      0,
    )
    .option("--legacy-bls", "derive the BLS key as Aztec releases up to 2.1.4 did")
    .option("--skip-bls-key-gas-check", "store a derived BLS key even if the network refuses to register it")
    .option("--publisher-count <number>", "number of publishers", parseCount, 1)
    .addOption(attesterOption())
    .option("--replace", "replace existing keys");
  return withStakerOutput(command)
    .addHelpText("after", HELP)
    .action(async (kinds: KeyKind[], options: NewOptions) => {
      await create(await StackSession.openExclusive(options.stack, "keys new"), kinds, options);
    });
}

const HELP = `
Keys are random unless you pass --mnemonic or --new-mnemonic. From a mnemonic
they equal those of \`aztec validator-keys new\` for the same words and indexes.
The mnemonic is read without echo, or from standard input.

A random BLS key is drawn again until the network accepts its registration at a
low cost. A derived one that the network refuses for its gas is not stored.

Private keys are never printed. To back them up, keep a copy of
Pulumi.<stack>.yaml with its passphrase or access to its KMS key, the output of
\`keys export\`, or the words of --new-mnemonic. The first \`up\` generates the p2p
identity; no mnemonic contains it. An attester earns rewards and can be slashed,
but does not own the stake: the withdrawer does.

Examples:
  $ aztec-validator keys new --stack testnet --staker-output staker.json
  $ aztec-validator keys new attester bls publishers --publisher-count 2
  $ aztec-validator keys new --attester second
  $ aztec-validator keys new --mnemonic < mnemonic.txt`;

function parseIndex(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Pass a whole number, 0 or more.");
}

function parseCount(text: string): number {
  if (parseIndex(text) > 0) return Number(text);
  throw new InvalidArgumentError("Pass a whole number, 1 or more.");
}

/** Creates keys, and stores them in the stack's settings. @throws {OperatorError} if that would cost the stack a key */
export async function create(stack: StackSession, requested: readonly KeyKind[], options: NewOptions): Promise<void> {
  stack.file.refuseDev();
  const current = await stack.ownConfig();
  const kinds = requested.length > 0 ? [...new Set(requested)] : neededKinds(current.config);
  if (kinds.length === 0)
    throw new OperatorError(
      `A ${roleOf(current.config)} signs nothing, so it needs no keys. Its first \`up\` generates the p2p identity.`,
    );
  const owner = ownerOf(current.config, kinds, options.attester);
  await refuseToOverwrite(stack, kinds, owner, current, options);
  const mnemonic = await mnemonicFor(options);
  const source = mnemonic ? keysFromMnemonic(mnemonic, options, options.legacyBls ?? false) : randomKeys;
  const keys = newKeys(kinds, owner, { publishers: options.publisherCount, source });
  checkKeys(current, keys);
  if (options.stakerOutput) registrationsOf(keyFacts({ ...current.config, ...keys }, {}), stack.name, options.attester);
  await refuseCostlyKeys(stack, current.config, keys, options);
  await stack.file.setSecrets(keys);
  log(`Stored new keys, encrypted, in Pulumi.${stack.name}.yaml. To pass them to the node: ${stack.upCommand}`);
  if (options.newMnemonic && mnemonic) log(`\nTheir mnemonic, which is not printed again:\n\n  ${mnemonic}`);
  log("");
  await show(stack, options);
}

/** @throws {OperatorError} with what would be lost */
async function refuseToOverwrite(
  stack: StackSession,
  kinds: readonly KeyKind[],
  owner: KeyOwner,
  { config }: StackConfig,
  { replace }: NewOptions,
): Promise<void> {
  if (config.keystore !== undefined) {
    throw new OperatorError(
      `${stack.name} has a keystore file, which contains its keys. Nothing was changed.\n  To remove it: ${removeCommand("keystore", stack.name)}`,
    );
  }
  refuseSecondKeys(stack.name, kinds, owner, config);
  if (kinds.includes("p2p") && (config.p2pPrivateKey !== undefined || (await stack.outputs()).peerId !== undefined)) {
    throw new OperatorError(
      `${stack.name} already has a p2p identity. To replace it: aztec-validator keys rotate p2p --stack ${stack.name}`,
    );
  }
  const existing = kinds.filter((kind) => config[settingOf(kind, owner)] !== undefined);
  if (existing.length > 0 && !replace) throw new OperatorError(refusal(stack.name, existing, owner));
}

/**
 * Refuses a key beside one of another form, also with --replace: the node would have two, and to remove one of them could
 * cost the registered one.
 */
function refuseSecondKeys(stack: string, kinds: readonly KeyKind[], { attester }: KeyOwner, config: RawConfig): void {
  const settings = kinds.flatMap((kind) => OTHER_FORMS[kind] ?? []).map((setting) => pathOf(setting, attester));
  const present = settings.find((path) => config[path] !== undefined);
  if (present === undefined) return;
  const isBls = splitName(present).setting === "blsEncryptedKey";
  const option = attester === undefined ? "" : ` --attester ${attester}`;
  throw new OperatorError(
    [
      `${stack} already has ${isBls ? "a BLS key" : "an attester"} in ${present}, and a second key beside it would leave open which one counts. Nothing was changed.`,
      ...(isBls
        ? []
        : [`  For its other keys, name them, such as: aztec-validator keys new bls${option} --stack ${stack}`]),
      `  To use a new key instead: ${removeCommand(present, stack)}`,
    ].join("\n"),
  );
}

/** Settings that have or name a key of a kind in another form than the one that the command stores. */
const OTHER_FORMS: Partial<Record<KeyKind, readonly string[]>> = {
  attester: SOURCES.filter((source) => source !== "attesterPrivateKey"),
  bls: ["blsEncryptedKey"],
};

function refusal(stack: string, existing: readonly KeyKind[], { attester }: KeyOwner): string {
  const [owner, option] = attester === undefined ? ["", ""] : [` for ${attester}`, ` --attester ${attester}`];
  return [
    `${stack} already has keys${owner}: ${existing.join(", ")}. Nothing was changed.`,
    ...existing.map((kind) => `  ${kind}: ${LOSS[kind]}`),
    `  To back one up: aztec-validator keys export ${existing[0] ?? ""}${option} --stack ${stack}`,
    "  To replace them: the same command with --replace",
  ].join("\n");
}

/** Consequences of losing a key. */
const LOSS: Readonly<Record<KeyKind, string>> = {
  attester: "without it the node does not attest for the stake registered with it, and is slashed for inactivity",
  bls: "an attester is registered with one BLS key, and cannot sign with another",
  publishers: "the funds of their accounts would be out of reach",
  p2p: "the node would get another peer id",
};

/** @throws {OperatorError} if the mnemonic is invalid, or if a new one cannot be printed on a terminal */
async function mnemonicFor(options: NewOptions): Promise<string | undefined> {
  const { mnemonic, newMnemonic, legacyBls, accountIndex, addressIndex } = options;
  if (newMnemonic) {
    const blsOf = (words: string) => keysFromMnemonic(words, options, legacyBls ?? false).bls();
    if (process.stderr.isTTY) return drawMnemonic(() => mnemonicOf(randomBytes(32)), blsOf);
    throw new OperatorError("--new-mnemonic requires a terminal: redirected output could store the mnemonic in a log.");
  }
  if (!mnemonic && (legacyBls || accountIndex + addressIndex > 0)) {
    throw new OperatorError("--account-index, --address-index and --legacy-bls require --mnemonic or --new-mnemonic.");
  }
  if (!mnemonic) return undefined;
  const words = normalMnemonic(await readSecret("Mnemonic (not shown)"));
  const problem = mnemonicProblem(words);
  if (problem) throw new OperatorError(`The input ${problem}. Nothing was changed.`);
  return words;
}

/** Runs the checks of `up`, and reports the problems of the new keys only. @throws {OperatorError} */
function checkKeys({ config, isSecret, stack }: StackConfig, keys: Readonly<Record<string, string>>): void {
  const result = checkConfig({ ...config, ...keys }, (name) => name in keys || isSecret(name), RELEASE);
  const problems = result.ok ? [] : result.problems.filter(({ path }) => path in keys);
  if (problems.length > 0) throw new OperatorError(problemList(problems, stack));
}
