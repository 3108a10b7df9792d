/** The observation of a healthy node; each test changes one thing of it. */
import type { NodeContainer } from "../../cli/health/probe/container";
import type { Observation } from "../../cli/health/observe";
import { parseProbeResult } from "../../cli/health/probe/protocol";
import { statusReport } from "../../cli/health/status-report";
import { statusFindings } from "../../cli/health/status-findings";
import type { DutySchedule } from "../../cli/health/work/schedule";
import { slotRange } from "../../cli/duties/duties";
import type { NetworkAnswer } from "../../remote/query-network";
import { parseSettings } from "../../settings/parse";

export const ATTESTER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
export const PUBLISHER = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
export const NOW = Date.UTC(2026, 0, 31, 12);
const before = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

const PORTS = {
  "40400/tcp": [{ HostPort: "40400" }],
  "40400/udp": [{ HostPort: "40400" }],
  "8080/tcp": [{ HostPort: "8080" }],
};

export const container: NodeContainer = {
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
  HostConfig: { PortBindings: PORTS },
  NetworkSettings: { Networks: { "aztec-validator-testnet": {} }, Ports: { ...PORTS, "8880/tcp": null } },
};

/** A word of a contract's result. */
const word = (value: bigint | number) => BigInt(value).toString(16).padStart(64, "0");
const words = (...values: (bigint | number)[]) => `0x${values.map(word).join("")}`;
const E18 = 10n ** 18n;

/** An attester in the contract. @param exit amount, and seconds since 1970 */
export function view(status: number, stake = 200_000n, exit?: readonly [bigint, number]): string {
  const begun = exit ? [1, exit[0] * E18, exit[1], 0, 1, 1] : [0, 0, 0, 0, 0, 0];
  return words(status, stake * E18, ...begun, 0, 0, 0);
}

/** A checkpoint in the contract. */
export const checkpoint = (slot: number) => words(0, 0, 0, 0, 0, 0, slot);

/** Slot 101, of epoch 3, began 20 seconds ago. */
export const CLOCK = { genesisTime: NOW / 1000 - 20 - 101 * 72, slotSeconds: 72, epochSlots: 32 };

/** The attester is in the committee of epoch 4, and proposes in slot 140. */
const SCHEDULE: DutySchedule = {
  rollup: "0x01",
  clock: CLOCK,
  lastSlot: 159,
  duties: slotRange(128, 159).map((slot) => ({
    slot,
    kind: slot === 140 ? "proposal" : "attestation",
    attester: ATTESTER,
  })),
};

/** The state of the chain and of the attester, with slots of 72 seconds. */
export function work(changed: object = {}, answers: object = {}): object {
  const all = {
    pending: words(40),
    proven: words(30),
    slot: words(101),
    slotSeconds: words(72),
    epochSlots: words(32),
    genesisTime: words(CLOCK.genesisTime),
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
  return {
    chain: { value: { ...value, ...changed } },
    nodeCheckpoint: 40,
    blobs: [BLOBS],
    rewards: { value: REWARDS },
  };
}
/** 1234.5 tokens of 18 decimals. */
const REWARDS = {
  claimable: words(1),
  symbol: `${words(32, 5)}${Buffer.from("AZTEC").toString("hex").padEnd(64, "0")}`,
  decimals: words(18),
  amounts: { [ATTESTER]: words((12_345n * E18) / 10n) },
};
const BLOBS = { server: "beacon.example.org", block: 8, slot: 9, endpoint: "blobs", requested: 1, received: 1 };

/** A number as a contract returns it. */
export const number = (value: number) => words(value);

/** Statistics of an attester with a duty in each of the last 40 slots. @param missed number of missed ones, the last */
export function stats(missed: number): object {
  const slots = Array.from({ length: 40 }, (_, index) => 60 + index);
  const status = (slot: number) => (slot % 24 === 1 ? "checkpoint-mined" : "attestation-sent");
  const history = slots.map((slot) => ({
    slot,
    status: slot >= 100 - missed ? "attestation-missed" : status(slot),
  }));
  return {
    missedAttestations: { count: missed, total: 38, currentStreak: missed },
    missedProposals: { count: 0, total: 2, currentStreak: 0 },
    lastProposal: { slot: "97", timestamp: String(NOW / 1000 - 288), date: "" },
    lastAttestation: { slot: "96", timestamp: String(NOW / 1000 - 360), date: "" },
    history,
  };
}

/** Output of the probe. */
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
    stats: { value: { stats: { [ATTESTER.toLowerCase()]: stats(2) }, initialSlot: 59, lastProcessedSlot: 99 } },
  },
  l1Servers: [
    {
      server: "l1.example.org",
      chainId: 11155111,
      milliseconds: 40,
      date: new Date(NOW).toUTCString(),
      head: { number: 8, timestamp: NOW / 1000 - 5 },
    },
  ],
  beaconServers: [{ server: "beacon.example.org", milliseconds: 50, slot: 9 }],
  chain: {
    attesters: { [ATTESTER]: { value: "0x1" } },
    balances: { [PUBLISHER]: { value: "0xde0b6b3a7640000" } },
  },
  work: work(),
  now: NOW,
  disk: { value: { free: 600e9, size: 1000e9 } },
};

