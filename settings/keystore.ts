/**
 * The keystore file of a node. It is read instead of keys in the environment, which everyone in the docker group
 * could read. Source: @aztec/node-keystore, schema version 1, the same from 2.0.2 on; keystore-schema.ts has it all.
 */
import { ethereumAddress, normalEthereumKey, ZERO_AZTEC_ADDRESS } from "./keys";

/** Keys in clear, and where rewards go; what is not there is not in the file. */
export interface NodeKeys {
  /** 64 hex digits, with 0x or without, as all keys here but the BLS key, which has 0x. */
  readonly attester?: string | undefined;
  readonly bls?: string | undefined;
  readonly publishers?: readonly string[] | undefined;
  /** Ethereum address: who receives the rewards. @default the attester's */
  readonly coinbase?: string | undefined;
  /** Aztec address of 32 bytes. @default zeros */
  readonly feeRecipient?: string | undefined;
  readonly proverPublishers?: readonly string[] | undefined;
  /** Ethereum address: who is rewarded for proofs. @default the first of proverPublishers */
  readonly proverId?: string | undefined;
}

/** The file's text; undefined where there is no key to be in it. */
export function keystore(keys: NodeKeys): string | undefined {
  const { attester, proverPublishers } = keys;
  if (!attester && !proverPublishers) return undefined;
  return JSON.stringify({
    schemaVersion: 1,
    ...(attester ? { validators: [validator(keys, attester)] } : {}),
    ...(proverPublishers ? { prover: prover(keys, proverPublishers) } : {}),
  });
}

function validator({ bls, publishers, coinbase, feeRecipient = ZERO_AZTEC_ADDRESS }: NodeKeys, attester: string) {
  const eth = normalEthereumKey(attester);
  return {
    attester: bls ? { eth, bls } : eth,
    coinbase: coinbase ?? ethereumAddress(attester),
    ...(publishers ? { publisher: publishers.map(normalEthereumKey) } : {}),
    feeRecipient,
  };
}

function prover({ proverId }: NodeKeys, publishers: readonly string[]) {
  const [first = ""] = publishers;
  return { id: proverId ?? ethereumAddress(first), publisher: publishers.map(normalEthereumKey) };
}
