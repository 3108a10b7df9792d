/** Findings of `status` and `doctor` on the network: another rollup, a newer release, a move to come. */
import { describe, expect, it } from "vitest";
import type { Observation } from "../observe";
import { worstExitCode } from "../finding";
import { statusReport } from "../status-report";
import type { NetworkAnswer, Proposal } from "../../../remote/query-network";
import { parseSettings } from "../../../settings/parse";
import { bad, NETWORK, node, observation, state, verdict } from "../../../test/fakes/observation";

const NEW = "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9";
const OTHER = "0x00000000000000000000000000000000000000A3";
const moved = { address: NEW, version: 2_914_217_885, genesisArchiveRoot: `0x${"2b".repeat(32)}` };
const unknownRollup = { ...moved, address: OTHER, version: 77 };

const withNetwork = (changed: Partial<NetworkAnswer>, from = observation()): Observation => ({
  ...from,
  network: { ...NETWORK, ...changed },
});
const standby = node({
  ready: { error: "answers 404: there is no JSON-RPC", httpStatus: 404 },
  info: { error: "answers 404" },
});
const todos = (from: Observation) =>
  statusReport(from).findings.flatMap(({ severity, remedy }) => (severity === "ok" ? [] : [remedy]));

describe("a node that serves another rollup than its network runs", () => {
  it("is unhealthy: the finding has the network's rollup, the node's rollup and the command", () => {
    const from = withNetwork({ rollup: moved });
    expect(verdict(from)).toEqual([
      1,
      `testnet is NOT healthy: the network has moved to rollup ${NEW} (version 2914217885); this node serves version 1821665230.`,
    ]);
    expect(todos(from)).toEqual(["aztec-validator update 6.0.0-rc.1 --stack testnet"]);
    expect(statusReport(from).facts.rollup).toEqual({
      registry: NETWORK.registry,
      address: NEW,
      version: 2_914_217_885,
      release: "6.0.0-rc.1",
      genesisArchiveRoot: moved.genesisArchiveRoot,
      nodeRollupVersion: 1_821_665_230,
      servedByNode: false,
      error: null,
    });
  });

  it("is sent to the recommended release if no known release serves the rollup, and never to an older one", () => {
    const config = { server: "example.org", isOwn: false, nodeVersion: "7.0.0" };
    expect(todos(withNetwork({ rollup: unknownRollup, config }))[0]).toBe(
      "aztec-validator update 7.0.0 --stack testnet",
    );
    expect(todos(withNetwork({ rollup: unknownRollup, config: { ...config, nodeVersion: "5.1.0" } }))[0]).toBe(
      "aztec-validator update <release> --stack testnet",
    );
  });

  it("is to be restarted if its own release serves the rollup", () => {
    const rollup = { ...moved, address: NEW };
    const own = { ...NETWORK.node, nodeVersion: "6.0.0-rc.1" };
    expect(todos(withNetwork({ rollup, node: own }))).toEqual([
      "restart the node, since its release serves the new rollup: aztec-validator stop --stack testnet && aztec-validator start --stack testnet",
    ]);
  });

  it("on purpose is healthy, with a warning", () => {
    const from = withNetwork({ rollup: moved });
    const pinned = { network: "testnet", release: "6.0.0", extraEnv: { ROLLUP_VERSION: "1821665230" } };
    const meant: Observation = { ...from, stackInfo: { ...from.stackInfo, settings: parseSettings(pinned).settings } };
    expect(verdict(meant)).toEqual([0, "testnet is healthy, with 1 warning."]);
    expect(bad(meant)).toEqual([
      `warning network: the network has moved to rollup ${NEW} (version 2914217885); this node serves version 1821665230, as extraEnv.ROLLUP_VERSION says`,
    ]);
  });

  it("by its settings is healthy too, until it is in standby", () => {
    const settings = parseSettings({ network: "testnet", release: "6.0.0", allowOtherRollup: true }).settings;
    const meant = (from: Observation): Observation => ({ ...from, stackInfo: { ...from.stackInfo, settings } });
    expect(verdict(meant(withNetwork({ rollup: moved })))).toEqual([0, "testnet is healthy, with 1 warning."]);
    expect(verdict(meant(withNetwork({ rollup: moved, node: undefined }, standby)))).toEqual([
      1,
      "testnet is NOT healthy: in standby: its release does not fit the network's contracts.",
    ]);
  });

  it("by its image is reported even if the node has exited", () => {
    const ended = state({ Status: "restarting", ExitCode: 1 });
    const from = withNetwork(
      { rollup: unknownRollup, node: undefined, imageGenesisRoot: `0x${"3c".repeat(32)}` },
      ended,
    );
    expect(verdict(from)).toEqual([
      1,
      `testnet is NOT healthy: the network runs rollup ${OTHER} (version 77); release 6.0.0 does not serve it.`,
    ]);
    const imageGenesisRoot = unknownRollup.genesisArchiveRoot;
    const fits = withNetwork({ rollup: unknownRollup, node: undefined, imageGenesisRoot }, ended);
    expect(statusReport(fits).facts.rollup?.servedByNode).toBe(true);
  });

  it("in standby is reported before the standby that follows from it", () => {
    const from = withNetwork({ rollup: moved, node: undefined }, standby);
    expect(verdict(from)).toEqual([
      1,
      `testnet is NOT healthy: the network runs rollup ${NEW} (version 2914217885); release 6.0.0 does not serve it, so the node is in standby.`,
    ]);
    expect(statusReport(from).facts.rollup).toMatchObject({ servedByNode: false, nodeRollupVersion: null });
    // The root of the archive is not all that has to fit.
    const root = withNetwork({ node: undefined, imageGenesisRoot: NETWORK.rollup?.genesisArchiveRoot }, standby);
    expect(statusReport(root).facts.rollup?.servedByNode).toBe(false);
  });
});

