/**
 * Dials a node's p2p port as a peer does, on TCP and on UDP: one can fail without the other if it is not published.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { RLP } from "@ethereumjs/rlp";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { endpointOf } from "../../../keys/enr";

const MULTISTREAM = "/multistream/1.0.0\n";
/** Milliseconds. */
const DEADLINE = 5000;
const NO_ANSWER = `no answer in ${DEADLINE / 1000} s`;

/** Address and ports that a node announces. */
interface Endpoint {
  readonly address: string;
  readonly tcp: number;
  readonly udp: number;
}

/** Result of dialling a node. */
export interface DialResult {
  readonly endpoint: Endpoint;
  /** Why there was no answer; undefined if there was one. */
  readonly tcp: string | undefined;
  readonly udp: string | undefined;
  /** Dialling from the node's own host does not prove that others reach it. */
  readonly from: "outside" | "host";
  /** Whether this machine has the address. */
  readonly isOwn: boolean;
}

/**
 * Dials a node on TCP and UDP, as a peer would.
 *
 * @param enr its record
 * @param isLocal whether its host is this machine
 * @param published where the ports are published, if not at the announced address
 */
export async function dial(enr: string, isLocal: boolean, published?: string): Promise<DialResult | undefined> {
  const announced = endpointOf(enr);
  if (!announced) return undefined;
  const endpoint = { ...announced, address: published ?? announced.address };
  const { address, tcp, udp } = endpoint;
  const [overTcp, overUdp] = await Promise.all([
    multistreamGreeting(address, tcp).then(() => undefined, why),
    discv5Answer(address, udp, enr).then(() => undefined, why),
  ]);
  const from = isLocal ? "host" : "outside";
  return { endpoint, tcp: overTcp, udp: overUdp, from, isOwn: ownAddresses().includes(address) };
}

/** Returns the TCP ports that accept a connection within 2 seconds. */
export async function openPorts(address: string, ports: readonly number[]): Promise<number[]> {
  const tries = ports.map(async (port) => ((await isOpen(address, port)) ? [port] : []));
  return (await Promise.all(tries)).flat();
}

function why(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return code === "ECONNREFUSED" ? "refused" : (code ?? error.message);
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
}

/**
 * Returns the first line of a libp2p listener, without its length and line end.
 *
 * @throws if nothing answers in 5 s, or the connection ends without a line: a node that has too many connections closes
 *   new ones, and so does a proxy whose node is away
 */
export function multistreamGreeting(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: DEADLINE });
    socket.once("connect", () =>
      socket.write(Buffer.concat([Buffer.from([MULTISTREAM.length]), Buffer.from(MULTISTREAM)])),
    );
    socket.once("timeout", () => socket.destroy(new Error(NO_ANSWER)));
    socket.once("error", reject);
    socket.once("close", () => {
      reject(new Error("the connection was closed without a greeting"));
    });
    socket.once("data", (data) => {
      resolve(data.subarray(1).toString().trim());
      socket.destroy();
    });
  });
}

/** Returns whether a TCP port accepts a connection within 2 seconds. */
export function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const end = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once("connect", end(true)).once("timeout", end(false)).once("error", end(false));
  });
}

/**
 * Sends a discv5 message with an unknown key; the protocol requires the answer WHOAREYOU.
 *
 * @param enr the node's own record: its id masks the packet, so that only this node can read it
 * @returns "WHOAREYOU" once the answer echoes this packet's nonce
 * @throws if there is no matching answer within 5 s
 */
export function discv5Answer(host: string, port: number, enr: string): Promise<string> {
  const own = randomBytes(32);
  const nonce = randomBytes(12);
  const socket = createSocket("udp4");
  return new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(NO_ANSWER));
    }, DEADLINE);
    socket.once("error", reject);
    socket.on("message", (packet) => {
      if (!isWhoAreYou(packet, own, nonce)) return;
      clearTimeout(timer);
      resolve("WHOAREYOU");
    });
    socket.send(unknownMessage(nodeId(enr), own, nonce), port, host);
  }).finally(() => socket.close());
}

/** Returns such a message, to be sent from elsewhere; any answer proves that the port is open. */
export function discv5Question(enr: string): Buffer {
  return unknownMessage(nodeId(enr), randomBytes(32), randomBytes(12));
}

/** Returns the discv5 id of a record's key: the hash of its uncompressed form. */
function nodeId(enr: string): Buffer {
  const fields = RLP.decode(Buffer.from(enr.replace(/^enr:/, ""), "base64url"));
  if (!Array.isArray(fields)) throw new Error("not an ENR");
  const key = fields.findIndex((field) => field instanceof Uint8Array && Buffer.from(field).toString() === "secp256k1");
  const publicKey = fields[key + 1];
  if (!(publicKey instanceof Uint8Array)) throw new Error("the ENR has no secp256k1 key");
  return Buffer.from(keccak_256(secp256k1.Point.fromBytes(publicKey).toBytes(false).slice(1)));
}

/** Builds an ordinary packet (flag 0): masked header with the sender's id, then bytes that decrypt to nothing. */
function unknownMessage(to: Buffer, from: Buffer, nonce: Buffer): Buffer {
  const iv = randomBytes(16);
  const size = Buffer.from([0, from.length]);
  const header = Buffer.concat([Buffer.from("discv5\u0000\u0001\u0000", "latin1"), nonce, size, from]);
  const masked = createCipheriv("aes-128-ctr", to.subarray(0, 16), iv).update(header);
  return Buffer.concat([iv, masked, randomBytes(44)]);
}

/** Bytes of the mask's start value and of a header. Another service on the port may send less. */
const LEAST_PACKET = 16 + 23;

/** Returns whether a packet has flag 1, is masked with our id, and echoes our nonce. */
function isWhoAreYou(packet: Buffer, own: Buffer, nonce: Buffer): boolean {
  if (packet.length < LEAST_PACKET) return false;
  const header = createDecipheriv("aes-128-ctr", own.subarray(0, 16), packet.subarray(0, 16)).update(
    packet.subarray(16),
  );
  return header.subarray(0, 6).toString() === "discv5" && header[8] === 1 && header.subarray(9, 21).equals(nonce);
}
