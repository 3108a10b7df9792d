/**
 * Formats of a validator's keys. Pure functions; no message repeats a key.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { base58 } from "@scure/base";
import { checksumAddress } from "./addresses";

/** The protobuf header of a secp256k1 private key of 32 bytes, as libp2p encodes one: type 2, then the data. */
const P2P_KEY_HEADER = "08021220";
/** The same for a compressed public key of 33 bytes, behind an identity multihash of 37 bytes. */
const PEER_ID_HEADER = "002508021221";

/** The order of BN254's scalar field (Fr). BLS keys and Aztec addresses are numbers of this field. */
export const FIELD_MODULUS = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;

/** The Aztec address of 32 zero bytes: the default fee recipient, which the protocol does not use yet. */
export const ZERO_AZTEC_ADDRESS = `0x${"0".repeat(64)}`;

/** Returns what is wrong with an Ethereum private key; undefined for 32 bytes in hex within the range of the curve. */
export function ethereumKeyProblem(key: string): string | undefined {
  const digits = key.replace(/^0x/, "");
  if (!/^[0-9a-fA-F]{64}$/.test(digits)) {
    const length = digits.length === 1 ? "1 character" : `${digits.length} characters`;
    return `is not a private key: it must have 64 hex digits, with or without 0x (this has ${length})`;
  }
  return secp256k1.utils.isValidSecretKey(hexToBytes(digits)) ? undefined : "is outside the range of secp256k1 keys";
}

/** Returns what is wrong with a BLS key; undefined for 32 bytes in hex, not zero, within BN254's scalar field. */
export function blsKeyProblem(key: string): string | undefined {
  if (!/^0x[0-9a-fA-F]{64}$/.test(key)) return "is not a BLS key: it must have 0x and 64 hex digits";
  const scalar = BigInt(key);
  return scalar > 0n && scalar < FIELD_MODULUS ? undefined : "is outside the range of BN254 keys";
}

/** Returns what is wrong with a p2p key; undefined for 72 hex digits as `aztec generate-p2p-private-key` prints. */
export function p2pKeyProblem(key: string): string | undefined {
  if (!/^[0-9a-fA-F]{72}$/.test(key) || !key.startsWith(P2P_KEY_HEADER)) {
    return `is not a p2p key: it must have 72 hex digits without 0x and start with ${P2P_KEY_HEADER}`;
  }
  return ethereumKeyProblem(key.slice(P2P_KEY_HEADER.length));
}

/** Returns the key in the form that all releases read: 0x and 64 hex digits in lower case. */
export function normalEthereumKey(key: string): string {
  return `0x${key.replace(/^0x/, "").toLowerCase()}`;
}

/**
 * Returns the Ethereum address of a private key, with EIP-55 capitals.
 *
 * @param key 32 bytes in hex, with or without 0x
 * @throws if `ethereumKeyProblem` does not accept it
 */
export function ethereumAddress(key: string): string {
  const publicKey = secp256k1.getPublicKey(hexToBytes(key.replace(/^0x/, "")), false);
  return checksumAddress(bytesToHex(keccak_256(publicKey.slice(1)).slice(-20)));
}

/**
 * Encodes 32 random bytes as a p2p key in the node's format. Only 0 and about 2^128 of the 2^256 values are invalid.
 *
 * @param scalar 64 hex digits
 */
export function p2pKey(scalar: string): string {
  return P2P_KEY_HEADER + scalar;
}

/** Returns the scalar of a p2p key: the Ethereum key of the same number. @param key 72 hex digits */
export function scalarOf(key: string): string {
  return key.slice(P2P_KEY_HEADER.length);
}

/** Returns the peer id (`16Uiu2HA…`) of a p2p key. @param key 72 hex digits */
export function peerId(key: string): string {
  const publicKey = secp256k1.getPublicKey(hexToBytes(key.slice(P2P_KEY_HEADER.length)), true);
  return base58.encode(hexToBytes(PEER_ID_HEADER + bytesToHex(publicKey)));
}

/** Returns the SHA-256 hash of the admin API's password, which the node compares: 64 hex digits in lower case. */
export function adminKeyHash(password: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(password)));
}

/** Returns a fingerprint of a database that does not reveal its address, user or password. @param url `postgresql://user:password@host:port/name` */
export function databaseFingerprint(url: string): string {
  const { host, pathname } = new URL(url.replace(/^postgres(ql)?:/, "http:"));
  return bytesToHex(sha256(new TextEncoder().encode(host.replace(/:5432$/, "") + pathname))).slice(0, 16);
}

/** Returns a digest of a server's URL, which is the same for the same URL and shows nothing of a key in it. */
export function urlFingerprint(url: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(url.replace(/\/+$/, "")))).slice(0, 16);
}