describe("a network that cannot be queried", () => {
  it("makes no healthy node unhealthy, whichever answer is missing", () => {
    const unknown = "l1.example.org does not answer: ECONNREFUSED";
    const config = { server: "example.org", isOwn: false, error: "does not answer: ENOTFOUND" };
    const from = withNetwork({ rollup: undefined, unknown, config, proposals: undefined });
    expect(verdict(from)).toEqual([0, "testnet is healthy."]);
    expect(bad(from)).toEqual([
      "unknown release: the recommended release is unknown: example.org does not answer: ENOTFOUND",
      `unknown network: the network's rollup is unknown: ${unknown}`,
    ]);
    expect(statusReport(from).facts).toMatchObject({
      proposals: null,
      recommendedRelease: null,
      rollup: { error: unknown },
    });
  });

  it("is null in --json if there is no network to query", () => {
    expect(statusReport({ ...observation(), network: undefined }).facts).toMatchObject({
      rollup: null,
      proposals: null,
    });
  });
});

describe("the release of a node", () => {
  const recommends = (nodeVersion: string) =>
    withNetwork({ config: { server: "example.org", isOwn: false, nodeVersion } });
  const releaseFindingsOf = (from: Observation) =>
    statusReport(from).findings.filter(({ check }) => check === "release");

  it("is compared with the recommended release", () => {
    expect(releaseFindingsOf(recommends("6.0.1"))).toEqual([
      {
        check: "release",
        severity: "warning",
        remedy: "aztec-validator update 6.0.1 --stack testnet",
        message: "the network recommends 6.0.1, this node runs 6.0.0",
      },
    ]);
    expect(releaseFindingsOf(recommends("6.0.0"))).toEqual([
      { check: "release", severity: "ok", message: "6.0.0, as the network recommends" },
    ]);
    expect(releaseFindingsOf(recommends("5.1.0"))).toEqual([
      { check: "release", severity: "ok", message: "6.0.0; the network recommends 5.1.0" },
    ]);
    expect(statusReport(recommends("6.0.1")).facts.recommendedRelease).toBe("6.0.1");
  });

  it("is no reason for a warning if it serves the network's rollup, even if a newer one exists", () => {
    const older = node({ info: { value: { nodeVersion: "5.0.0" } } });
    const message = "5.0.0, which serves the network's rollup; 6.0.0 is the newest known release";
    expect(releaseFindingsOf({ ...older, network: NETWORK })).toEqual([{ check: "release", severity: "ok", message }]);
  });
});

