/**
 * Decides whether a running node can reload a changed keystore file.
 *
 * Source: `reloadKeystore` of @aztec/aztec-node 4.1.2. It reloads attesters, coinbase and fee recipient. Publishers, the
 * prover and the funding account are created only at start-up: on reload the node rejects attesters whose publishers it
 * does not have, and keeps using publishers that were removed. So a change of those needs a restart.
 */
import { checksumAddress } from "../keys/addresses";
import { ethereumAddress } from "../keys/keys";
import { parseJson } from "../keys/json";
import { type Keystore, keystoreSchema, sendersOf, type Validator } from "../keys/keystore-file";
import { ADMIN_PORT } from "../settings/ports";
import { type Release, rpcNamespace } from "../settings/releases/release";
import type { Settings } from "../settings/schema";

/** The admin API call by which a running node reloads its keystore file. */
export interface Reload {
  /** Path in the container. */
  readonly file: string;
  /** Inside the container. */
  readonly port: number;
  /** JSON-RPC method without parameters. */
  readonly method: string;
}

/** The first release with the call: changelog of 4.0.1, "add reloadKeystore admin RPC endpoint". */
const SINCE = "4.0.1";

/** Returns the call; undefined if the node has to be restarted, because it is older or runs no validator. */
export function reloadOf(settings: Settings, release: Release, file: string): Reload | undefined {
  const { role, validator, adminPort } = settings;
  if (!release.isFrom(SINCE) || role !== "sequencer" || validator.disabled) return undefined;
  // 5.x still accepts the name of 4.x, but has deprecated it.
  return { file, port: adminPort ?? ADMIN_PORT, method: `${rpcNamespace(release)}Admin_reloadKeystore` };
}

/** Checks whether a running node can change from one keystore file to the other without a restart. */
export function isReloadable(before: string, after: string): boolean {
  const [old, now] = [before, after].map(startupPart);
  return old !== undefined && old === now;
}

type Accounts = NonNullable<Validator["publisher"]> | Validator["attester"];

/** Returns the part of a file that only a start reads, as one text; undefined if the file is not a keystore. */
function startupPart(text: string): string | undefined {
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

/** Lists accounts with their signers: the same account with another signer counts as another account. */
function accountsOf(accounts: Accounts, signer: string): string[] {
  if (Array.isArray(accounts)) return accounts.flatMap((one) => accountsOf(one, signer));
  if (typeof accounts !== "string") {
    return "eth" in accounts ? accountsOf(accounts.eth, signer) : [JSON.stringify(accounts)];
  }
  return [accounts.length <= 42 ? `${checksumAddress(accounts)} at ${signer}` : ethereumAddress(accounts)];
}

const sortedSet = (all: readonly string[]) => [...new Set(all)].sort();
