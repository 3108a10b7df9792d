/** What the registration of a stack's BLS keys costs, and whether the network accepts it. Pure. */
import { blsFileProblem, openBlsFile } from "../../keys/encrypted-key";
import { parseJson } from "../../keys/json";
import { blsKeyProblem } from "../../keys/keys";
import { admission, DEFAULT_GAS_CAP, type RegistrationCost, registrationCost } from "../../keys/registration-gas";
import { pathOf } from "../../settings/attester-names";
import { attesterNames } from "../../settings/parse";

/** The place where a BLS key is stored, by the setting without an attester's name. */
type BlsKeySource = "blsPrivateKey" | "blsEncryptedKey" | "keystore";

/** The cost of one key, without the key. */
export interface KeyCost {
  readonly source: BlsKeySource;
  /** The attester's name; undefined for the attester without one, and in a keystore. */
  readonly attester?: string;
  readonly cost: RegistrationCost;
}

/** The gas cap on the L1, or why it is unknown. */
export type GasCap = { readonly gas: number } | { readonly unknown: string };

/**
 * Computes the cost of every BLS key in the settings: in plain text, in an encrypted file with its password, in a
 * keystore file. Invalid keys and wrong passwords are skipped: the settings' checks report them.
 *
 * @param texts secret settings by path, as `secretTexts` returns them
 */
export function blsCosts(texts: Readonly<Record<string, string>>): KeyCost[] {
  const own = [undefined, ...attesterNames(texts)].flatMap((attester) => [
    ...costOf("blsPrivateKey", texts[pathOf("blsPrivateKey", attester)], attester),
    ...costOf("blsEncryptedKey", decryptedKey(texts, attester), attester),
  ]);
  const stored = blsKeysIn(parseJson(texts.keystore ?? "")).flatMap((key) => costOf("keystore", key));
  return [...own, ...stored];
}

function costOf(source: BlsKeySource, key: string | undefined, attester?: string): KeyCost[] {
  if (key === undefined || blsKeyProblem(key)) return [];
  return [{ source, ...(attester === undefined ? {} : { attester }), cost: registrationCost(key) }];
}

function decryptedKey(texts: Readonly<Record<string, string>>, attester: string | undefined): string | undefined {
  const [file, password] = [texts[pathOf("blsEncryptedKey", attester)], texts[pathOf("blsPassword", attester)]];
  if (file === undefined || password === undefined || blsFileProblem(file)) return undefined;
  const opened = openBlsFile(file, password);
  return "key" in opened ? opened.key : undefined;
}

/** Finds the values named `bls` in a keystore file, at any depth. */
function blsKeysIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    name === "bls" && typeof inner === "string" ? [inner] : blsKeysIn(inner),
  );
}

/** Returns the keys that could be refused at the default cap; only for them the cap on the L1 matters. */
export function costlyKeys(costs: readonly KeyCost[]): KeyCost[] {
  return costs.filter(({ cost }) => admission(cost) !== "safe");
}

/** Returns the keys that the network refuses to register. */
export function refusedKeys(costs: readonly KeyCost[], cap: GasCap): KeyCost[] {
  return costs.filter(({ cost }) => admission(cost, gasOf(cap)) === "refused");
}

function gasOf(cap: GasCap): number {
  return "gas" in cap ? cap.gas : DEFAULT_GAS_CAP;
}

/** Describes a key's cost and the cap in one line. @returns undefined for a key that is safe */
export function describeCost({ source, attester, cost }: KeyCost, cap: GasCap): string | undefined {
  const level = admission(cost, gasOf(cap));
  if (level === "safe") return undefined;
  const work = `${cost.attempts} attempts and ${cost.roots} square roots, up to ${digits(cost.gas)} gas`;
  const limit =
    "gas" in cap
      ? `the network's cap is ${digits(cap.gas)}`
      : `the default cap is ${digits(DEFAULT_GAS_CAP)} (the network's is unknown: ${cap.unknown})`;
  const consequence =
    level === "refused"
      ? "the network returns the deposit and does not admit the attester"
      : "it can be registered, with less than 10 % of the cap to spare";
  return `${pathOf(source, attester)}: its proof of possession takes ${work}; ${limit}: ${consequence}`;
}

const digits = (gas: number) => gas.toLocaleString("en-US");

/** Returns what to do about a key that is refused. @param stack the stack's name, for the command */
export function costRemedy({ source, attester }: KeyCost, stack: string): string {
  const option = attester === undefined ? "" : ` --attester ${attester}`;
  const change =
    source === "blsPrivateKey"
      ? `replace it before you register: aztec-validator keys new bls${option} --replace --stack ${stack}`
      : `put another BLS key into ${pathOf(source, attester)} before you register`;
  return `${change}. A key that is already registered keeps working.`;
}
