/** What the registration of a stack's BLS keys costs, and what to say of keys that the network could refuse. Pure. */
import { pathOf } from "../../settings/attester-names";
import { blsFileProblem, openBlsFile } from "../../keys/encrypted-key";
import { parseJson } from "../../keys/json";
import { blsKeyProblem } from "../../keys/keys";
import { attesterNames } from "../../settings/parse";
import { admission, DEFAULT_GAS_CAP, type RegistrationCost, registrationCost } from "../../keys/registration-gas";

/** The cost of one key, without the key. */
export interface KeyCost {
  /** The setting that holds the key: `blsPrivateKey-second`. */
  readonly setting: string;
  readonly cost: RegistrationCost;
}

/** The cap on the L1, or why it is not known. */
export type GasCap = { readonly gas: number } | { readonly unknown: string };

/**
 * Computes the cost of every BLS key that the settings hold: in clear, in an encrypted file with its password, in a
 * keystore file. Invalid keys and wrong passwords are left to the checks of the settings.
 *
 * @param texts secret settings by their paths, as `secretTexts` returns them
 */
export function blsCosts(texts: Readonly<Record<string, string>>): KeyCost[] {
  const keys = [undefined, ...attesterNames(texts)].flatMap((name) => [
    ...keyAt(pathOf("blsPrivateKey", name), texts[pathOf("blsPrivateKey", name)]),
    ...keyAt(pathOf("blsEncryptedKey", name), openedKey(texts, name)),
  ]);
  const stored = blsKeysIn(parseJson(texts.keystore ?? "")).flatMap((key) => keyAt("keystore", key));
  return [...keys, ...stored].map(({ setting, key }) => ({ setting, cost: registrationCost(key) }));
}

function keyAt(setting: string, key: string | undefined): { setting: string; key: string }[] {
  return key === undefined || blsKeyProblem(key) ? [] : [{ setting, key }];
}

function openedKey(texts: Readonly<Record<string, string>>, name: string | undefined): string | undefined {
  const [file, password] = [texts[pathOf("blsEncryptedKey", name)], texts[pathOf("blsPassword", name)]];
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

/** Keys that could be refused at the default cap: only for them is it worth asking for the cap on the L1. */
export function costlyKeys(costs: readonly KeyCost[]): KeyCost[] {
  return costs.filter(({ cost }) => admission(cost) !== "safe");
}

/** The keys that the network refuses. */
export function refusedKeys(costs: readonly KeyCost[], cap: GasCap): KeyCost[] {
  return costs.filter(({ cost }) => admission(cost, gasOf(cap)) === "refused");
}

function gasOf(cap: GasCap): number {
  return "gas" in cap ? cap.gas : DEFAULT_GAS_CAP;
}

/** Describes a key's cost beside the cap, in one line. @returns undefined for a key that is safe */
export function describeCost({ setting, cost }: KeyCost, cap: GasCap): string | undefined {
  const level = admission(cost, gasOf(cap));
  if (level === "safe") return undefined;
  const work = `${cost.attempts} attempts and ${cost.roots} square roots, up to ${digits(cost.gas)} gas`;
  const limit =
    "gas" in cap
      ? `the network's cap is ${digits(cap.gas)}`
      : `the default cap is ${digits(DEFAULT_GAS_CAP)} (the network's is not known: ${cap.unknown})`;
  const meaning =
    level === "refused"
      ? "the network refuses to register it: the deposit goes back, and the attester is not admitted"
      : "it is registered, with less than a tenth of the cap to spare";
  return `${setting}: its proof of possession takes ${work}; ${limit}: ${meaning}`;
}

const digits = (gas: number) => gas.toLocaleString("en-US");

/** What to do about a key that is refused. @param stack name for the command */
export function costRemedy({ setting }: KeyCost, stack: string): string {
  const registered = "A key that is registered already keeps working.";
  const [, name] = /^bls\w+-(.+)$/.exec(setting) ?? [];
  const option = name === undefined ? "" : ` --attester ${name}`;
  if (setting === "blsPrivateKey" || setting.startsWith("blsPrivateKey-"))
    return `before you register: aztec-validator keys new bls${option} --replace --stack ${stack}. ${registered}`;
  return `before you register: put another BLS key into ${setting}. ${registered}`;
}
