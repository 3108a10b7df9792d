/**
 * Keys as the node's own tool derives them: what it is asked for here, and test/golden/validator-keys.json with what it
 * printed. Private keys among it, of mnemonics that everyone knows.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

interface Question {
  readonly mnemonic: string;
  readonly accountIndex: number;
  readonly addressIndex: number;
  readonly count: number;
  readonly publishers: number;
  /** BLS keys as 2.1.4 had them. */
  readonly legacy: boolean;
}

/** The mnemonic of development chains, and the one of 32 zero bytes. */
export const DEVELOPMENT = "test test test test test test test test test test test junk";
export const ZEROS = `${"abandon ".repeat(23)}art`;

export const questions: readonly Question[] = [
  { mnemonic: DEVELOPMENT, accountIndex: 0, addressIndex: 0, count: 2, publishers: 1, legacy: false },
  { mnemonic: ZEROS, accountIndex: 2, addressIndex: 5, count: 2, publishers: 2, legacy: false },
  { mnemonic: ZEROS, accountIndex: 1, addressIndex: 3, count: 1, publishers: 2, legacy: true },
];

/** What was printed for each question. */
export function printedKeys(): readonly Printed[] {
  const golden: unknown = JSON.parse(readFileSync(path.join(__dirname, "../golden/validator-keys.json"), "utf8"));
  return z.array(printedSchema).parse(golden);
}

const hex = z.string().regex(/^0x[0-9a-f]+$/);

/** What `aztec validator-keys new --json --staker-output` prints. */
export const printedSchema = z.strictObject({
  keystore: z.strictObject({
    schemaVersion: z.literal(1),
    validators: z.array(
      z.strictObject({
        attester: z.strictObject({ eth: hex, bls: hex }),
        publisher: z.union([hex, z.array(hex)]),
        feeRecipient: hex,
        coinbase: z.string(),
      }),
    ),
  }),
  staker: z.array(
    z.strictObject({
      attester: z.string(),
      publicKeyG1: z.strictObject({ x: hex, y: hex }),
      publicKeyG2: z.strictObject({ x0: hex, x1: hex, y0: hex, y1: hex }),
      proofOfPossession: z.strictObject({ x: hex, y: hex }),
    }),
  ),
});

export type Printed = z.output<typeof printedSchema>;
