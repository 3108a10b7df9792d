/**
 * The L1 image by itself: the functions that a validating node needs. In network-moves.test.ts a node does its duties on
 * it, blobs included.
 */
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { localL1, RELEASE } from "../../images/tags";
import { LANE } from "./lane";
import { docker } from "./test-stack";

const NAME = `aztec-validator-test-l1-image-${LANE}`;
const VOLUME = `${NAME}-state`;
const ATTESTERS = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => `0x${String(digit).repeat(40)}`);
/** Length of an L1 slot on the development chain, in seconds. */
const SLOT = 4;

const networkSchema = z.object({ rollups: z.array(z.object({ attesters: z.number() })) });
const headerSchema = z.object({ data: z.object({ header: z.object({ message: z.object({ slot: z.string() }) }) }) });
const blockSchema = z.object({
  number: z.string().transform(Number),
  timestamp: z.string().transform(Number),
  parentBeaconBlockRoot: z.string(),
});

beforeAll(remove);
afterAll(remove);

async function remove(): Promise<void> {
  await docker("rm", "--force", NAME);
  await docker("volume", "rm", "--force", VOLUME);
}

/** Starts another container, on the chain that was kept. */
async function start(attesters: readonly string[], ...options: string[]): Promise<void> {
  await docker("rm", "--force", NAME);
  const volume = ["--volume", `${VOLUME}:/tmp/state`, "--env", "STATE_DIRECTORY=/tmp/state", "--user", "0"];
  const variables = ["--env", `ATTESTERS=${attesters.join(",")}`];
  await docker("run", "--detach", "--name", NAME, ...volume, ...variables, ...options, localL1(RELEASE).image);
}

async function attesters(): Promise<number | undefined> {
  const text = await docker("exec", NAME, "node", "/l1/network.mjs");
  return networkSchema.parse(JSON.parse(text)).rollups[0]?.attesters;
}

const registered = (count: number) =>
  expect.poll(() => attesters().catch(String), { timeout: 60_000, interval: 500 }).toBe(count);

const address = () => docker("inspect", "--format", "{{.NetworkSettings.IPAddress}}", NAME);

/** Returns the body of an answer by JSON-RPC. */
async function query(method: string, ...params: unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`http://${await address()}:8545`, { method: "POST", headers, body });
  return response.json();
}

async function block(tag: string) {
  return z.object({ result: blockSchema }).parse(await query("eth_getBlockByNumber", tag, false)).result;
}

async function beacon(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://${await address()}:5052/eth/v1/beacon/${path}`);
  return { status: response.status, body: await response.json() };
}

describe("the L1 image", () => {
  it("has the configured attesters in the validator set, and blocks on time", async () => {
    await start(ATTESTERS.slice(0, 2));
    await registered(2);
    const first = await block("latest");
    await expect
      .poll(async () => (await block("latest")).number, { timeout: 30_000 })
      .toBeGreaterThan(first.number + 1);
    const [one, two] = [await block(`0x${(first.number + 1).toString(16)}`), await block("latest")];
    expect((two.timestamp - one.timestamp) / (two.number - one.number)).toBe(SLOT);
  });

  it("answers as a beacon server: the header of a block's root is its parent's, and a block has its blobs", async () => {
    const { number, parentBeaconBlockRoot } = await block("latest");
    const parent = await beacon(`headers/${parentBeaconBlockRoot}`);
    expect(headerSchema.parse(parent.body).data.header.message.slot).toBe(String(number - 1));
    expect(await beacon(`blob_sidecars/${number}`)).toEqual({ status: 200, body: { data: [] } });
    expect((await beacon(`blob_sidecars/${number + 1000}`)).status).toBe(404);
    expect((await beacon(`headers/${number + 1000}`)).status).toBe(404);
  });

  it("keeps the chain, registers an attester that is new to it, and withdraws one that is no longer configured", async () => {
    const { number } = await block("latest");
    await docker("stop", NAME);
    await start(ATTESTERS.slice(0, 3));
    await registered(3);
    expect((await block("latest")).number).toBeGreaterThan(number);
    await docker("stop", NAME);
    await start(ATTESTERS.slice(1, 3));
    await registered(2);
    expect(await docker("exec", NAME, "node", "/l1/proposals.mjs", ...ATTESTERS.slice(0, 3))).toContain(
      JSON.stringify({ validating: ATTESTERS.slice(1, 3) }).slice(1, -1),
    );
  });

  it("falls back by seconds if it is killed, to the same chain", async () => {
    const first = await block("0x1");
    const { number } = await block("latest");
    await docker("kill", NAME);
    await docker("start", NAME);
    await registered(2);
    expect(await block("0x1")).toEqual(first);
    // The chain is saved at its start and every 30 seconds, and goes on with three blocks.
    expect((await block("latest")).number).toBeGreaterThan(number - 30 / SLOT);
  });

  it("has the state of the last 128 blocks and no older one, as a full node of Ethereum, so that its memory is bounded", async () => {
    await query("anvil_mine", 200);
    const { number } = await block("latest");
    const balance = (back: number) => query("eth_getBalance", ATTESTERS[1], `0x${(number - back).toString(16)}`);
    expect(await balance(100)).toHaveProperty("result");
    expect(await balance(150)).toHaveProperty("error");
    expect((await block(`0x${(number - 150).toString(16)}`)).number).toBe(number - 150);
  });

  it("ends when its memory is nearly full, and Docker starts it again on the same chain", async () => {
    const first = await block("0x1");
    await start(ATTESTERS.slice(1, 3), "--restart=unless-stopped", "--env=RESTART_MB=1");
    await registered(2);
    const { number } = await block("latest");
    const restarts = () => docker("inspect", "--format", "{{.RestartCount}}", NAME);
    await expect.poll(restarts, { timeout: 60_000, interval: 500 }).toBe("1");
    await registered(2);
    expect(await block("0x1")).toEqual(first);
    expect((await block("latest")).number).toBeGreaterThan(number);
    const { all } = await execa("docker", ["logs", NAME], { all: true });
    expect(all).toContain("The memory of the chain is nearly full: it starts again from what was saved.");
  });

  it("refuses more attesters than it has registrations for", async () => {
    await start(ATTESTERS);
    expect(await docker("wait", NAME)).toBe("1");
    const { all } = await execa("docker", ["logs", NAME], { all: true });
    expect(all).toContain("The L1 has registrations for 8 attesters, and all are used.");
  });
});