/** The answer of a network whose rollup the node serves. */
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

/** @param changed parts of the probe's output */
export function observation(changed: object = {}): Observation {
  return {
    stackInfo: {
      stack: "testnet",
      exists: true,
      upCommand: "pulumi up --stack testnet",
      settings,
      docker: ["ssh", "a@b", "docker"],
      container: "aztec-validator-testnet",
      volume: "aztec-validator-testnet-data",
      signers: { attesters: [ATTESTER], publishers: [PUBLISHER] },
      coinbases: { [ATTESTER]: ATTESTER },
    },
    source: "node host",
    container,
    answers: parseProbeResult(JSON.stringify({ ...printed, ...changed })),
    dialResult: {
      endpoint: { address: "20.30.40.50", tcp: 40400, udp: 40400 },
      tcp: undefined,
      udp: undefined,
      from: "outside",
      isOwn: false,
    },
    network: NETWORK,
    schedule: SCHEDULE,
    now: NOW,
  };
}

export const l1Servers = (changed: object) => observation({ l1Servers: [{ ...printed.l1Servers[0], ...changed }] });
export const node = (changed: object) => observation({ node: { ...printed.node, ...changed } });
export const state = (changed: object): Observation => ({
  ...observation({ node: undefined }),
  container: { ...container, State: { ...container.State, ...changed } },
});

export function withAnswers({ answers }: Observation) {
  if (!answers) throw new Error("no answers");
  return answers;
}

export function withStopped() {
  const { settings } = observation().stackInfo;
  if (!settings) throw new Error("no settings");
  return { ...settings, stopped: true };
}

export function dialResult() {
  const from = observation().dialResult;
  if (!from) throw new Error("not dialled");
  return from;
}

export function closed(changed: { tcp?: string; udp?: string }): Observation {
  return { ...observation(), dialResult: { ...dialResult(), ...changed } };
}

export function stopped(bySettings: boolean): Observation {
  const stackInfo = {
    ...observation().stackInfo,
    container: undefined,
    ...(bySettings ? { settings: withStopped() } : {}),
  };
  return { stackInfo, source: "this machine", now: NOW };
}

export function notUp(): Observation {
  const { stack, exists, upCommand, settings, signers } = observation().stackInfo;
  return { stackInfo: { stack, exists, upCommand, settings, signers }, source: "this machine", now: NOW };
}

/** Lines of the findings that are not ok. */
export const bad = (from: Observation) =>
  statusFindings(from)
    .filter(({ severity }) => severity !== "ok")
    .map(({ check, severity, message }) => `${severity} ${check}: ${message}`);
export const verdict = (from: Observation) => [statusReport(from).exitCode, statusReport(from).summary];
