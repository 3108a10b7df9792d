/**
 * A beacon server loses its blobs under a validator that is at work: a real node and a real chain, under `pulumi up`.
 * The validator is alone in the committee: the node has to read its own checkpoints back from the blobs. The tests build
 * on each other.
 *
 * Differences from a real network: the beacon server (beacon.ts), the L1 (images/l1/l1.mjs), and its clock, which is
 * moved ahead by five slots instead of waiting for them, so that afterwards the L1 is ahead of the node's clock.
 */
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { statsOfOneSchema } from "../../cli/health/work/duties";
import { type StatusReport, statusReportSchema } from "../../cli/health/status-report";
import { dockerRunner } from "../../remote/docker";
import { checkOnce } from "../../remote/wait-ready";
import { ethereumAddress } from "../../keys/keys";
import { TEST_KEYS } from "../fixtures/samples";
import { BEACON_URL, loseBlobs, restoreBlobs, startBeacon, stopBeacon } from "./beacon";
import { L1Events } from "./l1-events";
import { EMPTY_BLOCKS, L1, moveClock, onChain, RPC_PORT, startChain, stopChain } from "./own-chain";
import { OwnStack } from "./own-stack";
import { docker, rpc } from "./test-stack";

const stack = new OwnStack("test-without-blobs");
const POLL = { timeout: 120_000, interval: 500 };
/** Seconds of 5 slots: a node that is behind for so long fails. */
const BEHIND = 60;
const events = new L1Events(L1, RPC_PORT);
const SETTINGS = {
  ...onChain(),
  l1ConsensusHosts: [BEACON_URL],
  // Far longer than a node without blobs is waited for.
  readyTimeoutSeconds: 600,
  sentinelEnabled: true,
  ...EMPTY_BLOCKS,
  extraEnv: { ETHEREUM_SLOT_DURATION: "4" },
};
const statsSchema = z.object({ stats: z.record(z.string(), statsOfOneSchema) });
const tipsSchema = z.object({ checkpointed: z.object({ checkpoint: z.object({ number: z.number() }) }) });
const NO_BLOBS = "no beacon server has the blobs that the node needs";

beforeAll(async () => {
  await stopBeacon();
  await startChain({ attesters: [ethereumAddress(TEST_KEYS.attester)] });
  await startBeacon();
  await stack.init();
  await stack.configure(SETTINGS);
});

afterAll(async () => {
  await stack.remove();
  await stopBeacon();
  await stopChain();
});

async function status(): Promise<StatusReport> {
  const { code, text } = await stack.cli("status", "--json");
  const statusReport = statusReportSchema.parse(JSON.parse(text));
  expect(code).toBe(statusReport.exitCode);
  return statusReport;
}

/** @param name of the check */
const finding = ({ findings }: StatusReport, name: string) => findings.find(({ check }) => check === name);
/** Duties of the validator that the node has seen done. */
async function dutiesDone(): Promise<number> {
  const { stats } = statsSchema.parse(await rpc("node_getValidatorsStats", RPC_PORT));
  const statuses = Object.values(stats).flatMap(({ history = [] }) => history.map((one) => one.status));
  return statuses.filter((one) => !one.endsWith("-missed")).length;
}

/** How many checkpoints the L1 has and the node has not. */
async function behind(): Promise<number> {
  const { checkpoint } = await events.last();
  const { checkpointed } = tipsSchema.parse(await rpc("node_getL2Tips", RPC_PORT));
  return checkpoint - checkpointed.checkpoint.number;
}

/** Runs the container's health check. */
const healthCheck = () => checkOnce(dockerRunner(["docker"]), stack.container);

/** Returns the node's log since its last start. */
async function log(): Promise<string> {
  const started = await docker("inspect", stack.container, "--format", "{{.State.StartedAt}}");
  return (await execa("docker", ["logs", "--since", started, stack.container], { all: true })).all ?? "";
}

describe("a validator whose beacon server has the blobs", () => {
  it("is healthy, up to date with the L1, and does its duties", async () => {
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    await expect.poll(dutiesDone, POLL).toBeGreaterThan(0);
    const statusReport = await status();
    expect(statusReport.exitCode, statusReport.summary).toBe(0);
    expect(finding(statusReport, "synced")?.severity).toBe("ok");
    expect(finding(statusReport, "synced")?.message).toMatch(/; up to date with the L1$/);
    expect(finding(statusReport, "blobs")).toEqual({
      check: "blobs",
      severity: "ok",
      message: `${new URL(BEACON_URL).host} has the blob of a block`,
    });
    expect(finding(statusReport, "attester")?.severity).toBe("ok");
    // On a busy machine, the first slots are over before a node that has just started has their blocks.
    const message = finding(statusReport, "attester")?.message ?? "";
    const [, missed, all] = / is in the validator set; missed (\d+) of its (\d+) dut/.exec(message) ?? [];
    expect(Number(missed), message).toBeLessThan(Number(all));
  });
});

describe("the same validator after the beacon server has lost them", () => {
  it("stays behind and still reports ready: status fails, and names the missing blobs and the remedy", async () => {
    await loseBlobs();
    await expect.poll(behind, POLL).toBe(1);
    await moveClock(BEHIND);
    const statusReport = await status();
    expect(statusReport.exitCode).toBe(1);
    expect(finding(statusReport, "blobs")).toEqual({
      check: "blobs",
      severity: "failure",
      message: `${new URL(BEACON_URL).host} does not have the blob of a block (endpoint blob_sidecars): answers HTTP 410 to blob_sidecars`,
      remedy: `use a supernode or semi-supernode: pulumi config set --secret l1ConsensusHosts --stack ${stack.name}`,
    });
    const synced = finding(statusReport, "synced");
    expect(synced?.severity).toBe("failure");
    expect(synced?.message).toMatch(/; 1 checkpoint behind the L1; the next one was published \d+ slots/);
    expect(synced?.remedy).toBe("fix the blobs check: the node continues once it gets the missing blobs");
    expect(statusReport.summary).toContain(`is NOT healthy: ${finding(statusReport, "blobs")?.message}`);
    for (const check of ["ready", "last check", "beacon"])
      expect([check, finding(statusReport, check)?.severity]).toEqual([check, "ok"]);
    expect((await healthCheck()).facts).toBeDefined();
  });

  it("does not become ready again after a restart", async () => {
    await docker("restart", stack.container);
    await expect.poll(log, POLL).toContain("Failed to fetch all blobs");
    expect(await healthCheck()).toMatchObject({ reason: "RPC does not answer: ECONNREFUSED" });
  });

  it("ends the wait of start before its time limit, which names the missing blobs", async () => {
    const { code, text } = await stack.cli("start");
    expect(code, text).toBe(1);
    expect(text).toMatch(new RegExp(`is not ready after \\d+ s: ${NO_BLOBS}`));
    expect(text).toContain(
      `→ use a supernode or semi-supernode: pulumi config set --secret l1ConsensusHosts --stack ${stack.name}`,
    );
    expect(text).not.toContain("is ready.");
  });

  it("continues once the blobs are back", async () => {
    await restoreBlobs();
    const { code, text } = await stack.cli("start");
    expect(code, text).toBe(0);
    expect(text).toContain(`The node of ${stack.name} is ready.`);
    await expect.poll(behind, POLL).toBe(0);
    const statusReport = await status();
    expect(statusReport.exitCode, statusReport.summary).toBe(0);
  });
});
