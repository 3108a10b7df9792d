/**
 * The accounts of a node, however the operator configured them: by single settings, those of named attesters, mnemonics,
 * encrypted keys, or a whole keystore. Every rule about keys is checked on them, and the claim is made of them.
 */
import type { Servers } from "./server-url";

/** An Ethereum account, and where the operator configured it: `attesterAddress-second`, `keystore.validators[0].attester`. */
export interface Account {
  readonly path: string;
  readonly address: string;
}

/** The accounts of one attester, or of several with the same publishers. */
interface ValidatorAccounts {
  /** Empty if the key is not generated yet. */
  readonly attesters: readonly Account[];
  /** Undefined: each attester publishes with its own key. */
  readonly publishers: readonly Account[] | undefined;
  /** Where publishers would be configured. */
  readonly publisherPath: string;
}

/** A remote signer. */
export interface Signer {
  readonly path: string;
  /** Undefined if its URL is invalid. */
  readonly server: Servers | undefined;
  /** Where the addresses are whose keys it holds. */
  readonly serves: readonly string[];
}

/** All accounts of a node. */
export interface Accounts {
  readonly validators: readonly ValidatorAccounts[];
  /** Each list of publishers once, also one that no attester uses. */
  readonly publisherLists: readonly (readonly Account[])[];
  readonly provers: readonly Account[];
  /** Known to the node, and used by no release. */
  readonly slashers: readonly Account[];
  readonly funding: readonly Account[];
  /** BLS keys as the Ethereum accounts of the same numbers. */
  readonly bls: readonly Account[];
  /** Addresses that receive rewards or identify a prover. */
  readonly receivers: readonly Account[];
  /** Where mnemonics are that are published, so that each of their keys is. */
  readonly publishedMnemonics: readonly string[];
  readonly signers: readonly Signer[];
  /** Where addresses are that no signer serves. */
  readonly unsigned: readonly string[];
  /** Where the signer of all addresses without their own would be configured. */
  readonly signerPath: string;
}

/** Returns the accounts that attest. */
export function attestersIn({ validators }: Accounts): Account[] {
  return validators.flatMap(({ attesters }) => attesters);
}

/** Returns the accounts that send the transactions of attesters. */
export function publishersIn({ validators }: Accounts): Account[] {
  return validators.flatMap(({ publishers, attesters }) => publishers ?? attesters);
}

/** Returns all Ethereum accounts. */
export function allIn(accounts: Accounts): Account[] {
  const { publisherLists, provers, slashers, funding } = accounts;
  return [...attestersIn(accounts), ...publisherLists.flat(), ...provers, ...slashers, ...funding];
}
