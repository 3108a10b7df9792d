/** Findings of `status` from an observation; no stack, engine, node or L1 is queried. */
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { stateOfLine } from "../../node/log-states";
import { statusReport, statusReportSchema } from "./status-report";
import { renderFindings } from "./screen";
import { statusFindings } from "./status-findings";
import type { Observation } from "./observe";
import {
  ATTESTER,
  bad,
  checkpoint,
  closed,
  container,
  l1Servers,
  node,
  notUp,
  NOW,
  number,
  printed,
  PUBLISHER,
  observation,
  state,
  stopped,
  stats,
  verdict,
  view,
  withAnswers,
  withStopped,
  work,
} from "../../test/fakes/observation";

describe("a healthy node", () => {
  it("is shown on one screen", async () => {
    const { summary, findings } = statusReport(observation());
    const lines = renderFindings(summary, "healthy", findings, new PassThrough());
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("../../test/golden/status.txt");
  });

  it("is printed as JSON by the schema, with exit code 0", async () => {
    const report = statusReport(observation());
    expect(statusReportSchema.parse(report)).toEqual(report);
    expect(report.exitCode).toBe(0);
    await expect(`${JSON.stringify(report, undefined, 2)}\n`).toMatchFileSnapshot("../../test/golden/status.json");
  });
});

it("a container that is gone is made again only if no other machine runs the node, unless the state names this machine", () => {
  const gone = { ...observation(), container: undefined };
  const remedyOf = (one: Observation) => statusReport(one).findings.find(({ check }) => check === "running")?.remedy;
  const refresh = "pulumi up --refresh --stack testnet";
  expect(remedyOf(gone)).toBe(`make sure that no other machine runs it, then: ${refresh}`);
  expect(remedyOf({ ...gone, stackInfo: { ...gone.stackInfo, machine: "0123" } })).toBe(refresh);
});

