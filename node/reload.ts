/**
 * What a running node takes anew from its keystore file, and what it has from its start.
 *
 * Source: `reloadKeystore` of @aztec/aztec-node 4.1.2. Attesters, coinbase and fee recipient are taken anew. Publishers,
 * the prover and the funding account are made at the start: the node refuses an attester none of whose publishers it
 * has, and goes on using a publisher that is in the file no more. So with other publishers it has to be started anew.
 */
import { checksumAddress } from "../keys/addresses";
import { ethereumAddress } from "../keys/keys";
import { parseJson } from "../keys/json";
import { type Keystore, keystoreSchema, sendersOf, type Validator } from "../keys/keystore-file";
import { ADMIN_PORT } from "../settings/ports";
import { type Release, rpcNamespace } from "../settings/releases/release";
import type { Settings } from "../settings/schema";

/** How a running node is told to read its keystore file anew: a call of its administration. */
export interface Reload {
  /** Path in the container. */
  readonly file: string;
  /** Inside the container. */
  readonly port: number;
  /** JSON-RPC method without parameters. */
  readonly method: string;
}

/** The release that brought it: the list of changes of 4.0.1, "add reloadKeystore admin RPC endpoint". */
const SINCE = "4.0.1";

/** Undefined where the node has to be started anew: it is an older release, or has no validator to give keys to. */
export function reloadOf(settings: Settings, release: Release, file: string): Reload | undefined {
  const { role, validator, adminPort } = settings;
  if (!release.isFrom(SINCE) || role !== "sequencer" || validator.disabled) return undefined;
  // 5.x has the name of 4.x as well, and has announced that it will go.
  return { file, port: adminPort ?? ADMIN_PORT, method: `${rpcNamespace(release)}Admin_reloadKeystore` };
}

/** Whether a running node that has the one keystore file can take the other. */
export function isReloadable(before: string, after: string): boolean {
  const [old, now] = [before, after].map(ofTheStart);
  return old !== undefined && old === now;
}

type Accounts = NonNullable<Validator["publisher"]> | Validator["attester"];

/** All of a file that counts at the start, in one text; undefined of what is no keystore. */
function ofTheStart(text: string): string | undefined {
  const file = keystoreSchema.safeParse(parseJson(text)).data;
  if (!file) return undefined;
  const { validators = [], prover, slasher, remoteSigner } = file;
  const publishers = sortedSet(validators.flatMap((one) => publishersOf(one, file)));
  const funding = sortedSet(validators.flatMap((one) => fundingOf(one, file)));
  const others = [prover, slasher].map((one) => (one ? [one, remoteSigner] : []));
  return JSON.stringify([publishers, funding, others]);
}

function publishersOf(validator: Validator, file: Keystore): string[] {
  return accountsOf(sendersOf(validator, file), signerOf(validator, file));
}

function fundingOf(validator: Validator, file: Keystore): string[] {
  const account = validator.fundingAccount ?? file.fundingAccount;
  return account ? accountsOf(account, signerOf(validator, file)) : [];
}

function signerOf(validator: Validator, file: Keystore): string {
  return JSON.stringify(validator.remoteSigner ?? file.remoteSigner ?? null);
}

/** Who signs, and where: an account whose signer is another one is another account. */
function accountsOf(accounts: Accounts, signer: string): string[] {
  if (Array.isArray(accounts)) return accounts.flatMap((one) => accountsOf(one, signer));
  if (typeof accounts !== "string") {
    return "eth" in accounts ? accountsOf(accounts.eth, signer) : [JSON.stringify(accounts)];
  }
  return [accounts.length === 42 ? `${checksumAddress(accounts)} at ${signer}` : ethereumAddress(accounts)];
}

const sortedSet = (all: readonly string[]) => [...new Set(all)].sort();
