/** A healthy node, as `status` sees it: tests change one thing of it. */
import type { Container } from "../../cli/health/ask";
import type { Seen } from "../../cli/health/gather";
import { readAnswers } from "../../cli/health/questions";
import { report } from "../../cli/health/report";
import { statusFindings } from "../../cli/health/status-findings";
import type { NetworkAnswer } from "../../remote/ask-network";
import { parseSettings } from "../../settings/parse";

export const ATTESTER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
export const PUBLISHER = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
export const NOW = Date.UTC(2026, 0, 31, 12);
const before = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

export const container: Container = {
  Image: "sha256:1234",
  RestartCount: 0,
  State: {
    Status: "running",
    ExitCode: 0,
    OOMKilled: false,
    StartedAt: before(7500),
    Health: { Status: "healthy", Log: [{ End: before(9), ExitCode: 0, Output: "{}" }] },
  },
  Config: {
    User: "10001:10001",
    Env: ["DATA_DIRECTORY=/var/lib/data", "ETHEREUM_HOSTS=https://l1.example.org"],
    Healthcheck: { Test: ["CMD", "node", "-e", "…", "8080", "aztec", "40400"] },
  },
  NetworkSettings: { Networks: { "aztec-validator-testnet": {} } },
};

/** A word of an answer of a contract. */
const word = (value: bigint | number) => BigInt(value).toString(16).padStart(64, "0");
const words = (...values: (bigint | number)[]) => `0x${values.map(word).join("")}`;
const E18 = 10n ** 18n;

/** What the contract says of an attester. @param exit amount, and seconds since 1970 */
export function view(status: number, stake = 200_000n, exit?: readonly [bigint, number]): string {
  const begun = exit ? [1, exit[0] * E18, exit[1], 0, 1, 1] : [0, 0, 0, 0, 0, 0];
  return words(status, stake * E18, ...begun, 0, 0, 0);
}

/** What the contract says of a checkpoint. */
export const checkpoint = (slot: number) => words(0, 0, 0, 0, 0, 0, slot);

/** How far the chain is, and what the contract knows of the attester: 72 seconds a slot. */
export function work(changed: object = {}, answers: object = {}): object {
  const all = {
    pending: words(40),
    proven: words(30),
    slot: words(101),
    slotSeconds: words(72),
    attesterCount: words(24),
    queueLength: words(0),
    flushSize: words(4),
    stake: words(200_000n * E18),
    leastStake: words(190_000n * E18),
  };
  const value = {
    answers: { ...all, ...answers },
    prune: words(0),
    views: { [ATTESTER]: view(1) },
    last: checkpoint(100),
  };
  return { chain: { value: { ...value, ...changed } }, own: 40, blobs: [BLOBS] };
}
const BLOBS = { server: "beacon.example.org", block: 8, slot: 9, endpoint: "blobs", wanted: 1, had: 1 };

/** A number of the contract, as an answer. */
export const number = (value: number) => words(value);

/** What the node knows of an attester's duties: one in each of the last 40 slots. @param missed of the last ones */
export function stats(missed: number): object {
  const slots = Array.from({ length: 40 }, (_, index) => 60 + index);
  const history = slots.map((slot) => ({
    slot,
    status: slot >= 100 - missed ? "attestation-missed" : "attestation-sent",
  }));
  return {
    missedAttestations: { count: missed, total: 38, currentStreak: missed },
    missedProposals: { count: 0, total: 2, currentStreak: 0 },
    lastProposal: { slot: "97", timestamp: String(NOW / 1000 - 288), date: "" },
    history,
  };
}

