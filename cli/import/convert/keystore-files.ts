/**
 * Makes one keystore of the files in a keystore folder, as the node does when it reads the folder. Source: mergeKeystores of
 * @aztec/node-keystore. A default of a file goes to the validators of that file: the node would apply it to all of them.
 */
import { z } from "zod";
import { parseJson, repeatedFields } from "../../../keys/json";
import { type Keystore, keystoreSchema } from "../../../keys/keystore-file";
import type { KeyFile } from "../read/old-files";
import { type Conversion, convert, drop, merge } from "./conversion";

/** @param from the variable that names the folder */
export function convertKeystoreFiles(from: string, files: readonly KeyFile[]): Conversion {
  const staking = files.filter(isStakerOutput);
  const others = files.filter((file) => !staking.includes(file));
  return merge([
    ...staking.map((file) => drop(file.from, "the output of the staking command: public data, no keys")),
    mergeFiles(from, others),
  ]);
}

/** The file for the registration at the staking contract. It is beside the keystore, under a name of its own. */
const stakerOutput = z.array(z.looseObject({ attester: z.string(), publicKeyG1: z.unknown() }));

function isStakerOutput({ from, text }: KeyFile): boolean {
  return /staker_output[^/]*\.json$/.test(from) || stakerOutput.safeParse(parseJson(text)).success;
}

function mergeFiles(from: string, files: readonly KeyFile[]): Conversion {
  const [only, ...more] = files;
  if (!only) return {};
  const names = files.map((file) => file.from).join(", ");
  if (more.length === 0) return convert(`${from} ${names}`, "keystore", withoutMissing(only.text));
  const parsed = files.map((file) => keystoreSchema.safeParse(parseJson(withoutMissing(file.text))));
  const wrong = files.filter((_, i) => !parsed[i]?.success);
  if (wrong.length > 0) {
    const which = wrong.map((file) => file.from).join(", ");
    return drop(
      from,
      `has ${files.length} files (${names}), of which the node reads no keys: ${which}. Move these away`,
    );
  }
  const [repeated] = files.flatMap(({ from: file, text }) =>
    repeatedFields(text).map((place) => `${file} (${place.join(".")})`),
  );
  if (repeated !== undefined) {
    const problem = `with a field twice, of which only one can be right: ${repeated}. Remove the other`;
    return drop(from, `has keystore files (${names}) ${problem}`);
  }
  const keystores = parsed.flatMap(({ data }) => data ?? []);
  const problem = conflict(keystores);
  if (problem !== undefined) return drop(from, `has keystore files (${names}) that ${problem}`);
  const note = `${files.length} files merged into one`;
  return convert(`${from} ${names}`, "keystore", JSON.stringify(together(keystores)), note);
}

/** Returns why the node could not read the files together either. */
function conflict(keystores: readonly Keystore[]): string | undefined {
  if (new Set(keystores.map(({ schemaVersion }) => schemaVersion)).size > 1)
    return "have different schema versions: the node reads only files of one version together";
  if (keystores.filter(({ prover }) => prover !== undefined).length > 1)
    return "have more than one prover: a node has one. Import each as its own stack";
  if (keystores.filter(({ slasher }) => isMnemonic(slasher)).length > 0 && keystores.filter(hasSlasher).length > 1)
    return "have a slasher by mnemonic and another one: write both as keys";
  return undefined;
}

function hasSlasher({ slasher }: Keystore): boolean {
  return slasher !== undefined;
}

function isMnemonic(accounts: Keystore["slasher"]): boolean {
  return typeof accounts === "object" && "mnemonic" in accounts;
}

function together(keystores: readonly Keystore[]) {
  const validators = keystores.flatMap(ownValidators);
  const slashers = keystores.flatMap(({ slasher }) => slasher ?? []);
  const [slasher] = slashers;
  const prover = keystores.find((one) => one.prover !== undefined)?.prover;
  return {
    schemaVersion: keystores[0]?.schemaVersion ?? 1,
    ...(validators.length > 0 ? { validators } : {}),
    ...(slasher === undefined ? {} : { slasher: slashers.length === 1 ? slasher : slashers }),
    ...(prover === undefined ? {} : { prover }),
  };
}

/** Returns the validators of a file, each with the file's defaults. */
function ownValidators(file: Keystore) {
  const { validators = [], remoteSigner, fundingAccount } = file;
  const more =
    file.schemaVersion === 2
      ? { publisher: file.publisher, coinbase: file.coinbase, feeRecipient: file.feeRecipient }
      : {};
  const defaults = Object.entries({ ...more, remoteSigner, fundingAccount }).filter(([, value]) => value !== undefined);
  return validators.map((validator) => ({ ...Object.fromEntries(defaults), ...validator }));
}

/** Removes fields that are null or empty: tools write them for what was not given, and the node refuses the file. */
function withoutMissing(text: string): string {
  const document = parseJson(text);
  // The check of the settings reports them, and parsing drops them.
  if (document !== undefined && repeatedFields(text).length > 0) return text;
  const isMissing = (value: unknown) => value === null || value === "";
  let removed = 0;
  const reviver = (_: string, value: unknown): unknown => {
    if (!isMissing(value)) return value;
    removed += 1;
    return undefined;
  };
  const cleaned: unknown = document === undefined ? undefined : JSON.parse(text, reviver);
  return removed === 0 || cleaned === undefined ? text : JSON.stringify(cleaned);
}
