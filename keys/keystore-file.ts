/**
 * The schema of a keystore file, and the parts of one. Source: schemas and manager of @aztec/node-keystore, the same in
 * 4.1.2 and 5.2.0: versions 1 and 2, unknown names are rejected, null is a missing value.
 */
import { z } from "zod";
import { parseJson, type Place } from "./json";

function optional<T extends z.ZodType>(type: T) {
  return type.nullish().transform((value) => value ?? undefined);
}

const key = z.string().regex(/^0x[0-9a-fA-F]{64}$/);
const address = z.string().regex(/^(0x)?[0-9a-fA-F]{40}$/);
const aztecAddress = z.string().regex(/^(0x)?[0-9a-fA-F]{64}$/);
const signerUrl = z.url();
const certificate = { certPath: optional(z.string()), certPass: optional(z.string()) };

const remoteSigner = z.union([signerUrl, z.strictObject({ remoteSignerUrl: signerUrl, ...certificate })]);
const encryptedFile = z.strictObject({ path: z.string(), password: optional(z.string()) });
const remoteAccount = z.strictObject({ address, remoteSignerUrl: signerUrl, ...certificate });
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
const accounts = z.union([account, z.array(account).min(1), mnemonic]);
const blsAccount = z.union([key, encryptedFile]);
const attester = z.union([account, z.strictObject({ eth: account, bls: optional(blsAccount) })]);

const validator = z.strictObject({
  attester: z.union([attester, z.array(attester).min(1), mnemonic]),
  coinbase: optional(address),
  publisher: optional(accounts),
  feeRecipient: optional(aztecAddress),
  remoteSigner: optional(remoteSigner),
  fundingAccount: optional(account),
});

const shared = {
  validators: optional(z.array(validator)),
  slasher: optional(accounts),
  remoteSigner: optional(remoteSigner),
  prover: optional(z.union([account, z.strictObject({ id: address, publisher: accounts })])),
  fundingAccount: optional(account),
};

export const keystoreSchema = z.discriminatedUnion("schemaVersion", [
  z.strictObject({ schemaVersion: z.literal(1), ...shared }),
  z.strictObject({
    schemaVersion: z.literal(2),
    ...shared,
    publisher: optional(accounts),
    coinbase: optional(address),
    feeRecipient: optional(aztecAddress),
  }),
]);

export type Keystore = z.output<typeof keystoreSchema>;
export type Validator = z.output<typeof validator>;
type Attester = Validator["attester"];
type Accounts = z.output<typeof accounts>;
type BlsAccount = z.output<typeof blsAccount>;

/** Returns the content of a file, or what is wrong with it: never a value, only the names of the fields. */
export function readKeystore(text: string): Keystore | string {
  const { data: file, error } = keystoreSchema.safeParse(parseJson(text));
  if (error) {
    const fields = error.issues.map(({ path }) => path.join(".") || "the whole file");
    return `is not a keystore file that the node can read: check ${[...new Set(fields)].join(", ")}`;
  }
  if (!file.validators?.length && !file.prover) return "has neither validators nor a prover";
  return isMissingFeeRecipient(file) ? "has a validator without feeRecipient: the node does not start" : file;
}

function isMissingFeeRecipient(file: Keystore): boolean {
  if (file.schemaVersion === 2 && file.feeRecipient) return false;
  return (file.validators ?? []).some(({ feeRecipient }) => feeRecipient === undefined);
}

/** Returns the accounts that send a validator's transactions. Default: its attesters. */
export function sendersOf({ publisher, attester }: Validator, file: Keystore): Accounts | Attester {
  const shared = file.schemaVersion === 2 ? file.publisher : undefined;
  return publisher ?? shared ?? attester;
}

/** A value of a file, and its place. */
export interface Placed<T> {
  readonly at: Place;
  readonly value: T;
}

/** An account of a file: a key, an address, an encrypted file or a mnemonic. */
export interface PlacedAccount extends Placed<Exclude<Accounts, unknown[]>> {
  /** The place of the remote signer that the node queries if the account is an address. */
  readonly signerAt: Place | undefined;
}

/** The accounts of a validator. */
interface ValidatorParts {
  readonly at: Place;
  readonly attesters: readonly PlacedAccount[];
  /** Its own or the file's; undefined: its attesters publish. */
  readonly publishers: readonly PlacedAccount[] | undefined;
}

/** All values of a file that have rules of their own. */
export interface KeystoreParts {
  readonly validators: readonly ValidatorParts[];
  readonly provers: readonly PlacedAccount[];
  readonly slashers: readonly PlacedAccount[];
  readonly funding: readonly PlacedAccount[];
  readonly bls: readonly Placed<BlsAccount>[];
  /** Addresses that receive rewards or identify a prover. */
  readonly receivers: readonly Placed<string>[];
  readonly feeRecipients: readonly Placed<string>[];
  /** URLs of remote signers. */
  readonly signers: readonly Placed<string>[];
}