/** What the questions print. */
export const printed = {
  node: {
    ready: { value: true },
    info: { value: { nodeVersion: "6.0.0", l1ChainId: 11155111, rollupVersion: 7, enr: "enr:-abc" } },
    tips: {
      value: {
        proposed: { number: 120, hash: "0x" },
        checkpointed: { block: { number: 118 }, checkpoint: { number: 40 } },
        proven: { block: { number: 90 }, checkpoint: { number: 30 } },
      },
    },
    peers: { value: [...Array<object>(12).fill({ status: "connected" }), { status: "cached" }] },
    synced: { value: NOW / 1000 - 14 },
    stats: { value: { stats: { [ATTESTER.toLowerCase()]: stats(2) } } },
  },
  execution: [
    { server: "l1.example.org", chainId: 11155111, milliseconds: 40, head: { number: 8, timestamp: NOW / 1000 - 5 } },
  ],
  consensus: [{ server: "beacon.example.org", milliseconds: 50, slot: 9 }],
  chain: {
    attesters: { [ATTESTER]: { value: "0x1" } },
    balances: { [PUBLISHER]: { value: "0xde0b6b3a7640000" } },
  },
  work: work(),
  now: NOW,
  disk: { value: { free: 600e9, size: 1000e9 } },
};

/** What the network answers: the node serves its rollup. */
export const NETWORK: NetworkAnswer = {
  registry: "0xA0BFb1B494FB49041e5c6e8c2C1BE09cD171c6Ba",
  rollup: {
    address: "0xD73A91bdcF6891C7642F3e460036e1ef2CC23178",
    version: 1_821_665_230,
    genesisArchiveRoot: `0x${"1a".repeat(32)}`,
  },
  node: {
    nodeVersion: "6.0.0",
    rollupVersion: 1_821_665_230,
    l1ContractAddresses: { rollupAddress: "0xd73a91bdcf6891c7642f3e460036e1ef2cc23178" },
  },
  proposals: [],
  now: NOW,
};

const { settings } = parseSettings({
  network: "testnet",
  release: "6.0.0",
  host: { kind: "ssh", address: "203.0.113.7" },
});

/** @param changed what is printed instead */
export function seen(changed: object = {}): Seen {
  return {
    known: {
      stack: "testnet",
      isThere: true,
      upCommand: "pulumi up --stack testnet",
      settings,
      docker: ["ssh", "a@b", "docker"],
      container: "aztec-validator-testnet",
      volume: "aztec-validator-testnet-data",
      signers: { attesters: [ATTESTER], publishers: [PUBLISHER] },
    },
    container,
    answers: readAnswers(JSON.stringify({ ...printed, ...changed })),
    dialled: {
      endpoint: { address: "20.30.40.50", tcp: 40400, udp: 40400 },
      tcp: undefined,
      udp: undefined,
      from: "outside",
      isOwn: false,
    },
    network: NETWORK,
    now: NOW,
  };
}

export const execution = (changed: object) => seen({ execution: [{ ...printed.execution[0], ...changed }] });
export const node = (changed: object) => seen({ node: { ...printed.node, ...changed } });
export const state = (changed: object): Seen => ({
  ...seen({ node: undefined }),
  container: { ...container, State: { ...container.State, ...changed } },
});

export function withAnswers({ answers }: Seen) {
  if (!answers) throw new Error("no answers");
  return answers;
}

export function withStopped() {
  const { settings } = seen().known;
  if (!settings) throw new Error("no settings");
  return { ...settings, stopped: true };
}

export function dialled() {
  const from = seen().dialled;
  if (!from) throw new Error("not dialled");
  return from;
}

export function closed(changed: { tcp?: string; udp?: string }): Seen {
  return { ...seen(), dialled: { ...dialled(), ...changed } };
}

export function stopped(bySettings: boolean): Seen {
  const known = { ...seen().known, container: undefined, ...(bySettings ? { settings: withStopped() } : {}) };
  return { known, now: NOW };
}

export function notUp(): Seen {
  const { stack, isThere, upCommand, settings, signers } = seen().known;
  return { known: { stack, isThere, upCommand, settings, signers }, now: NOW };
}

/** What is not ok, in a line each. */
export const bad = (from: Seen) =>
  statusFindings(from)
    .filter(({ severity }) => severity !== "ok")
    .map(({ check, severity, message }) => `${severity} ${check}: ${message}`);
export const verdict = (from: Seen) => [report(from).exitCode, report(from).summary];
