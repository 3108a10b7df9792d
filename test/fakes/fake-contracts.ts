/**
 * An L1 server with the contracts that define the rollup of a network: registry, rollups, GSE, governance, payloads.
 * Answers are encoded as Solidity encodes them; a call to anything else fails as a node's does. It differs from a real
 * L1: one block without contents, no clock, and a test sets a proposal's state, which is not counted from votes.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { encodeWord, selector } from "../../settings/network/rollup-calls";

export const REGISTRY = "0x35b22e09Ee0390539439E24f06Da43D83f90e298";
const GOVERNANCE = "0x1102471Eb3378FEE427121c9EfcEa452E4B6B75e";
const GSE = "0xa92ecFD0E70c9cd5E5cd76c50Af0F7Da93567a4f";

export interface FakeProposal {
  /** As numbered in DataStructures.ProposalState. */
  readonly state: number;
  readonly payload: string;
  /** Seconds since 1970. */
  readonly creation: number;
  /** Voting delay, voting duration, execution delay, grace period, in seconds. */
  readonly delays: readonly [number, number, number, number];
  /** Calls of the payload: target and data. */
  readonly actions: readonly (readonly [target: string, data: string])[];
}

export interface FakeChain {
  chainId: number;
  canonical: string;
  /** By address: version and root of the genesis archive. */
  rollups: Record<string, { version: number; root: string }>;
  proposals: FakeProposal[];
  /** Seconds that its last block is old; negative for one in the future. @default 0 */
  headAge?: number;
  /** Whether the registry's governance answers. @default true */
  hasGovernance?: boolean;
  /** Gas that a proof of possession may take; absent: the GSE has no such function. */
  gasCap?: number;
  /** Seconds of a slot and slots of an epoch; absent: the rollups have no such functions. */
  clock?: readonly [slotSeconds: number, epochSlots: number];
  /** Answer of a node at the same port to getNodeInfo; absent: no node, or one in standby. */
  node?: object;
  /** Served at /network_config.json; absent: HTTP 404. */
  config?: unknown;
}

/** Two rollups, and the roots of their genesis archives. */
export const OLD = "0xD73A91bdcF6891C7642F3e460036e1ef2CC23178";
export const NEW = "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9";
export const ROOTS = { [OLD]: `0x${"1a".repeat(32)}`, [NEW]: `0x${"2b".repeat(32)}` };

/** Returns a chain whose registry has both rollups, and the old one as the canonical one. */
export function twoRollups(): FakeChain {
  const rollups = {
    [OLD]: { version: 1_821_665_230, root: ROOTS[OLD] },
    [NEW]: { version: 2_914_217_885, root: ROOTS[NEW] },
  };
  return { chainId: 11_155_111, canonical: OLD, rollups, proposals: [] };
}

/** Returns the actions with which a proposal moves a network to another rollup: registry and GSE. */
export function moveTo(rollup: string): (readonly [string, string])[] {
  const data = selector("addRollup(address)") + encodeWord(rollup);
  return [
    [REGISTRY, data],
    [GSE, data],
  ];
}

type Contract = (data: string) => string | undefined;

const isCall = (data: string, signature: string) => data.startsWith(selector(signature));
const argument = (data: string) => Number(BigInt(`0x${data.slice(10, 74)}`));
const encoded = (...words: readonly (bigint | string | number)[]) =>
  `0x${words.map((word) => encodeWord(typeof word === "number" ? BigInt(word) : word)).join("")}`;

/** Encodes `(address target, bytes data)[]`. */
export function encodeActions(actions: FakeProposal["actions"]): string {
  const bodies = actions.map(([target, data]) => {
    const bytes = data.slice(2);
    const padded = bytes.padEnd(Math.ceil(bytes.length / 64) * 64, "0");
    return encodeWord(target) + encodeWord(64n) + encodeWord(BigInt(bytes.length / 2)) + padded;
  });
  const offsets = bodies.map((_, index) => {
    const before = bodies.slice(0, index).reduce((sum, body) => sum + body.length / 2, 0);
    return encodeWord(BigInt(32 * actions.length + before));
  });
  return `0x${encodeWord(32n)}${encodeWord(BigInt(actions.length))}${offsets.join("")}${bodies.join("")}`;
}