/** Splits a file into its parts, each with the defaults that it inherits. */
export function partsOf(file: Keystore): KeystoreParts {
  const defaults = file.schemaVersion === 2 ? file : undefined;
  const signerAt: Place | undefined = file.remoteSigner ? ["remoteSigner"] : undefined;
  const validators = file.validators ?? [];
  const all = validators.map((one, i) => validatorParts(["validators", i], one, defaults?.publisher, signerAt));
  const of = (at: Place, value: Accounts | undefined) => accountsAt(at, value, signerAt);
  const funding = validators.flatMap((one, i) => of(["validators", i, "fundingAccount"], one.fundingAccount));
  const rest = {
    provers: proversOf(file, signerAt),
    slashers: of(["slasher"], file.slasher),
    funding: [...of(["fundingAccount"], file.fundingAccount), ...funding],
  };
  const accounts = accountsIn({ validators: all, ...rest });
  const field = (name: "coinbase" | "feeRecipient") => [
    ...validators.flatMap((one, i) => placed(["validators", i, name], one[name])),
    ...placed([name], defaults?.[name]),
  ];
  return {
    validators: all,
    ...rest,
    bls: validators.flatMap(({ attester: value }, i) => blsAt(["validators", i, "attester"], value)),
    receivers: [...field("coinbase"), ...proverId(file)],
    feeRecipients: field("feeRecipient"),
    signers: [
      ...placed(["remoteSigner"], urlOf(file.remoteSigner)),
      ...validators.flatMap((one, i) => placed(["validators", i, "remoteSigner"], urlOf(one.remoteSigner))),
      ...accounts.flatMap(({ at, value }) => placed([...at, "remoteSignerUrl"], ownSigner(value))),
    ],
  };
}

/** Returns the accounts of all purposes, BLS keys excepted. */
export function accountsIn({ validators, provers, slashers, funding }: AccountParts): PlacedAccount[] {
  return [
    ...validators.flatMap((one) => [...one.attesters, ...(one.publishers ?? [])]),
    ...provers,
    ...slashers,
    ...funding,
  ];
}

type AccountParts = Pick<KeystoreParts, "validators" | "provers" | "slashers" | "funding">;

function validatorParts(
  at: Place,
  { attester: value, publisher, remoteSigner: own }: Validator,
  shared: Accounts | undefined,
  signerOfFile: Place | undefined,
): ValidatorParts {
  const signerAt = own ? [...at, "remoteSigner"] : signerOfFile;
  const publishers = publisher
    ? accountsAt([...at, "publisher"], publisher, signerAt)
    : accountsAt(["publisher"], shared, signerAt);
  return {
    at,
    attesters: accountsAt([...at, "attester"], value, signerAt),
    publishers: publishers.length > 0 ? publishers : undefined,
  };
}

function proversOf({ prover }: Keystore, signerAt: Place | undefined): PlacedAccount[] {
  if (typeof prover !== "object" || !("id" in prover)) return accountsAt(["prover"], prover, signerAt);
  return accountsAt(["prover", "publisher"], prover.publisher, signerAt);
}

function proverId({ prover }: Keystore): Placed<string>[] {
  return typeof prover === "object" && "id" in prover ? placed(["prover", "id"], prover.id) : [];
}

function accountsAt(at: Place, value: Accounts | Attester | undefined, signerAt: Place | undefined): PlacedAccount[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((one, i) => accountsAt([...at, i], one, signerAt));
  if (typeof value === "object" && "eth" in value) return accountsAt([...at, "eth"], value.eth, signerAt);
  return [{ at, value, signerAt: ownSigner(value) === undefined ? signerAt : [...at, "remoteSignerUrl"] }];
}

function blsAt(at: Place, value: Attester): Placed<BlsAccount>[] {
  if (Array.isArray(value)) return value.flatMap((one, i) => blsAt([...at, i], one));
  return typeof value === "object" && "eth" in value ? placed([...at, "bls"], value.bls) : [];
}

function placed<T>(at: Place, value: T | undefined): Placed<T>[] {
  return value === undefined ? [] : [{ at, value }];
}

function ownSigner(value: PlacedAccount["value"]): string | undefined {
  return typeof value === "object" && "remoteSignerUrl" in value ? value.remoteSignerUrl : undefined;
}

function urlOf(signer: z.output<typeof remoteSigner> | undefined): string | undefined {
  return typeof signer === "object" ? signer.remoteSignerUrl : signer;
}
