/** Encrypted key files as others write them, with less work in them than anyone should have in earnest. */
import { createCipheriv, pbkdf2Sync, scryptSync } from "node:crypto";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex } from "@noble/hashes/utils.js";

const SALT = Buffer.alloc(32, 0xa5);
const IV = Buffer.alloc(16, 0x5a);

interface Sealed {
  readonly iv: string;
  readonly cipher: string;
  readonly check: string;
}

function seal(key: string, derived: Buffer, digest: (bytes: Uint8Array) => Uint8Array): Sealed {
  const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), IV);
  const sealed = Buffer.concat([cipher.update(Buffer.from(key.replace(/^0x/, ""), "hex")), cipher.final()]);
  const check = bytesToHex(digest(Buffer.concat([derived.subarray(16), sealed])));
  return { iv: IV.toString("hex"), cipher: sealed.toString("hex"), check };
}

/**
 * An Ethereum key's file of version 3. @param key 64 hex digits @param more what differs from what wallets write
 */
export function ethereumFile(key: string, password: string, kdf: "scrypt" | "pbkdf2" = "scrypt", more: object = {}) {
  const salt = { dklen: 32, salt: SALT.toString("hex") };
  const params = kdf === "scrypt" ? { ...salt, n: 256, r: 8, p: 1 } : { ...salt, c: 256, prf: "hmac-sha256" };
  const derived =
    kdf === "scrypt"
      ? scryptSync(password, SALT, 32, { N: 256, r: 8, p: 1 })
      : pbkdf2Sync(password, SALT, 256, 32, "sha256");
  const { iv, cipher, check } = seal(key, derived, keccak_256);
  const crypto = {
    cipher: "aes-128-ctr",
    cipherparams: { iv },
    ciphertext: cipher,
    kdf,
    kdfparams: params,
    mac: check,
  };
  return JSON.stringify({ version: 3, id: "3198bc9c-6672-5ab3-d995-4942343ae5b6", crypto, ...more });
}

/** A BLS key's file, as the node's tool writes it. @param key 0x and 64 hex digits */
export function blsFile(key: string, password: string, more: object = {}): string {
  const derived = pbkdf2Sync(password, SALT, 256, 32, "sha256");
  const { iv, cipher, check } = seal(key, derived, sha256);
  const kdf = { function: "pbkdf2", params: { dklen: 32, c: 256, prf: "hmac-sha256", salt: SALT.toString("hex") } };
  const crypto = {
    kdf: { ...kdf, message: "" },
    checksum: { function: "sha256", params: {}, message: check },
    cipher: { function: "aes-128-ctr", params: { iv }, message: cipher },
  };
  return JSON.stringify({ crypto, pubkey: "0x12", path: "m/12381/3600/0/0/0", uuid: "a-b-c", version: 4, ...more });
}
