/** Addresses: Ethereum's, with the capitals of EIP-55, and the internet's. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import ipaddr from "ipaddr.js";

/** An Ethereum address with the capitals of EIP-55. @param address 40 hex digits, with or without 0x */
export function checksumAddress(address: string): string {
  const digits = address.replace(/^0x/, "").toLowerCase();
  const hash = bytesToHex(keccak_256(new TextEncoder().encode(digits)));
  const cased = Array.from(digits, (digit, i) => (parseInt(hash.charAt(i), 16) > 7 ? digit.toUpperCase() : digit));
  return `0x${cased.join("")}`;
}

/** Whether an address has capitals and small letters, and so says that it has a checksum. */
export function isMixedCase(address: string): boolean {
  const digits = address.replace(/^0x/, "");
  return digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
}

/** Whether a hex text has no digit but 0. */
export function isZero(hex: string): boolean {
  return /^(0x)?0+$/.test(hex);
}

/**
 * What an IPv4 address is instead of a public one, or undefined: only a public one can be reached by peers.
 *
 * @param address four numbers with dots
 */
export function privateKindOf(address: string): string | undefined {
  const range = ipaddr.IPv4.parse(address).range();
  return range === "unicast" ? undefined : (RANGES[range] ?? `is in the range "${range}"`);
}

const RANGES: Readonly<Record<string, string>> = {
  broadcast: "is a broadcast address",
  carrierGradeNat: "is in the range of a provider's NAT (100.64.0.0/10)",
  multicast: "is a multicast address",
  unspecified: "is not the address of a host",
  linkLocal: "is a link-local address",
  loopback: "is this machine's own address",
  private: "is a private address",
  reserved: "is a reserved address, as examples have",
};

/** Whether a text is a network with its first address: `10.7.0.0/24`. */
export function isNetwork(cidr: string): boolean {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) return false;
  return ipaddr.IPv4.networkAddressFromCIDR(cidr).toString() === cidr.split("/")[0];
}

/** Whether a network is of the addresses that are nobody's on the internet. @param cidr one that isNetwork passes */
export function isPrivateNetwork(cidr: string): boolean {
  const [address = ""] = cidr.split("/");
  return ipaddr.IPv4.parse(address).range() === "private";
}
