/**
 * The development stack's validator at work, by `make up`: it proposes, `status` agrees with the L1's own events, and the
 * chain survives a kill of the L1. The tests build on each other, in this order.
 *
 * Not proven here: other validators in the committee, attestations for their blocks, transactions and proofs.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type StatusReport, statusReportSchema } from "../../cli/health/status-report";
import { encodeWord, selector } from "../../settings/network/rollup-calls";
import { docker, type Ended, rpc, TestStack } from "./test-stack";

const stack = new TestStack("dev-validator");
const { container } = stack;
const l1 = `${container}-l1`;
let first: Ended;

/** Source: the ABI of the rollup contract in @aztec/l1-artifacts 4.1.2. */
const PROPOSED = `0x${bytesToHex(
  keccak_256(new TextEncoder().encode("CheckpointProposed(uint256,bytes32,bytes32[],bytes32,bytes32)")),
)}`;
/** Place of the slot among the words of `getCheckpoint`. */
const SLOT_WORD = 6;
const DUTY = { timeout: 200_000, interval: 1000 };

const logSchema = z.object({ blockHash: z.string(), topics: z.tuple([z.string(), z.string(), z.string()]) });

beforeAll(async () => {
  stack.configure();
  await stack.down();
  first = await stack.up();
});

afterAll(async () => {
  await stack.down();
  stack.forget();
});

async function queryL1(method: string, ...params: unknown[]): Promise<unknown> {
  const address = await docker("inspect", l1, "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
  const response = await fetch(`http://${address}:8545`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  return z.object({ result: z.unknown() }).parse(await response.json()).result;
}

async function rollup(): Promise<string> {
  const info = z.object({ l1ContractAddresses: z.object({ rollupAddress: z.string() }) });
  return info.parse(await rpc("node_getNodeInfo")).l1ContractAddresses.rollupAddress;
}

/** Returns the checkpoints of the L1's events, oldest first. */
async function checkpoints() {
  const filter = { address: await rollup(), fromBlock: "0x0", toBlock: "latest", topics: [PROPOSED] };
  const logs = z.array(logSchema).parse(await queryL1("eth_getLogs", filter));
  return logs.map(({ topics, blockHash }) => ({ number: Number(topics[1]), blockHash }));
}

async function slotOf(checkpoint: number): Promise<number> {
  const data = selector("getCheckpoint(uint256)") + encodeWord(BigInt(checkpoint));
  const answer = String(await queryL1("eth_call", { to: await rollup(), data }, "latest"));
  return Number(`0x${answer.slice(2 + 64 * SLOT_WORD, 2 + 64 * (SLOT_WORD + 1))}`);
}

async function status(): Promise<StatusReport> {
  const { stdout } = await stack.cli("status", "--json");
  return statusReportSchema.parse(JSON.parse(stdout));
}

const lastNumber = async () => (await checkpoints().catch(() => [])).at(-1)?.number ?? 0;
const started = () => docker("inspect", container, "--format", "{{.Id}} {{.State.StartedAt}} {{.RestartCount}}");

describe("make up", () => {
  it("ends with a block that the validator proposed, and its checkpoint is on L1", async () => {
    expect(first.code, first.text).toBe(0);
    const line = /^ {2}validator {2}proposed block (\d+) in slot (\d+), checkpoint (\d+) on L1$/m.exec(first.text);
    const [block, slot, checkpoint] = (line?.slice(1) ?? []).map(Number);
    expect(block, first.text).toBeGreaterThan(0);
    expect((await checkpoints()).map(({ number }) => number)).toContain(checkpoint);
    expect(await slotOf(checkpoint ?? 0)).toBe(slot);
  });

  it("ends with the last checkpoint if the stack is up already", async () => {
    const before = await started();
    const again = await stack.up();
    expect(again.code, again.text).toBe(0);
    expect(again.text).toMatch(/validator {2}proposed block \d+ in slot \d+, checkpoint \d+ on L1/);
    expect(await started()).toBe(before);
  });
});

describe("status", () => {
  it("agrees with the L1's events: last checkpoint, slot of the last proposal, duties done", async () => {
    // The node's statistics follow the chain by a slot or two.
    await expect.poll(async () => (await status()).facts.attesters[0]?.lastProposal, DUTY).toBeTruthy();
    const before = await checkpoints();
    const { facts, verdict } = await status();
    const after = await checkpoints();
    expect(verdict).toBe("healthy");
    expect(facts.chain?.pendingCheckpoint).toBeGreaterThanOrEqual(before.at(-1)?.number ?? 0);
    expect(facts.chain?.pendingCheckpoint).toBeLessThanOrEqual(after.at(-1)?.number ?? 0);
    const slots = await Promise.all(after.map(({ number }) => slotOf(number)));
    const [attester] = facts.attesters;
    expect(slots).toContain(attester?.lastProposal?.slot);
    const { missed = 0, total = 0 } = attester?.recentDuties ?? {};
    const upToLast = slots.filter((slot) => slot <= (attester?.lastProposal?.slot ?? 0));
    expect(total - missed).toBe(upToLast.length);
  });

  it("has the publisher's balance of the L1", async () => {
    const { facts } = await status();
    const [publisher] = facts.publishers;
    const now = BigInt(String(await queryL1("eth_getBalance", publisher?.address, "latest")));
    // It only pays: each checkpoint costs a fee.
    expect(BigInt(publisher?.balanceWei ?? 0)).toBeGreaterThanOrEqual(now);
    expect(now).toBeGreaterThan(99n * 10n ** 18n);
  });
});

describe("an L1 that is killed", () => {
  it("comes back with the same chain, and the node proposes again without a restart", async () => {
    // The chain is saved every 30 seconds: by now the first checkpoint is.
    await expect.poll(lastNumber, DUTY).toBeGreaterThan(4);
    const [before] = await checkpoints();
    const last = await lastNumber();
    const node = await started();
    await docker("kill", l1);
    await docker("start", l1);
    await expect.poll(lastNumber, DUTY).toBeGreaterThan(last);
    expect((await checkpoints())[0]).toEqual(before);
    expect(await started()).toBe(node);
  });
});
