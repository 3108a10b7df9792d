/**
 * Encrypted key files: Ethereum's JSON of version 3, and the one of EIP-2335 as the node's own tool has it for BLS keys.
 * What is taken is what the node takes. Source: @ethersproject/json-wallets 5.7; bn254_keystore of @aztec/foundation.
 */
import { createDecipheriv, pbkdf2Sync, scryptSync } from "node:crypto";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import { parseJson } from "./json";
import { blsKeyProblem, ethereumAddress, ethereumKeyProblem } from "./keys";

const hex = z.string().regex(/^([0-9a-fA-F]{2})+$/);
const bytes32 = z.string().regex(/^[0-9a-fA-F]{64}$/);
const iv = z.string().regex(/^[0-9a-fA-F]{32}$/);
const cost = z.number().int().min(1);
const dklen = z.literal(32);

const pbkdf2 = z.object({ dklen, salt: hex, c: cost.max(10_000_000), prf: z.literal("hmac-sha256") });
const scrypt = z
  .object({ dklen, salt: hex, n: cost.min(2), r: cost, p: cost.max(16) })
  // What scrypt itself asks for (RFC 7914), and a bound.
  .refine(({ n, r }) => Number.isInteger(Math.log2(n)) && n < 2 ** (16 * r) && memoryOf({ n, r }) <= MOST_MEMORY);

/** Half a GiB: twice what geth and wallets have it take. */
const MOST_MEMORY = 2 ** 29;

const memoryOf = ({ n, r }: { n: number; r: number }) => 128 * n * r;

const ethereumFile = z.object({
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

/** The node's tool opens no other of what EIP-2335 allows. */
const blsFile = z.object({
  version: z.literal(4),
  crypto: z.object({
    kdf: z.object({ function: z.literal("pbkdf2"), params: pbkdf2 }),
    checksum: z.object({ function: z.literal("sha256"), message: bytes32 }),
    cipher: z.object({ function: z.literal("aes-128-ctr"), params: z.object({ iv }), message: bytes32 }),
  }),
});

/** What is wrong with an Ethereum key's file, or undefined; it takes no password to tell. */
export function ethereumFileProblem(text: string): string | undefined {
  return formProblem(ethereumFile, text, "an encrypted Ethereum key that the node opens (JSON, version 3)");
}

/** What is wrong with a BLS key's file, or undefined. */
export function blsFileProblem(text: string): string | undefined {
  return formProblem(blsFile, text, "an encrypted BLS key that the node's tool opens (JSON of EIP-2335, pbkdf2)");
}

function formProblem(schema: z.ZodType, text: string, what: string): string | undefined {
  const { error } = schema.safeParse(parseJson(text));
  if (!error) return undefined;
  const where = error.issues.map(({ path }) => path.join(".") || "the file as a whole");
  return `is not ${what}: look at ${[...new Set(where)].join(", ")}`;
}

/** A key, or why there is none: what is wrong with its password, or with what is in the file. */
export type Opened = { readonly key: string } | { readonly wrongPassword: true } | { readonly problem: string };

/**
 * Opens an Ethereum key's file. As slow as the file says: 0.5 s and more with what geth and wallets write.
 *
 * @param text one that `ethereumFileProblem` passes
 */
export function openEthereumFile(text: string, password: string): Opened {
  const { address, crypto } = ethereumFile.parse(parseJson(text));
  const secret = Buffer.from(password.normalize("NFKC"));
  const derived = crypto.kdf === "scrypt" ? byScrypt(secret, crypto.kdfparams) : byPbkdf2(secret, crypto.kdfparams);
  const cipher = hexToBytes(crypto.ciphertext);
  const mac = bytesToHex(keccak_256(concatBytes(derived.slice(16), cipher)));
  if (mac !== crypto.mac.toLowerCase()) return { wrongPassword: true };
  const key = decrypted(derived, crypto.cipherparams.iv, cipher);
  const problem = ethereumKeyProblem(key);
  if (problem) return { problem: `has a key that ${problem}` };
  const own = ethereumAddress(key);
  const isOwn = address === undefined || address.replace(/^0x/, "").toLowerCase() === own.slice(2).toLowerCase();
  return isOwn ? { key } : { problem: "contains a key that does not belong to its address: the node would not start" };
}

/** Opens a BLS key's file. @param text one that `blsFileProblem` passes */
export function openBlsFile(text: string, password: string): Opened {
  const { crypto } = blsFile.parse(parseJson(text));
  const derived = byPbkdf2(Buffer.from(password.normalize("NFKD")), crypto.kdf.params);
  const cipher = hexToBytes(crypto.cipher.message);
  const checksum = bytesToHex(sha256(concatBytes(derived.slice(16), cipher)));
  if (checksum !== crypto.checksum.message.toLowerCase()) return { wrongPassword: true };
  const key = decrypted(derived, crypto.cipher.params.iv, cipher);
  const problem = blsKeyProblem(key);
  return problem ? { problem: `has a key that ${problem}` } : { key };
}

function byScrypt(password: Buffer, { salt, n, r, p }: z.output<typeof scrypt>): Uint8Array {
  // A bound and no reservation; OpenSSL needs a little more than the algorithm.
  const maxmem = 2 * MOST_MEMORY;
  return new Uint8Array(scryptSync(password, hexToBytes(salt), 32, { N: n, r, p, maxmem }));
}

function byPbkdf2(password: Buffer, { salt, c }: z.output<typeof pbkdf2>): Uint8Array {
  return new Uint8Array(pbkdf2Sync(password, hexToBytes(salt), c, 32, "sha256"));
}

/** @returns 0x and hex */
function decrypted(derived: Uint8Array, vector: string, cipher: Uint8Array): string {
  const decipher = createDecipheriv("aes-128-ctr", derived.slice(0, 16), hexToBytes(vector));
  return `0x${bytesToHex(concatBytes(decipher.update(cipher), decipher.final()))}`;
}
