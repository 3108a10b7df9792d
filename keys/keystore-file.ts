/**
 * The schema of a keystore file, and its public facts. Source: schemas of @aztec/node-keystore, the same in
 * 4.1.2 and 5.2.0: versions 1 and 2, unknown names are rejected.
 */
import { z } from "zod";
import { checksumAddress } from "./addresses";
import { ethereumKeysIn, mnemonicProblem, MOST_KEYS, normalMnemonic, rangeSize } from "./mnemonic";
import { parseJson } from "./json";
import { blsKeyProblem, ethereumAddress, ethereumKeyProblem } from "./keys";

const key = z.string().refine((text) => text.startsWith("0x") && ethereumKeyProblem(text) === undefined);
const blsKey = z.string().refine((text) => blsKeyProblem(text) === undefined);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
const aztecAddress = z.string().regex(/^0x[0-9a-fA-F]{64}$/);
const signerUrl = z.url();

const remoteSigner = z.union([
  signerUrl,
  z.strictObject({ remoteSignerUrl: signerUrl, certPath: z.string().optional(), certPass: z.string().optional() }),
]);
const encryptedFile = z.strictObject({ path: z.string(), password: z.string().optional() });
const remoteAccount = z.strictObject({
  address,
  remoteSignerUrl: signerUrl,
  certPath: z.string().optional(),
  certPass: z.string().optional(),
});
const index = z.number().int().min(0).optional();
const count = z.number().int().min(1).optional();
const mnemonic = z.strictObject({
  mnemonic: z.string().min(1),
  addressIndex: index,
  accountIndex: index,
  addressCount: count,
  accountCount: count,
});

const account = z.union([key, address, remoteAccount, encryptedFile]);
const accounts = z.union([account, z.array(account), mnemonic]);
const attester = z.union([account, z.strictObject({ eth: account, bls: z.union([blsKey, encryptedFile]).optional() })]);

const validator = z.strictObject({
  attester: z.union([attester, z.array(attester), mnemonic]),
  coinbase: address.optional(),
  publisher: accounts.optional(),
  feeRecipient: aztecAddress.optional(),
  remoteSigner: remoteSigner.optional(),
  fundingAccount: account.optional(),
});

const shared = {
  validators: z.array(validator).min(1).optional(),
  slasher: accounts.optional(),
  remoteSigner: remoteSigner.optional(),
  prover: z.union([account, z.strictObject({ id: address, publisher: accounts })]).optional(),
  fundingAccount: account.optional(),
};

export const keystoreSchema = z.discriminatedUnion("schemaVersion", [
  z.strictObject({ schemaVersion: z.literal(1), ...shared }),
  z.strictObject({
    schemaVersion: z.literal(2),
    ...shared,
    publisher: accounts.optional(),
    coinbase: address.optional(),
    feeRecipient: aztecAddress.optional(),
  }),
]);

export type Keystore = z.output<typeof keystoreSchema>;
export type Validator = z.output<typeof validator>;
type Attester = Validator["attester"];

/** Public facts of a keystore file. */
export interface KeystoreFacts {
  /** Addresses of the attesters whose key, mnemonic or address is in the file itself. */
  readonly attesters: readonly string[];
  /** Addresses that send the transactions of validators, as far as the file contains them. */
  readonly publishers: readonly string[];
  /** Addresses that send proofs. */
  readonly provers: readonly string[];
  readonly hasValidators: boolean;
  readonly hasProver: boolean;
}

/** The facts of a text that is not a keystore. */
export const NO_FACTS: KeystoreFacts = {
  attesters: [],
  publishers: [],
  provers: [],
  hasValidators: false,
  hasProver: false,
};

/** Returns the public facts of a file, or what is wrong with it: never a value, only the names of the fields. */
export function parseKeystore(text: string): KeystoreFacts | string {
  const parsed = keystoreSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path }) => path.join(".") || "the whole file");
    return `is not a keystore file that the node can read: check ${[...new Set(fields)].join(", ")}`;
  }
  const { validators = [], prover } = parsed.data;
  if (validators.length === 0 && !prover) return "has neither validators nor a prover";
  const invalid = mnemonicsIn(parsed.data).find(({ problem }) => problem !== undefined);
  if (invalid) return `has an invalid mnemonic at ${invalid.path}: it ${invalid.problem ?? ""}`;
  if (isMissingFeeRecipient(parsed.data)) return "has a validator without feeRecipient: the node does not start";
  return {
    attesters: validators.flatMap((entry) => addressesOf(entry.attester)),
    publishers: publishersOf(parsed.data),
    provers:
      prover === undefined ? [] : addressesOf(typeof prover === "object" && "id" in prover ? prover.publisher : prover),
    hasValidators: validators.length > 0,
    hasProver: prover !== undefined,
  };
}

/** Returns the accounts that send a validator's transactions. Default: its attesters. */
export function sendersOf(
  { publisher, attester }: Validator,
  file: Keystore,
): NonNullable<typeof publisher> | Attester {
  const shared = file.schemaVersion === 2 ? file.publisher : undefined;
  return publisher ?? shared ?? attester;
}

function publishersOf(file: Keystore): string[] {
  return (file.validators ?? []).flatMap((entry) => addressesOf(sendersOf(entry, file)));
}

function isMissingFeeRecipient(file: Keystore): boolean {
  if (file.schemaVersion === 2 && file.feeRecipient) return false;
  return (file.validators ?? []).some(({ feeRecipient }) => feeRecipient === undefined);
}

/** The path of a mnemonic in a file, and what is wrong with it. */
interface MnemonicCheck {
  readonly path: string;
  readonly problem: string | undefined;
}

/** Checks every mnemonic of a file: from an invalid one the node would derive keys too, but the wrong ones. */
function mnemonicsIn(value: unknown, parents: readonly string[] = []): MnemonicCheck[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = [...parents, name];
    if (name !== "mnemonic" || typeof inner !== "string") return mnemonicsIn(inner, path);
    const problem = mnemonicProblem(normalMnemonic(inner)) ?? rangeProblem(value);
    return [{ path: path.join("."), problem }];
  });
}

function rangeProblem(value: object): string | undefined {
  const { data } = mnemonic.safeParse(value);
  return data && rangeSize(data) > MOST_KEYS ? `selects more than ${MOST_KEYS} keys` : undefined;
}

function addressesOf(value: Attester): string[] {
  if (typeof value === "string") return [value.length === 42 ? checksumAddress(value) : ethereumAddress(value)];
  if (Array.isArray(value)) return value.flatMap(addressesOf);
  if ("eth" in value) return addressesOf(value.eth);
  if ("mnemonic" in value) return ethereumKeysIn(value.mnemonic, value).map(ethereumAddress);
  return "address" in value ? [checksumAddress(value.address)] : [];
}