/** Encodes the struct that `getProposal` returns. */
export function encodeProposal({ delays, state, payload, creation }: FakeProposal): string {
  const [quorum, margin, least] = [2n * 10n ** 17n, 33n * 10n ** 16n, 10n ** 26n];
  return encoded(...delays, quorum, margin, least, state, payload, GOVERNANCE, creation, 7n * 10n ** 25n, 0n);
}

const encodedCap = ({ gasCap }: FakeChain) => (gasCap === undefined ? undefined : encoded(gasCap));

function contracts(chain: FakeChain): Record<string, Contract> {
  const { canonical, rollups, proposals } = chain;
  const registry: Contract = (data) => {
    if (isCall(data, "getCanonicalRollup()")) return encoded(canonical);
    return isCall(data, "getGovernance()") ? encoded(GOVERNANCE) : undefined;
  };
  const governance: Contract = (data) => {
    if (isCall(data, "proposalCount()")) return encoded(proposals.length);
    const proposal = proposals[argument(data)];
    if (proposal && isCall(data, "getProposal(uint256)")) return encodeProposal(proposal);
    return proposal && isCall(data, "getProposalState(uint256)") ? encoded(proposal.state) : undefined;
  };
  const all: [string, Contract][] = [
    [REGISTRY, registry],
    ...(chain.hasGovernance === false ? [] : [[GOVERNANCE, governance] as [string, Contract]]),
    ...Object.entries(rollups).map(([at, { version, root }]): [string, Contract] => [
      at,
      (data) => {
        if (isCall(data, "getVersion()")) return encoded(version);
        if (isCall(data, "getGSE()")) return encoded(GSE);
        if (chain.clock && isCall(data, "getSlotDuration()")) return encoded(chain.clock[0]);
        if (chain.clock && isCall(data, "getEpochDuration()")) return encoded(chain.clock[1]);
        return isCall(data, "archiveAt(uint256)") && argument(data) === 0 ? encoded(root) : undefined;
      },
    ]),
    [GSE, (data) => (isCall(data, "proofOfPossessionGasLimit()") ? encodedCap(chain) : undefined)],
    ...proposals.map(({ payload, actions }): [string, Contract] => [
      payload,
      (data) => (isCall(data, "getActions()") ? encodeActions(actions) : undefined),
    ]),
  ];
  return Object.fromEntries(all.map(([at, contract]) => [at.toLowerCase(), contract]));
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly [{ readonly to: string; readonly data: string }];
}

function answer(chain: FakeChain, { method, params: [call] }: Call): object {
  if (method === "eth_chainId") return { result: `0x${chain.chainId.toString(16)}` };
  if (method === "eth_getBlockByNumber") {
    const timestamp = Math.floor(Date.now() / 1000) - (chain.headAge ?? 0);
    return { result: { number: "0x7", timestamp: `0x${timestamp.toString(16)}` } };
  }
  if (method === "aztec_getNodeInfo" && chain.node) return { result: chain.node };
  if (method !== "eth_call") return { error: { code: -32601, message: "the method does not exist" } };
  const contract = contracts(chain)[call.to.toLowerCase()];
  if (!contract) return { result: "0x" };
  const result = contract(call.data);
  return result === undefined ? { error: { code: 3, message: "execution reverted" } } : { result };
}

export class FakeContracts {
  /** Number of calls received. */
  calls = 0;
  private server: Server | undefined;

  constructor(readonly chain: FakeChain) {}

  /** @returns its URL, with a key in it as providers' URLs have one */
  async start(): Promise<string> {
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString()));
      request.on("end", () => {
        if (request.method === "GET") {
          response.statusCode = this.chain.config === undefined ? 404 : 200;
          return response.end(JSON.stringify(this.chain.config ?? "not found"));
        }
        this.calls += 1;
        const call = JSON.parse(body) as Call;
        return response.end(JSON.stringify({ jsonrpc: "2.0", id: call.id, ...answer(this.chain, call) }));
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `${this.origin()}/v3/a-provider-key`;
  }

  /** Scheme, host and port. */
  origin(): string {
    if (!this.server) throw new Error("the servers have not been started");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}
