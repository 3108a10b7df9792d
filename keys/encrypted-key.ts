/**
 * Encrypted key files: Ethereum's JSON, version 3, and for BLS keys the EIP-2335 variant of the node's tool.
 * Accepts what the node accepts. Source: @ethersproject/json-wallets 5.7; bn254_keystore of @aztec/foundation.
 */
import { createDecipheriv, pbkdf2Sync, scryptSync } from "node:crypto";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import { parseJson, repeatedFields } from "./json";
import { blsKeyProblem, ethereumAddress, ethereumKeyProblem } from "./keys";

const hex = z.string().regex(/^([0-9a-fA-F]{2})+$/);
const bytes32 = z.string().regex(/^[0-9a-fA-F]{64}$/);
const iv = z.string().regex(/^[0-9a-fA-F]{32}$/);
const cost = z.number().int().min(1);
const dklen = z.literal(32);

const pbkdf2 = z.object({ dklen, salt: hex, c: cost.max(10_000_000), prf: z.literal("hmac-sha256") });
const scrypt = z
  .object({ dklen, salt: hex, n: cost.min(2), r: cost, p: cost.max(16) })
  // The constraints of RFC 7914, and a memory limit.
  .refine(({ n, r }) => Number.isInteger(Math.log2(n)) && n < 2 ** (16 * r) && memoryOf({ n, r }) <= MAX_MEMORY);

/** 512 MiB: twice what geth and wallets use. */
const MAX_MEMORY = 2 ** 29;

const memoryOf = ({ n, r }: { n: number; r: number }) => 128 * n * r;

const ethereumFields = z.object({
  version: z.literal(3),
  address: z.string().optional(),
  crypto: z.intersection(
    z.object({
      cipher: z.literal("aes-128-ctr"),
      cipherparams: z.object({ iv }),
      ciphertext: bytes32,
      mac: bytes32,
    }),
    z.discriminatedUnion("kdf", [
      z.object({ kdf: z.literal("scrypt"), kdfparams: scrypt }),
      z.object({ kdf: z.literal("pbkdf2"), kdfparams: pbkdf2 }),
    ]),
  ),
});

/** Field names in any case: ethers writes `Crypto`, and the node's library accepts it. */
const ethereumFile = z.preprocess(withLowerCaseNames, ethereumFields);

function withLowerCaseNames(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.toLowerCase(), withLowerCaseNames(inner)]),
  );
}

/** The only EIP-2335 variant that the node's tool decrypts. */
const blsFile = z.object({
  version: z.literal(4),
  crypto: z.object({
    kdf: z.object({ function: z.literal("pbkdf2"), params: pbkdf2 }),
    checksum: z.object({ function: z.literal("sha256"), message: bytes32 }),
    cipher: z.object({ function: z.literal("aes-128-ctr"), params: z.object({ iv }), message: bytes32 }),
  }),
});

/** Returns what is wrong with the file of an Ethereum key; undefined if it is valid. Needs no password. */
export function ethereumFileProblem(text: string): string | undefined {
  return formatProblem(ethereumFile, text, "an encrypted Ethereum key that the node can decrypt (JSON, version 3)");
}

/** Returns what is wrong with the file of a BLS key; undefined if it is valid. */
export function blsFileProblem(text: string): string | undefined {
  return formatProblem(blsFile, text, "an encrypted BLS key that the node's tool can decrypt (EIP-2335 JSON, pbkdf2)");
}

function formatProblem(schema: z.ZodType, text: string, expected: string): string | undefined {
  const { error } = schema.safeParse(parseJson(text));
  if (!error) {
    const [repeated] = repeatedFields(text);
    return repeated && `has ${repeated.join(".")} twice, and only one of the two can be right: copy the file again`;
  }
  const fields = error.issues.map(({ path }) => path.join(".") || "the whole file");
  return `is not ${expected}: check ${[...new Set(fields)].join(", ")}`;
}

/** A decrypted key, or the reason of the failure: a wrong password, or a problem with the content of the file. */
export type Opened = { readonly key: string } | { readonly wrongPassword: true } | { readonly problem: string };

/**
 * Decrypts the file of an Ethereum key. The file sets the cost: 0.5 s or more for those of geth and wallets.
 *
 * @param text a file that `ethereumFileProblem` accepts
 */
export function openEthereumFile(text: string, password: string): Opened {
  const { address, crypto } = ethereumFile.parse(parseJson(text));
  const secret = Buffer.from(password.normalize("NFKC"));
  const derived =
    crypto.kdf === "scrypt" ? deriveWithScrypt(secret, crypto.kdfparams) : deriveWithPbkdf2(secret, crypto.kdfparams);
  const cipher = hexToBytes(crypto.ciphertext);
  const mac = bytesToHex(keccak_256(concatBytes(derived.slice(16), cipher)));
  if (mac !== crypto.mac.toLowerCase()) return { wrongPassword: true };
  const key = decrypt(derived, crypto.cipherparams.iv, cipher);
  const problem = ethereumKeyProblem(key);
  if (problem) return { problem: `contains a key that ${problem}` };
  const expected = ethereumAddress(key).slice(2).toLowerCase();
  const isMatching = address === undefined || address.replace(/^0x/, "").toLowerCase() === expected;
  return isMatching ? { key } : { problem: "contains a key that does not match its address: the node would not start" };
}

/** Decrypts the file of a BLS key. @param text a file that `blsFileProblem` accepts */
export function openBlsFile(text: string, password: string): Opened {
  const { crypto } = blsFile.parse(parseJson(text));
  const derived = deriveWithPbkdf2(Buffer.from(password.normalize("NFKD")), crypto.kdf.params);
  const cipher = hexToBytes(crypto.cipher.message);
  const checksum = bytesToHex(sha256(concatBytes(derived.slice(16), cipher)));
  if (checksum !== crypto.checksum.message.toLowerCase()) return { wrongPassword: true };
  const key = decrypt(derived, crypto.cipher.params.iv, cipher);
  const problem = blsKeyProblem(key);
  return problem ? { problem: `contains a key that ${problem}` } : { key };
}

function deriveWithScrypt(password: Buffer, { salt, n, r, p }: z.output<typeof scrypt>): Uint8Array {
  // Only a limit, not an allocation. OpenSSL needs slightly more memory than the algorithm.
  const maxmem = 2 * MAX_MEMORY;
  return new Uint8Array(scryptSync(password, hexToBytes(salt), 32, { N: n, r, p, maxmem }));
}

function deriveWithPbkdf2(password: Buffer, { salt, c }: z.output<typeof pbkdf2>): Uint8Array {
  return new Uint8Array(pbkdf2Sync(password, hexToBytes(salt), c, 32, "sha256"));
}

/** Decrypts a key. @returns 0x and hex digits */
function decrypt(derived: Uint8Array, vector: string, cipher: Uint8Array): string {
  const decipher = createDecipheriv("aes-128-ctr", derived.slice(0, 16), hexToBytes(vector));
  return `0x${bytesToHex(concatBytes(decipher.update(cipher), decipher.final()))}`;
}