/** Two attesters with a publisher each, of which one is empty. */
function withTwoAttesters(): Observation {
  const [other, funded] = ["0x52908400098527886E0F7030069857D2E4169EE7", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"];
  const balances = { [PUBLISHER]: { value: "0x0" }, [funded]: { value: "0xde0b6b3a7640000" } };
  const from = observation({
    chain: { ...printed.chain, balances },
    work: work({ views: { [ATTESTER]: view(1), [other]: view(1) } }),
  });
  const signers = { attesters: [ATTESTER, other], publishers: [PUBLISHER, funded] };
  const publishersOf = { [ATTESTER]: [PUBLISHER], [other]: [funded] };
  return { ...from, stackInfo: { ...from.stackInfo, signers, publishersOf } };
}

describe("an unhealthy node is reported with its cause", () => {
  it.each<[string, Observation, string]>([
    ["stopped by its settings", stopped(true), "the node is stopped, as its settings require"],
    ["without a container in the state", stopped(false), "there is no node yet"],
    ["not up", notUp(), "the stack is not up"],
    [
      "gone from its host",
      { ...observation(), container: undefined },
      "its container aztec-validator-testnet no longer exists on its host: it was not removed by this stack",
    ],
    ["ended by hand", state({ Status: "exited", ExitCode: 143 }), "the container is exited (exit code 143)"],
    ["paused", state({ Status: "paused" }), "the container is paused"],
    [
      "out of memory",
      state({ Status: "exited", OOMKilled: true }),
      "the container is exited (out of memory: the node exceeded memoryMb)",
    ],
    [
      "without an answer",
      node({ ready: { error: "does not answer: connect 127.0.0.1:8404" } }),
      "its JSON-RPC does not answer: connect 127.0.0.1:8404",
    ],
    [
      "in standby",
      node({ ready: { error: "answers 404: there is no JSON-RPC", httpStatus: 404 } }),
      "in standby: its release does not fit the network's contracts",
    ],
    ["synchronising", node({ ready: { value: false } }), "the node is still synchronising"],
    [
      "behind the L1",
      observation({ work: work({ next: checkpoint(94) }, { pending: number(47) }) }),
      "block 120, 118 checkpointed, 90 proven; L1 read up to 14 s ago; 7 checkpoints behind the L1; the next one was published 7 slots (8 min) ago",
    ],
    [
      "that has not read the L1",
      node({ synced: { value: NOW / 1000 - 900 } }),
      "block 120, 118 checkpointed, 90 proven; L1 read only up to 15 min ago",
    ],
    ["alone", node({ peers: { value: [] } }), "0 connected"],
    [
      "without L1",
      l1Servers({ error: "does not answer: ECONNREFUSED" }),
      "l1.example.org does not answer: ECONNREFUSED",
    ],
    ["on the wrong chain", l1Servers({ chainId: 1 }), "l1.example.org is on the wrong chain: 1 instead of 11155111"],
    [
      "on an L1 out of sync",
      l1Servers({ head: { number: 8, timestamp: NOW / 1000 - 3000 } }),
      "l1.example.org is out of sync: its last block, 8, is 50 min old",
    ],
    [
      "without a beacon server",
      observation({
        beaconServers: [{ server: "b.example.org", error: "answers HTTP 503 to /eth/v1/beacon/headers" }],
      }),
      "b.example.org answers HTTP 503 to /eth/v1/beacon/headers",
    ],
    [
      "closed on TCP",
      closed({ tcp: "refused" }),
      "20.30.40.50:40400 does not answer on TCP: refused, dialled from this machine",
    ],
    [
      "closed on UDP",
      closed({ udp: "no answer in 5 s" }),
      "20.30.40.50:40400 does not answer on UDP: no answer in 5 s, dialled from this machine",
    ],
    [
      "slashed",
      observation({ work: work({ views: { [ATTESTER]: view(2, 0n, [189_000n, 1_800_000_000]) } }) }),
      `${ATTESTER} was slashed below the minimum stake and removed from the validator set: it does not attest; 189000 AZTEC can be withdrawn from 2027-01-15 08:00 UTC`,
    ],
    [
      "on a full disk",
      observation({ disk: { value: { free: 8e9, size: 1000e9 } } }),
      "the data volume's disk is nearly full: 8.0 GB of 1.0 TB free (0 %)",
    ],
    [
      "with an attester none of whose publishers can pay, beside another attester's",
      withTwoAttesters(),
      `${PUBLISHER} has 0.0000 ETH: no publisher of its attester can pay for a proposal`,
    ],
    [
      "without a publisher that can pay",
      observation({ chain: { ...printed.chain, balances: { [PUBLISHER]: { value: "0x9184e729fff" } } } }),
      `${PUBLISHER} has 0.0000 ETH: no publisher of its attester can pay for a proposal`,
    ],
    [
      "there against its settings",
      { ...observation(), stackInfo: { ...observation().stackInfo, settings: withStopped() } },
      "`stopped` is true, and the node's container still exists",
    ],
  ])("%s", (_, from, cause) => {
    expect(verdict(from)).toEqual([1, `testnet is NOT healthy: ${cause}.`]);
  });

  it("reports the L1 before its consequences", () => {
    const error = "does not answer: ENOTFOUND";
    const restarting = {
      ...container,
      RestartCount: 7,
      State: { ...container.State, Status: "restarting", ExitCode: 1 },
    };
    const from = { ...l1Servers({ error }), container: restarting, lastError: "HTTP request failed" };
    expect(verdict({ ...from, answers: { ...withAnswers(from), node: undefined } })).toEqual([
      1,
      "testnet is NOT healthy: l1.example.org does not answer: ENOTFOUND.",
    ]);
    expect(bad(from)).toContain(
      "failure running: the node exited 7 times (exit code 1); its last error: HTTP request failed",
    );
  });

  it("names what its log says of a node that is not ready, or that ends again and again, with the remedy", () => {
    const line = "Failed to fetch all blobs for 0xab from all blob sources";
    const logState = stateOfLine(line);
    const cause = "no beacon server has the blobs that the node needs, so it cannot read the chain further";
    const remedy = "use a supernode or semi-supernode: pulumi config set --secret l1ConsensusHosts --stack testnet";
    const named = { severity: "failure", remedy };
    expect(statusFindings({ ...node({ ready: { value: false } }), logState })).toContainEqual({
      ...named,
      check: "ready",
      message: `the node is still synchronising: ${cause}`,
    });
    const restarting = { ...container.State, Status: "restarting", ExitCode: 1 };
    const from = { ...observation(), container: { ...container, RestartCount: 7, State: restarting } };
    expect(statusFindings({ ...from, lastError: line, logState })[0]).toEqual({
      ...named,
      check: "running",
      message: `the node exited 7 times (exit code 1): ${cause}`,
    });
  });

  it.each([
    [0, "exit code 0"],
    [143, "exit code 143"],
    [1, "exit code 1); its last error: BlockNotFoundError"],
  ])("reports no old warning as the reason of a stopped node: exit code %d", (ExitCode, message) => {
    const from = { ...state({ Status: "exited", ExitCode }), lastError: "BlockNotFoundError" };
    expect(bad(from)[0]).toMatch(`failure running: the container is exited (${message}`);
    expect(bad(from)[0]?.endsWith("BlockNotFoundError")).toBe(ExitCode === 1);
  });

  it.each([
    "driver failed programming external connectivity on endpoint x (0a1b): Bind for 0.0.0.0:40400 failed: port is already allocated",
    "Error starting userland proxy: listen tcp4 0.0.0.0:40400: bind: address already in use",
  ])("says how to see what uses a port that Docker could not publish: %s", (words) => {
    const [finding] = statusFindings(state({ Status: "exited", ExitCode: 128, Error: words }));
    expect(finding).toEqual({
      check: "running",
      severity: "failure",
      message: `the container is exited (exit code 128); Docker could not start it: ${words}`,
      remedy:
        "see what uses port 40400, on the host: sudo ss -tuanp 'sport = :40400'; docker ps --filter publish=40400. Once it is free: aztec-validator start --stack testnet; doctor says how to keep it free",
    });
  });
});

describe("a healthy node with warnings", () => {
  it.each<[string, Observation, string]>([
    [
      "an older release",
      { ...node({ info: { value: { ...printed.node.info.value, nodeVersion: "5.0.0" } } }), network: undefined },
      "release: 5.0.0; 6.0.0 is the newest known release",
    ],
    [
      "restarts by Docker",
      {
        ...observation(),
        container: {
          ...container,
          RestartCount: 7,
          State: { ...container.State, StartedAt: new Date(NOW - 180_000).toISOString() },
        },
      },
      "running: for 3 min; restarted 7 times, after it had ended",
    ],
    ["few peers", node({ peers: { value: [{ status: "connected" }] } }), "peers: 1 connected"],
    [
      "not in the set",
      observation({ work: work({ views: { [ATTESTER]: view(0, 0n) } }) }),
      `attester: ${ATTESTER} is not in the validator set: it does not attest`,
    ],
    [
      "many missed",
      node({ stats: { value: { stats: { [ATTESTER]: stats(8) } } } }),
      `attester: ${ATTESTER} is in the validator set; missed 8 of its last 32 duties; last proposal in slot 97, 5 min ago; last attestation in slot 96, 6 min ago`,
    ],
    [
      "a poor publisher",
      observation({ chain: { ...printed.chain, balances: { [PUBLISHER]: { value: "0x16345785d89ffff" } } } }),
      `publisher: ${PUBLISHER} has 0.0999 ETH: below 0.1`,
    ],
    [
      "an empty publisher of an attester that is in no set",
      observation({
        work: work({ views: { [ATTESTER]: view(0, 0n) } }),
        chain: { ...printed.chain, balances: { [PUBLISHER]: { value: "0x0" } } },
      }),
      `publisher: ${PUBLISHER} has 0.0000 ETH: below 0.1`,
    ],
    [
      "a disk that fills",
      observation({ disk: { value: { free: 100e9, size: 1000e9 } } }),
      "disk: the disk is filling up: 100 GB of 1.0 TB free (10 %)",
    ],
    [
      "a clock that drifts",
      l1Servers({ date: new Date(NOW + 4000).toUTCString() }),
      "clock: differs from the clock of every L1 server by 4 s or more",
    ],
    [
      "a slow L1",
      l1Servers({ milliseconds: 2100 }),
      "L1: l1.example.org: block 8, 5 s old; answers in 2100 ms; it is slow",
    ],
  ])("%s", (_, from, warning) => {
    expect(bad(from).slice(-1)).toEqual([`warning ${warning}`]);
    expect(statusReport(from).exitCode).toBe(0);
  });

  it("one L1 of two that does not answer is a warning, and one on the wrong chain is a failure", () => {
    const two = (changed: object) =>
      observation({ l1Servers: [printed.l1Servers[0], { server: "other.example.org", ...changed }] });
    expect(bad(two({ error: "does not answer: ECONNREFUSED" }))).toEqual([
      "warning L1: other.example.org does not answer: ECONNREFUSED",
    ]);
    expect(statusReport(two({ chainId: 5, head: printed.l1Servers[0]?.head })).exitCode).toBe(1);
  });
});
