/** Which of a mnemonic's keys attest, as a keystore file of the node says it. */
import { ethereumKeysAt, normalMnemonic } from "../keys/derivation";
import type { AttesterSettings } from "./schema";

/** Which keys of a mnemonic attest. */
export type Range = Pick<
  AttesterSettings,
  "mnemonicAccountIndex" | "mnemonicAccountCount" | "mnemonicAddressIndex" | "mnemonicAddressCount"
>;

/** They are derived here and once more for the keystore file, some milliseconds each. */
export const MOST_KEYS = 100;

/** How many keys of its mnemonic an attester's settings ask for. */
export function countOf({ mnemonicAccountCount = 1, mnemonicAddressCount = 1 }: Range): number {
  return mnemonicAccountCount * mnemonicAddressCount;
}

/**
 * The Ethereum keys of a mnemonic, in the node's order: all addresses of an account, then those of the next one.
 *
 * @param text one that the settings' check passes
 * @returns 0x and 64 hex digits each
 */
export function mnemonicKeys(text: string, range: Range): string[] {
  const { mnemonicAccountIndex = 0, mnemonicAccountCount = 1 } = range;
  const { mnemonicAddressIndex = 0, mnemonicAddressCount = 1 } = range;
  const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);
  const indices = from(mnemonicAccountIndex, mnemonicAccountCount).flatMap((accountIndex) =>
    from(mnemonicAddressIndex, mnemonicAddressCount).map((addressIndex) => ({ accountIndex, addressIndex })),
  );
  return ethereumKeysAt(normalMnemonic(text), indices);
}
