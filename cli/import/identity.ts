/** The keys of an old node: from its variables, and from the files that it kept them in. */
import { ethereumAddress, ethereumKeyProblem, normalEthereumKey, ZERO_AZTEC_ADDRESS } from "../../keys/keys";
import type { Given } from "./given";
import { type Kept } from "./data";
import { dropped, moved, type Part, together } from "./parts";

/** What was found in the old installation's files. */
export interface Files {
  /** The p2p identity, and where it was. */
  readonly p2pKey?: { readonly from: string; readonly text: string } | undefined;
  /** The keystore's files. */
  readonly keystores?: readonly { readonly from: string; readonly text: string }[] | undefined;
}

/** Variables that make a keystore, where they have several attesters. */
const KEYSTORE_VARIABLES = [
  "VALIDATOR_PRIVATE_KEYS",
  "VALIDATOR_PRIVATE_KEY",
  "SEQ_PUBLISHER_PRIVATE_KEYS",
  "SEQ_PUBLISHER_PRIVATE_KEY",
  "COINBASE",
  "FEE_RECIPIENT",
];

/** @returns what is left of the variables once the keystore has its part of them */
export function keystorePart(
  given: Given,
  kept: Kept | undefined,
  files: Files,
): { part: Part; variables: Given["variables"] } {
  const { variables } = given;
  const found = fromFiles(given, kept, files);
  const attesters = list(variables.VALIDATOR_PRIVATE_KEYS);
  if (found.values || attesters.length <= 1) return { part: found, variables };
  const text = keystoreOf(attesters, variables);
  const from = given.origins.VALIDATOR_PRIVATE_KEYS ?? "VALIDATOR_PRIVATE_KEYS";
  const remark = `${attesters.length} attesters; with them the publishers, coinbase and fee recipient`;
  const rest = Object.entries(variables).filter(([name]) => !KEYSTORE_VARIABLES.includes(name));
  return { part: moved(from, "keystore", text, remark), variables: Object.fromEntries(rest) };
}

/** What is no key stays as it is, for the check to refuse. */
function keystoreOf(attesters: readonly string[], variables: Given["variables"]): string {
  const publishers = list(variables.SEQ_PUBLISHER_PRIVATE_KEYS ?? variables.SEQ_PUBLISHER_PRIVATE_KEY);
  const validators = attesters.map((attester) => ({
    attester: normalEthereumKey(attester),
    ...coinbaseOf(attester, variables.COINBASE),
    ...(publishers.length > 0 ? { publisher: publishers.map(normalEthereumKey) } : {}),
    feeRecipient: variables.FEE_RECIPIENT ?? ZERO_AZTEC_ADDRESS,
  }));
  return JSON.stringify({ schemaVersion: 1, validators });
}

function coinbaseOf(attester: string, coinbase: string | undefined): { coinbase?: string } {
  if (coinbase !== undefined) return { coinbase };
  return ethereumKeyProblem(attester) ? {} : { coinbase: ethereumAddress(attester) };
}

function list(value = ""): string[] {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function fromFiles({ variables, origins }: Given, kept: Kept | undefined, { keystores = [] }: Files): Part {
  const directory = variables.KEY_STORE_DIRECTORY;
  if (directory === undefined) return {};
  const from = origins.KEY_STORE_DIRECTORY ?? "KEY_STORE_DIRECTORY";
  const [file, ...others] = keystores;
  if (!file) return dropped(from, kept?.keystore ? UNREAD : NOWHERE);
  if (others.length === 0) return moved(`${from} ${file.from}`, "keystore", file.text);
  const names = keystores.map((one) => one.from).join(", ");
  return dropped(from, `has ${keystores.length} files (${names}): a stack takes one, with all validators in it`);
}

const UNREAD = "no keystore file could be read there: see below";
const NOWHERE = "no volume is mounted there: the keys were in the image, or nowhere";

/** The file's identity is the one that the node had; a variable beats it, as in the node. */
export function p2pKeyPart({ variables }: Given, { p2pKey }: Files): Part {
  if (!p2pKey || variables.PEER_ID_PRIVATE_KEY) return {};
  return together([moved(p2pKey.from, "p2pPrivateKey", p2pKey.text.trim(), "the p2p identity stays what it was")]);
}
