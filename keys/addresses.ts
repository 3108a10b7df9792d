/** Ethereum addresses, with EIP-55 capitals, and IPv4 addresses. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import ipaddr from "ipaddr.js";

/** Returns an Ethereum address with EIP-55 capitals. @param address 40 hex digits, with or without 0x */
export function checksumAddress(address: string): string {
  const digits = address.replace(/^0x/, "").toLowerCase();
  const hash = bytesToHex(keccak_256(new TextEncoder().encode(digits)));
  const cased = Array.from(digits, (digit, i) => (parseInt(hash.charAt(i), 16) > 7 ? digit.toUpperCase() : digit));
  return `0x${cased.join("")}`;
}

/** Returns whether an address has both capital and small letters, and so a checksum. */
export function isMixedCase(address: string): boolean {
  const digits = address.replace(/^0x/, "");
  return digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
}

/** Returns whether all digits of a hex text are 0. */
export function isZero(hex: string): boolean {
  return /^(0x)?0+$/.test(hex);
}

/** Addresses that people send to in order to destroy what they send. */
const BURNT = /^0x(0{36}dead|dead0{36}|f{40}|e{40}|(dead){10})$/i;

/** Up to ten digits again and again, as in the addresses of examples: `0x1234567890123456789012345678901234567890`. */
const REPEATED = /^0x([0-9a-f]{1,10})\1+$/i;

/**
 * Returns whether nobody can have the key of an Ethereum address: the numbers below 65,536, where precompiled contracts
 * are, the usual addresses for burning, and those of examples.
 */
export function isWithoutKey(address: string): boolean {
  const prefixed = address.startsWith("0x") ? address : `0x${address}`;
  if (!/^0x[0-9a-f]{40}$/i.test(prefixed)) return false;
  return BURNT.test(prefixed) || REPEATED.test(prefixed) || BigInt(prefixed) < 65_536n;
}

/**
 * Describes an IPv4 address that peers cannot reach; undefined for a public one.
 *
 * @param address four numbers with dots
 */
export function privateKindOf(address: string): string | undefined {
  const range = ipaddr.IPv4.parse(address).range();
  return range === "unicast" ? undefined : (RANGES[range] ?? `is in the range "${range}"`);
}

/** Returns whether a text is an IPv4 address on the internet. */
export function isPublicAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) && privateKindOf(text) === undefined;
}

/** Returns whether a host can have an address, on any network. @param address four numbers with dots */
export function isOfHost(address: string): boolean {
  return !["multicast", "broadcast", "unspecified"].includes(ipaddr.IPv4.parse(address).range());
}

const RANGES: Readonly<Record<string, string>> = {
  broadcast: "is a broadcast address",
  carrierGradeNat: "is in the range of a provider's NAT (100.64.0.0/10)",
  multicast: "is a multicast address",
  unspecified: "is not the address of a host",
  linkLocal: "is a link-local address",
  loopback: "is a loopback address",
  private: "is a private address",
  reserved: "is a reserved address, for example for documentation",
};

/** Returns whether a text is a network in CIDR form with its first address: `10.7.0.0/24`. */
export function isNetwork(cidr: string): boolean {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) return false;
  return ipaddr.IPv4.networkAddressFromCIDR(cidr).toString() === cidr.split("/")[0];
}

/** Returns whether a network is in a range for private use. @param cidr a network that `isNetwork` accepts */
export function isPrivateNetwork(cidr: string): boolean {
  const [address = ""] = cidr.split("/");
  return ipaddr.IPv4.parse(address).range() === "private";
}

/** Returns whether an address is in a network. @param address any text @param cidr a network that `isNetwork` accepts */
export function isInNetwork(address: string, cidr: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(address) && ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr));
}

/** Returns whether two networks in CIDR form have an address in common. Networks of IPv6, and texts that are none, have not. */
export function doNetworksOverlap(one: string, other: string): boolean {
  const { IPv4 } = ipaddr;
  if (![one, other].every((cidr) => IPv4.isValidCIDRFourPartDecimal(cidr))) return false;
  const [[a, aBits], [b, bBits]] = [IPv4.parseCIDR(one), IPv4.parseCIDR(other)];
  return a.match(b, Math.min(aBits, bBits));
}
