/** Ethereum Node Records (EIP-778): the addresses of peers. */
import { RLP } from "@ethereumjs/rlp";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { base64urlnopad } from "@scure/base";

/** The maximum size of a record in EIP-778. */
const MAX_BYTES = 300;

const NOT_AN_ENR = "is not an ENR: it must start with enr:- and have no spaces, as aztec_getEncodedEnr returns it";
const DAMAGED = "is an incomplete or damaged ENR: copy it again";

/** Returns what is wrong with a record; undefined if its format and signature are valid. */
export function enrProblem(enr: string): string | undefined {
  if (!/^enr:-[A-Za-z0-9_-]+$/.test(enr)) return NOT_AN_ENR;
  const record = recordOf(enr);
  return record && isSigned(record) ? undefined : DAMAGED;
}

/** Returns whether a record contains an address and a TCP port. @param enr a record that `enrProblem` accepts */
export function isDialable(enr: string): boolean {
  const [, ...content] = recordOf(enr) ?? [];
  return (["ip", "tcp"] as const).every((name) => valueOf(name, content) !== undefined);
}

/** Returns the IPv4 endpoint in a record; undefined if the record has none. */
export function endpointOf(enr: string): { address: string; tcp: number; udp: number } | undefined {
  const [, ...content] = recordOf(enr) ?? [];
  const port = (name: string) => valueOf(name, content)?.reduce((number, byte) => number * 256 + byte, 0);
  const [address, tcp, udp] = [valueOf("ip", content)?.join("."), port("tcp"), port("udp")];
  return address && tcp && udp ? { address, tcp, udp } : undefined;
}

/** Decodes a record: signature, sequence number, then alternating names and values. Undefined if it is invalid. */
function recordOf(enr: string): (Uint8Array | undefined)[] | undefined {
  try {
    const bytes = base64urlnopad.decode(enr.slice("enr:".length));
    const record: unknown = bytes.length <= MAX_BYTES ? RLP.decode(bytes) : undefined;
    if (!Array.isArray(record)) return undefined;
    return record.map((item: unknown) => (item instanceof Uint8Array ? item : undefined));
  } catch {
    return undefined;
  }
}

/** Returns whether the signature of a record is valid. */
function isSigned([signature, ...content]: readonly (Uint8Array | undefined)[]): boolean {
  const key = valueOf("secp256k1", content);
  if (!signature || !key || text(valueOf("id", content)) !== "v4") return false;
  const hash = keccak_256(RLP.encode(content.map((item) => item ?? null)));
  try {
    return secp256k1.verify(signature, hash, key, { prehash: false, lowS: false });
  } catch {
    return false;
  }
}

function valueOf(name: string, content: readonly (Uint8Array | undefined)[]): Uint8Array | undefined {
  const at = content.findIndex((item, i) => i % 2 === 1 && text(item) === name);
  return at < 0 ? undefined : content[at + 1];
}

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}
