/**
 * The keystore file of a validator. The node reads it instead of keys in its environment, which everyone in the
 * docker group could read. Source: @aztec/node-keystore, schema version 1, the same from 2.0.3 on.
 */
import { ZERO_AZTEC_ADDRESS } from "./keys";

/** One attester and where its rewards go. */
export interface Validator {
  /** 0x and 64 hex digits. */
  readonly attesterKey: string;
  /** Ethereum address: who receives the rewards. */
  readonly coinbase: string;
  /** Aztec address of 32 bytes. */
  readonly feeRecipient?: string | undefined;
}

/** The file's text. It holds the key in clear. */
export function keystore({ attesterKey, coinbase, feeRecipient = ZERO_AZTEC_ADDRESS }: Validator): string {
  return JSON.stringify({ schemaVersion: 1, validators: [{ attester: attesterKey, coinbase, feeRecipient }] });
}
