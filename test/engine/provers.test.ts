/**
 * The roles that prove epochs, as real stacks by `make up`: a broker that is killed loses no job, the job of a killed agent
 * goes to another one, and the epoch is proven on the L1. The tests build on each other, in this order, within one epoch.
 *
 * Not proven here: real proofs (prover-stacks.ts says what stands in for them), epochs with transactions, brokers and
 * agents on other machines, two provers that compete.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { dockerRunner, LOCAL_DOCKER } from "../../remote/docker";
import { queryFrom } from "../../remote/json-rpc";
import { NODE_RPC_URL } from "../../settings/ports";
import { L1Events } from "./l1-events";
import {
  agents,
  broker,
  forgetAll,
  L1,
  proverNode,
  publisherKey,
  removeAll,
  sequencer,
  startAll,
} from "./prover-stacks";
import { docker, type TestStack } from "./test-stack";

const [slowAgent, otherAgent] = agents;
/** An epoch takes 48 s, and jobs begin when it is over. */
const EPOCH = { timeout: 240_000, interval: 2000 };
const rollup = new L1Events(L1);

let texts: Awaited<ReturnType<typeof startAll>>;
let key = "";

beforeAll(async () => {
  texts = await startAll();
  // So that the slow agent takes the first job.
  await docker("pause", otherAgent.container);
  key = await publisherKey();
});

afterAll(async () => {
  await removeAll();
  forgetAll();
});

const agentSchema = z.object({ status: z.string(), jobId: z.string().optional() }).optional();

/** The job that the slow agent works on. */
async function slowJob(): Promise<string | undefined> {
  const request = { urls: [NODE_RPC_URL], method: "agent0_getStatus" };
  const answer = await queryFrom(dockerRunner(LOCAL_DOCKER), slowAgent.container, request);
  return agentSchema.parse("result" in answer ? answer.result : undefined)?.jobId;
}

const log = async ({ container }: TestStack) => {
  const { text } = await dockerRunner(LOCAL_DOCKER)(["logs", container]);
  return text;
};
const provenCheckpoint = () => rollup.number("getProvenCheckpointNumber()");

/** Finds out whether the chain would fall back if an epoch had no proof at the end of its time. */
async function fallsBack(epoch: number): Promise<boolean> {
  const deadline = epoch + (await rollup.number("getProofSubmissionEpochs()")) + 1;
  const slot = deadline * (await rollup.number("getEpochDuration()"));
  const time = await rollup.number("getTimestampForSlot(uint256)", slot);
  return (await rollup.number("canPruneAtTime(uint256)", time)) === 1;
}

let job = "";
let epoch = 0;

describe("make up", () => {
  it("ends with the checkpoint that the prover node has synced, and with a broker and agents that are ready", () => {
    expect(texts.node).toMatch(/^ {2}prover node {2}synced to block \d+ in slot \d+, checkpoint \d+ on L1$/m);
    for (const text of [texts.broker, ...texts.agents]) expect(text).toMatch(/^ {2}node {7}(Aztec 4\.1\.2, )?ready$/m);
    for (const text of [texts.node, texts.broker, ...texts.agents]) expect(text).not.toContain(key);
  });
});

describe("while an agent works on a job of an epoch", () => {
  it("status says what each role does, and prints no key", async () => {
    await expect.poll(async () => (job = (await slowJob()) ?? ""), EPOCH).not.toBe("");
    epoch = Number(job.split(":")[0]);
    const [ofBroker, ofAgent, ofNode] = await Promise.all(
      [broker, slowAgent, proverNode].map((stack) => stack.status()),
    );
    expect(ofBroker?.facts.proving?.jobs?.inProgress).toBe(1);
    expect(
      ofAgent?.facts.proving?.agents.map(({ state, job: name }) => [state, name?.endsWith(`of epoch ${epoch}`)]),
    ).toEqual([["proving", true]]);
    expect(ofNode?.facts.proving).toMatchObject({
      epochs: [{ epoch, state: expect.stringMatching(/^(processing|awaiting-prover)$/) as unknown }],
      broker: { server: `${broker.container}:8080`, error: null },
      lastEpochProven: null,
      provenCheckpoint: 0,
    });
    expect([ofBroker, ofAgent, ofNode].map((report) => report?.verdict)).toEqual(["healthy", "healthy", "healthy"]);
    expect(JSON.stringify(ofNode)).not.toContain(key);
  });

  it("the chain would fall back at the end of the epoch's time", async () => {
    expect(await fallsBack(epoch)).toBe(true);
  });
});

