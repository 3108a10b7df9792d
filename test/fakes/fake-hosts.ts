/**
 * The hosts of the internet that a node queries, on one port of this machine: an L1, its beacon chain, reference strings,
 * a network's configuration, snapshots, a store of blobs.
 *
 * How it differs from the real ones: plain HTTP; 4 L1 blocks, of which one has blobs; blobs of 2 bytes; reference
 * strings of zeros. As the real ones do, it answers 404 for a slot without a block, knows blocks by their roots alone,
 * returns part of a file only for a range request, and returns the `blobs` whose hashes are in the request.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { ROLLUP_CALLS } from "../../settings/network/rollup-calls";

/** The data of the hosts; a test removes a part. */
export interface Has {
  /** Slots of the beacon chain that have a block: the L1's block 2 is in slot 102, or in the next one that is here. */
  readonly slots: readonly number[];
  /** Endpoints that give blobs. */
  readonly endpoints: readonly string[];
  /** How many of the two blobs there are. */
  readonly blobs: number;
  readonly crs: "all" | "none" | "whole files";
  readonly config: unknown;
  readonly snapshots: boolean;
  readonly stores: boolean;
  /** Contracts besides the registry: the result of a call to one of them; undefined if it fails. */
  readonly contracts?: (to: string, data: string) => string | undefined;
  /** Number of the L1 block, if any, that has a log of the rollup; it is of its second transaction. */
  readonly logged?: number;
}

export const ROLLUP = "0x91fF8bbD8Ebb07893010D50A48A1609e5EBd8E34";
export const REGISTRY = "0x35b22e09Ee0390539439E24f06Da43D83f90e298";
const ROLLUP_VERSION = 77;
export const COMMITMENTS = ["0xaa01", "0xbb02"] as const;
const GENESIS = 1000;
/** Seconds. */
const SLOT = 12;
/** Sizes of the reference strings. */
const FILES: Readonly<Record<string, number>> = { "g1.dat": 4096, "g2.dat": 128, "grumpkin_g1.dat": 4096 };

/** A blob's versioned hash, by EIP-4844. */
export function versionedHash(commitment: string): string {
  const digest = createHash("sha256")
    .update(Buffer.from(commitment.slice(2), "hex"))
    .digest("hex");
  return `0x01${digest.slice(2)}`;
}

const hex = (number: number) => `0x${number.toString(16)}`;
const word = (text: string) => text.toLowerCase().replace("0x", "").padStart(64, "0");
const rootOf = (slot: number) => `0x${word(hex(slot))}`;

interface Reply {
  readonly status: number;
  readonly body: string | Buffer;
}

const json = (body: unknown): Reply => ({ status: 200, body: JSON.stringify(body) });
const none: Reply = { status: 404, body: "{}" };

const EVERYTHING: Has = {
  slots: [100, 101, 102, 103],
  endpoints: ["blob_sidecars", "blobs"],
  blobs: 2,
  crs: "all",
  config: undefined,
  snapshots: true,
  stores: true,
};