describe("a proposal that would move the network", () => {
  const at = (text: string) => Date.parse(text) / 1000;
  const proposal: Proposal = {
    id: 12,
    state: "queued",
    rollup: NEW,
    times: {
      pendingUntil: at("2026-10-10T09:00Z"),
      activeUntil: at("2026-10-17T09:00Z"),
      queuedUntil: at("2026-10-19T09:00Z"),
      executableUntil: at("2026-10-26T09:00Z"),
    },
  };
  const moves = `Proposal 12 moves it to rollup ${NEW}`;

  it.each([
    [
      "pending",
      `the network may move. ${moves}: the vote on it begins 2026-10-10 09:00 UTC. Have release 6.0.0-rc.1 ready by 2026-10-19 09:00 UTC`,
    ],
    [
      "active",
      `the network may move. ${moves}: the vote on it ends 2026-10-17 09:00 UTC. Have release 6.0.0-rc.1 ready by 2026-10-19 09:00 UTC`,
    ],
    [
      "queued",
      `the network is about to move. ${moves}, and was accepted. Have release 6.0.0-rc.1 ready by 2026-10-19 09:00 UTC`,
    ],
    [
      "executable",
      `the network may move at any time. ${moves}, and can be executed until 2026-10-26 09:00 UTC. Have release 6.0.0-rc.1 ready now`,
    ],
  ] as const)("is a warning while it is %s, with its time", (state, message) => {
    const from = withNetwork({ proposals: [{ ...proposal, state }] });
    expect(bad(from)).toEqual([`warning proposal: ${message}`]);
    expect(todos(from)).toEqual(["after the move: aztec-validator update 6.0.0-rc.1 --stack testnet"]);
    expect(verdict(from)).toEqual([0, "testnet is healthy, with 1 warning."]);
  });

  it("is in --json with state and times, and sets the exit code with --fail-on", () => {
    const from = withNetwork({ proposals: [proposal] });
    expect(statusReport(from).facts.proposals).toEqual([
      {
        id: 12,
        state: "queued",
        rollup: NEW,
        release: "6.0.0-rc.1",
        votingFrom: "2026-10-10T09:00:00.000Z",
        votingUntil: "2026-10-17T09:00:00.000Z",
        executableFrom: "2026-10-19T09:00:00.000Z",
        executableUntil: "2026-10-26T09:00:00.000Z",
      },
    ]);
    expect([
      statusReport(from).exitCode,
      statusReport(from, true).exitCode,
      statusReport(observation(), true).exitCode,
    ]).toEqual([0, 3, 0]);
    expect(statusReport(withNetwork({ rollup: moved }), true).exitCode).toBe(1);
  });

  it("is not reported once the network has moved there", () => {
    expect(bad(withNetwork({ proposals: [{ ...proposal, rollup: NETWORK.rollup?.address ?? "" }] }))).toEqual([]);
  });

  it("to a rollup that no known release serves has no release in its finding", () => {
    const from = withNetwork({ proposals: [{ ...proposal, rollup: OTHER }] });
    expect(todos(from)).toEqual(["after the move: aztec-validator update <release> --stack testnet"]);
    expect(bad(from)[0]).toContain("Have the release that serves it ready by 2026-10-19 09:00 UTC");
  });
});

describe("exit codes", () => {
  it("of several stacks are that of the worst: unknown, unhealthy, warning, healthy", () => {
    expect([[], [0, 3], [3, 1, 0], [1, 2, 3]].map(worstExitCode)).toEqual([0, 3, 1, 2]);
  });
});
