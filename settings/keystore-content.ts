/** The content of a whole keystore: checks it by the types of the single settings, and returns its public part. */
import type { z } from "zod";
import { checksumAddress } from "../keys/addresses";
import { ethereumAddress } from "../keys/keys";
import type { Place } from "../keys/json";
import { accountsIn, type KeystoreParts, type Placed, type PlacedAccount } from "../keys/keystore-file";
import { ethereumKeysIn, hasPaths, LARGEST_INDEX, mnemonicProblem, MOST_KEYS, rangeSize } from "../keys/mnemonic";
import { isWellKnownMnemonic } from "../keys/published-keys";
import type { Account, Accounts, Signer } from "./accounts";
import { pathText } from "./config-values";
import { serversOf } from "./server-url";
import { blsKey, ethereumKey } from "./schema/secret-types";
import { signer } from "./schema/encrypted-types";
import { inputType } from "./schema/definition";
import { describeType, ownMessage } from "./schema/type-description";
import * as t from "./schema/types";

/** A problem with a value of a file. */
interface ValueProblem {
  readonly at: Place;
  /** The predicate of a sentence whose subject is the place. */
  readonly message: string;
}

const TYPES = { key: ethereumKey(), account: t.account(), bls: blsKey(), aztec: t.aztecAddress(), signer: signer() };

/** Finds what is wrong with the values of a file, one by one. */
export function valueProblems(parts: KeystoreParts): ValueProblem[] {
  const by = (type: keyof typeof TYPES) => (one: Placed<string>) => typeProblem(TYPES[type], one);
  const found = [
    ...accountsIn(parts).flatMap(accountProblem),
    ...parts.bls.flatMap(({ at, value }) =>
      typeof value === "string" ? by("bls")({ at, value }) : { at, message: fileMessage("blsEncryptedKey") },
    ),
    ...parts.receivers.flatMap(by("account")),
    ...parts.feeRecipients.flatMap(by("aztec")),
    ...parts.signers.flatMap(by("signer")),
  ];
  // Validators without own publishers share those of the file.
  return [...new Map(found.map((problem) => [pathText(problem.at), problem])).values()];
}

function accountProblem({ at, value }: PlacedAccount): ValueProblem[] {
  if (typeof value === "string") return typeProblem(isAddress(value) ? TYPES.account : TYPES.key, { at, value });
  if ("address" in value) return typeProblem(TYPES.account, { at: [...at, "address"], value: value.address });
  if ("path" in value) {
    return [{ at, message: fileMessage(at.includes("attester") ? "attesterEncryptedKey" : undefined) }];
  }
  const problem = mnemonicProblem(value.mnemonic.trim().normalize("NFKD"));
  if (problem) return [{ at: [...at, "mnemonic"], message: problem }];
  if (!hasPaths(value)) return [{ at, message: `has an index above ${LARGEST_INDEX}, the largest one of a path` }];
  const count = rangeSize(value);
  return count > MOST_KEYS ? [{ at, message: `selects ${count} keys: at most ${MOST_KEYS} are allowed` }] : [];
}

/** @param setting for the file's content; undefined for an account that no setting has in a file */
function fileMessage(setting?: string): string {
  const instead = setting ? `, or use ${setting} in place of keystore` : "";
  return `is the path of a file, which the node's container does not have, and whose key could be live elsewhere. Write the key itself there${instead}`;
}

function typeProblem(type: z.ZodType, { at, value }: Placed<string>): ValueProblem[] {
  const issue = type.safeParse(value).error?.issues[0];
  if (!issue) return [];
  return [{ at, message: ownMessage(issue) ?? `must be ${describeType(inputType(type)).expects}` }];
}

/** Returns the public part of a file without problems. */
export function accountsOfFile(parts: KeystoreParts): Accounts {
  const validators = parts.validators.map(({ at, attesters, publishers }) => ({
    attesters: attesters.flatMap(publicAccounts),
    publishers: publishers?.flatMap(publicAccounts),
    publisherPath: inFile([...at, "publisher"]),
  }));
  const lists = new Map(
    parts.validators.flatMap(({ publishers = [] }) =>
      publishers[0] ? [[pathText(publishers[0].at), publishers.flatMap(publicAccounts)] as const] : [],
    ),
  );
  return {
    validators,
    publisherLists: [...lists.values()],
    provers: parts.provers.flatMap(publicAccounts),
    slashers: parts.slashers.flatMap(publicAccounts),
    funding: parts.funding.flatMap(publicAccounts),
    bls: parts.bls.flatMap(({ at, value }) => (typeof value === "string" ? account(at, ethereumAddress(value)) : [])),
    receivers: parts.receivers.map(({ at, value }) => account(at, checksumAddress(value))),
    publishedMnemonics: accountsIn(parts).flatMap(({ at, value }) =>
      typeof value === "object" && "mnemonic" in value && isWellKnownMnemonic(value.mnemonic) ? [inFile(at)] : [],
    ),
    ...signersOf(parts),
  };
}

function signersOf(parts: KeystoreParts): Pick<Accounts, "signers" | "unsigned" | "signerPath"> {
  const remote = accountsIn(parts).filter(({ value }) => isRemote(value));
  const paths = (all: readonly PlacedAccount[]) => [...new Set(all.map(({ at }) => inFile(at)))];
  const urls = new Map(parts.signers.map(({ at, value }) => [inFile(at), value]));
  const signers = [...urls].map(([path, url]): Signer => {
    const served = remote.filter(({ signerAt }) => signerAt && inFile(signerAt) === path);
    return { path, server: serversOf([url]), serves: paths(served) };
  });
  const unsigned = remote.filter(({ signerAt }) => signerAt === undefined);
  return { signers, unsigned: paths(unsigned), signerPath: inFile(["remoteSigner"]) };
}

function publicAccounts({ at, value }: PlacedAccount): Account[] {
  if (typeof value === "string")
    return [account(at, isAddress(value) ? checksumAddress(value) : ethereumAddress(value))];
  if ("address" in value) return [account(at, checksumAddress(value.address))];
  return "mnemonic" in value
    ? ethereumKeysIn(value.mnemonic, value).map((key) => account(at, ethereumAddress(key)))
    : [];
}

function account(at: Place, address: string): Account {
  return { path: inFile(at), address };
}

function isRemote(value: PlacedAccount["value"]): boolean {
  return typeof value === "string" ? isAddress(value) : "address" in value;
}

function isAddress(text: string): boolean {
  return text.length <= 42;
}

function inFile(at: Place): string {
  return pathText(["keystore", ...at]);
}