export class FakeHosts {
  /** Every request: method, path and query, or the method of JSON-RPC. */
  readonly requests: string[] = [];
  private has: Has = EVERYTHING;
  private server: Server | undefined;

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => (body += String(part)));
      request.on("end", () => {
        const { status, body: answer } = this.reply(request, body);
        response.writeHead(status, { "content-type": "application/json" }).end(answer);
      });
    });
    await new Promise<void>((resolve) => this.server?.listen(0, "127.0.0.1", resolve));
  }

  stop(): void {
    this.server?.close();
  }

  get url(): string {
    return `http://${this.host}`;
  }

  get host(): string {
    if (!this.server) throw new Error("the servers have not been started");
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Sets the data of the hosts, and clears the recorded requests. @param changed parts; the others are complete */
  have(changed: Partial<Has> = {}): void {
    this.has = { ...EVERYTHING, ...changed };
    this.requests.length = 0;
  }

  private reply(request: IncomingMessage, body: string): Reply {
    const { method = "", url = "" } = request;
    if (method === "POST") {
      const call = JSON.parse(body) as { method: string; params: (string | { to: string; data: string })[] };
      this.requests.push(call.method);
      return json({ jsonrpc: "2.0", id: 1, result: this.chain(call.method, call.params) });
    }
    const { pathname, searchParams } = new URL(url, this.url);
    this.requests.push(`${method} ${url}`);
    const [, beacon] = /^\/eth\/v1\/(.*)$/.exec(pathname) ?? [];
    if (beacon) return this.beacon(beacon, searchParams);
    if (pathname.startsWith("/crs/")) return this.crs(pathname.slice(5), request.headers.range);
    if (pathname === "/network_config.json") return this.has.config ? json(this.has.config) : none;
    return this.stored(pathname);
  }

  private chain(method: string, [first]: readonly (string | { to: string; data: string })[]): unknown {
    if (method === "eth_chainId") return "0x1";
    if (method === "eth_blockNumber") return "0x3";
    if (method === "eth_getBlockByNumber") return block(first === "latest" ? 3 : Number(first));
    if (method === "eth_getLogs") return logs(this.has.logged);
    if (method === "eth_getTransactionByHash") return transactions(this.has.logged ?? 0)[1];
    if (method !== "eth_call" || typeof first !== "object") return undefined;
    const own = this.has.contracts?.(first.to, first.data);
    if (own !== undefined) return own;
    if (first.to === REGISTRY && first.data === ROLLUP_CALLS.canonicalRollup) return `0x${word(ROLLUP)}`;
    return first.data === ROLLUP_CALLS.version ? `0x${word(hex(ROLLUP_VERSION))}` : "0x";
  }

  private beacon(path: string, query: URLSearchParams): Reply {
    const { slots, endpoints } = this.has;
    const header = (slot: number) => ({ header: { message: { slot: String(slot) } } });
    if (path === "beacon/headers") return json({ data: [header(slots.at(-1) ?? 0)] });
    if (path === "beacon/headers/head") return json({ data: header(slots.at(-1) ?? 0) });
    if (path === "beacon/genesis") return json({ data: { genesis_time: String(GENESIS) } });
    if (path === "config/spec") return json({ data: { SECONDS_PER_SLOT: String(SLOT) } });
    const [, what = "", id = ""] = /^beacon\/(\w+)\/(\w+)$/.exec(path) ?? [];
    const root = slots.find((slot) => rootOf(slot) === id);
    if (what === "headers") return root === undefined ? none : json({ data: header(root) });
    const exists = endpoints.includes(what) && slots.includes(Number(id));
    return exists ? json({ data: this.blobs(what, Number(id), query) }) : none;
  }

  /** The L1's block 2 is in the first slot from 102 on that has a block. */
  private blobs(endpoint: string, slot: number, query: URLSearchParams): unknown[] {
    if (slot !== this.has.slots.find((one) => one >= 102)) return [];
    const all = COMMITMENTS.slice(0, this.has.blobs);
    if (endpoint === "blobs") {
      const hashes = query.getAll("versioned_hashes");
      return all.filter((one) => hashes.length === 0 || hashes.includes(versionedHash(one))).map(() => "0x0000");
    }
    const indices = query.get("indices")?.split(",").map(Number);
    const sidecars = all.map((kzg_commitment, index) => ({ index: String(index), blob: "0x0000", kzg_commitment }));
    return sidecars.filter((_, index) => !indices || indices.includes(index));
  }

  private crs(name: string, range: string | undefined): Reply {
    const size = FILES[name];
    if (this.has.crs === "none" || size === undefined) return none;
    const [, last] = /^bytes=0-(\d+)$/.exec(range ?? "") ?? [];
    if (last === undefined || this.has.crs === "whole files") return { status: 200, body: Buffer.alloc(size) };
    return { status: 206, body: Buffer.alloc(Math.min(size, Number(last) + 1)) };
  }

  private stored(path: string): Reply {
    const folder = `aztec-1-${ROLLUP_VERSION}-${ROLLUP.toLowerCase()}`;
    if (path === `/snapshots/${folder}/index.json` && this.has.snapshots) {
      const snapshots = [{ l2BlockNumber: 900 }, { l2BlockNumber: 1200 }];
      return { status: 200, body: gzipSync(JSON.stringify({ snapshots })) };
    }
    return path === `/blobs/${folder}/.healthcheck` && this.has.stores ? { status: 200, body: "ok" } : none;
  }
}

function logs(number: number | undefined): unknown[] {
  return number === undefined ? [] : [{ transactionHash: "0x0b", blockNumber: hex(number) }];
}

/** Block 2 has two blobs, in its second transaction. */
function transactions(number: number): unknown[] {
  const hashes = number === 2 ? COMMITMENTS.map(versionedHash) : [];
  const blockNumber = hex(number);
  return [
    { type: "0x2", hash: "0x0a", blockNumber },
    { type: "0x3", hash: "0x0b", blockNumber, blobVersionedHashes: hashes },
  ];
}

/** The parent of block 2 is in slot 101. */
function block(number: number): unknown {
  return {
    number: hex(number),
    timestamp: hex(GENESIS + (100 + number) * SLOT),
    parentBeaconBlockRoot: rootOf(99 + number),
    blobGasUsed: hex(number === 2 ? 2 * 131_072 : 0),
    transactions: transactions(number),
  };
}