describe("a broker that is killed", () => {
  it("hands out its jobs again after its start", async () => {
    await docker("kill", broker.container);
    await docker("start", broker.container);
    await expect.poll(() => log(broker), EPOCH).toContain(`Restoring proving job id=${job} settled=false`);
    await expect.poll(async () => (await broker.status()).facts.proving?.jobs?.inProgress, EPOCH).toBe(1);
  });
});

describe("an agent that is killed", () => {
  it("loses its job to another agent, and the epoch is proven on the L1", async () => {
    await docker("kill", slowAgent.container);
    await docker("unpause", otherAgent.container);
    await expect.poll(() => log(otherAgent), EPOCH).toMatch(new RegExp(`Job id=${job} type=\\w+ completed`));
    await expect.poll(provenCheckpoint, EPOCH).toBeGreaterThan(0);
    expect(await fallsBack(epoch)).toBe(false);
  });

  it("is named by the broker's status as silent, and by its own as not running", async () => {
    const [ofBroker, ofAgent] = await Promise.all([broker, slowAgent].map((stack) => stack.status()));
    expect(await log(broker)).toContain(`Proving job id=${job} timed out`);
    // On a busy machine, the other agent can be silent for a while too.
    const silent = expect.stringMatching(/^\d+ jobs? of silent agents went to other agents/) as unknown;
    expect(ofBroker?.findings).toContainEqual(
      expect.objectContaining({ check: "jobs", severity: "warning", message: silent }),
    );
    expect(ofAgent?.verdict).toBe("unhealthy");
  });
});

describe("after the proof", () => {
  it("status of the prover node has the epoch, and agrees with the L1", async () => {
    const { facts } = await proverNode.status();
    expect(facts.proving?.lastEpochSubmitted?.epoch).toBeGreaterThanOrEqual(epoch);
    expect(facts.proving?.lastEpochProven).toBeGreaterThanOrEqual(epoch);
    expect(await provenCheckpoint()).toBeGreaterThanOrEqual(facts.proving?.provenCheckpoint ?? Number.NaN);
    expect(facts.publishers.map(({ balanceWei }) => BigInt(balanceWei ?? 0) < 100n * 10n ** 18n)).toEqual([true]);
  });

  it("the sequencer's coinbase has 70 % of the reward of each proven checkpoint, and its status agrees", async () => {
    let [before, report] = [await provenCheckpoint(), await sequencer.status()];
    const known = async () => {
      [before, report] = [await provenCheckpoint(), await sequencer.status()];
      return report.facts.rewards;
    };
    // A busy L1 may not answer in time.
    await expect.poll(known, EPOCH).not.toBeNull();
    const after = await provenCheckpoint();
    const { rewards } = report.facts;
    const [{ address, amount } = { address: "", amount: "0" }] = rewards?.coinbases ?? [];
    // 500 tokens a checkpoint: the rollup's reward configuration on a development chain.
    const share = 350n * 10n ** 18n;
    const coinbase = /^ {2}coinbase +(0x\w{40})$/m.exec(texts.sequencer)?.[1]?.toLowerCase();
    expect([address.toLowerCase(), rewards?.symbol]).toEqual([coinbase, "FEE"]);
    expect(BigInt(amount) % share).toBe(0n);
    expect(Number(BigInt(amount) / share)).toBeGreaterThanOrEqual(before);
    expect(Number(BigInt(amount) / share)).toBeLessThanOrEqual(after);
    expect(before).toBeGreaterThan(0);
  });

  it("the sequencer's proven tip follows", async () => {
    await expect.poll(async () => (await sequencer.status()).facts.blocks?.proven, EPOCH).toBeGreaterThan(0);
  });
});
