/** Reads duties from a rollup contract, from inside a node's container: its L1 servers may be reachable only from there. */
import { z } from "zod";
import { NODE_INFO_METHODS } from "../../node/node-info";
import { queryAllFrom } from "../../remote/json-rpc";
import type { DockerRunner } from "../../remote/docker";
import * as abi from "../../settings/network/duty-calls";
import { NODE_RPC_URL } from "../../settings/ports";
import { type ChainDuties, type Checkpoint, dutiesIn } from "./duties";

/** A container that runs, and the rollup whose L1 its environment names. */
export interface DutySource {
  readonly docker: DockerRunner;
  readonly container: string;
  /** Address of the rollup contract. */
  readonly rollup: string;
}

/** A chain that cannot be read. The message is the reason. */
export class ChainUnknown extends Error {}

/** A role without a chain: a prover's broker or agent. The message is the whole sentence. */
export class WithoutChain extends Error {}

/** Times of a rollup's slots, and the last block of its L1. */
export interface ChainTime {
  readonly clock: abi.SlotClock;
  /** Of the L1: time in seconds since 1970. */
  readonly head: { readonly number: number; readonly timestamp: number };
}

const infoSchema = z.object({ l1ContractAddresses: z.object({ rollupAddress: z.string() }) });
const hexNumber = z
  .string()
  .regex(/^0x[0-9a-f]+$/i)
  .transform(Number);
const blockSchema = z.object({ number: hexNumber, timestamp: hexNumber });
const logsSchema = z.array(
  z.object({
    blockNumber: hexNumber,
    transactionHash: z.string(),
    topics: z.tuple([z.string(), z.string(), z.string()]),
  }),
);
const transactionSchema = z.object({ input: z.string() });

/** Queries a ready node for its rollup. @throws {ChainUnknown} if it does not answer */
export async function dutySource(docker: DockerRunner, container: string): Promise<DutySource> {
  const calls = NODE_INFO_METHODS.map((method) => ({ method, params: [] }));
  const answers = await queryAllFrom(docker, container, calls, [NODE_RPC_URL]);
  if ("silent" in answers) throw new ChainUnknown(`its node does not answer: ${answers.silent}`);
  if (answers.every((answer) => "refused" in answer && answer.hasNoMethod))
    throw new WithoutChain("It has no slots and duties: it follows no chain.");
  const infos = answers.map((answer) => infoSchema.safeParse("result" in answer ? answer.result : undefined).data);
  const rollup = infos.find((info) => info !== undefined)?.l1ContractAddresses.rollupAddress;
  if (rollup === undefined) throw new ChainUnknown("its node does not name its rollup");
  return { docker, container, rollup };
}

type Answer = { readonly refused: string } | { readonly result?: unknown };
type Call = Parameters<typeof queryAllFrom>[2][number];

async function queryL1({ docker, container }: DutySource, calls: readonly Call[]): Promise<readonly Answer[]> {
  if (calls.length === 0) return [];
  const answers = await queryAllFrom(docker, container, calls);
  if ("silent" in answers) throw new ChainUnknown(`its L1 does not answer: ${answers.silent}`);
  return answers;
}

const contractCall = ({ rollup }: DutySource, data: string): Call => ({
  method: "eth_call",
  params: [{ to: rollup, data }, "latest"],
});
const blockCall = (block: number | "latest"): Call => ({
  method: "eth_getBlockByNumber",
  params: [typeof block === "number" ? `0x${block.toString(16)}` : block, false],
});

/** Returns the result of a call. @throws {ChainUnknown} if the server refuses it */
function resultIn<T>(answer: Answer | undefined, schema: z.ZodType<T>, what: string): T {
  const result = answer && "result" in answer ? schema.safeParse(answer.result).data : undefined;
  if (result === undefined) throw new ChainUnknown(`its L1 does not report ${what}`);
  return result;
}

/** Reads the times of the rollup's slots. @throws {ChainUnknown} */
export async function readChainTime(source: DutySource): Promise<ChainTime> {
  const { genesisTime, slotSeconds, epochSlots } = abi.CLOCK_CALLS;
  const calls = [genesisTime, slotSeconds, epochSlots].map((data) => contractCall(source, data));
  const answers = await queryL1(source, [...calls, blockCall("latest")]);
  const [genesis = "", slot = "", epoch = ""] = answers
    .slice(0, 3)
    .map((answer) => resultIn(answer, z.string(), "its slots"));
  const clock = abi.decodeSlotClock({ genesisTime: genesis, slotSeconds: slot, epochSlots: epoch });
  if (!clock) throw new ChainUnknown("its rollup has no slots");
  return { clock, head: resultIn(answers[3], blockSchema, "its last block") };
}

/**
 * Reads committees, and the proposers of the slots in which one of the attesters has a duty. Future slots whose committee
 * is not decided are not in the result.
 *
 * @throws {ChainUnknown}
 */
export async function readSchedule(
  source: DutySource,
  clock: abi.SlotClock,
  slots: readonly number[],
  attesters: readonly string[],
): Promise<Omit<ChainDuties, "checkpoints">> {
  const epochs = [...new Set(slots.map((slot) => abi.epochOf(clock, slot)))];
  const answers = await queryL1(
    source,
    epochs.map((epoch) => contractCall(source, abi.committeeCall(epoch))),
  );
  const committees = new Map(
    epochs.flatMap((epoch, index) => {
      const committee = committeeIn(answers[index]);
      return committee ? [[epoch, committee] as const] : [];
    }),
  );
  const schedule = { clock, committees, proposers: new Map<number, string | undefined>() };
  const own = [...new Set(dutiesIn(schedule, slots, attesters).map(({ slot }) => slot))];
  const proposers = await queryL1(
    source,
    own.map((slot) => contractCall(source, abi.proposerCall(clock, slot))),
  );
  own.forEach((slot, index) => {
    schedule.proposers.set(slot, abi.decodeProposer(resultIn(proposers[index], z.string(), "its proposers")));
  });
  return schedule;
}

/** @returns undefined if the committee is not decided */
function committeeIn(answer: Answer | undefined): readonly string[] | undefined {
  if (answer && "refused" in answer) {
    if (answer.refused.includes(abi.NOT_FIXED)) return undefined;
    if (answer.refused.includes(abi.NO_COMMITTEE)) return [];
  }
  const committee = abi.decodeCommittee(resultIn(answer, z.string(), "its committees"));
  if (!committee) throw new ChainUnknown("the committees of its rollup cannot be read");
  return committee;
}

/**
 * Adds the checkpoints of the slots in which one of the attesters has a duty.
 *
 * @throws {ChainUnknown}
 */
export async function readDuties(
  source: DutySource,
  head: ChainTime["head"],
  schedule: Omit<ChainDuties, "checkpoints">,
  slots: readonly number[],
  attesters: readonly string[],
): Promise<ChainDuties> {
  const own = dutiesIn(schedule, slots, attesters).map(({ slot }) => slot);
  const [first] = own;
  if (first === undefined) return { ...schedule, checkpoints: [] };
  const fromBlock = await firstBlockFrom(source, head, abi.startOfSlot(schedule.clock, first));
  return { ...schedule, checkpoints: await readCheckpoints(source, schedule.clock, fromBlock, new Set(own)) };
}

/** Finds an L1 block that is not later than a time, and not much earlier. */
async function firstBlockFrom(source: DutySource, head: ChainTime["head"], time: number): Promise<number> {
  if (time >= head.timestamp) return head.number;
  // Blocks of an L1 are seconds apart: 12 on Ethereum.
  for (let back = 2 * MARGIN; back < head.number;) {
    const block = head.number - back;
    const [answer] = await queryL1(source, [blockCall(block)]);
    // A young development chain has no blocks between its contracts' and its start.
    if (answer && "result" in answer && answer.result === null) return 0;
    const { timestamp } = resultIn(answer, blockSchema, `its block ${block}`);
    if (timestamp <= time) return block;
    const spacing = (head.timestamp - timestamp) / back;
    back = Math.max(2 * back, Math.ceil((head.timestamp - time) / spacing)) + MARGIN;
  }
  return 0;
}

/** Number of blocks that are read in excess. */
const MARGIN = 20;

/**
 * Reads the checkpoints of slots. The rollup accepts a proposal only in its own slot, so the time of the L1's block tells the
 * slot. The contract forgets it: `getCheckpoint` refuses the checkpoints of some epochs ago, and one that was proposed
 * again, after an epoch was not proven, has another slot there.
 */
async function readCheckpoints(
  source: DutySource,
  clock: abi.SlotClock,
  fromBlock: number,
  slots: ReadonlySet<number>,
): Promise<Checkpoint[]> {
  const filter = {
    address: source.rollup,
    topics: [abi.CHECKPOINT_PROPOSED],
    fromBlock: `0x${fromBlock.toString(16)}`,
    toBlock: "latest",
  };
  const [found] = await queryL1(source, [{ method: "eth_getLogs", params: [filter] }]);
  const logs = resultIn(found, logsSchema, "its events");
  const blocks = await queryL1(
    source,
    logs.map(({ blockNumber }) => blockCall(blockNumber)),
  );
  const inSlots = logs.flatMap(({ topics, transactionHash, blockNumber }, index) => {
    const slot = abi.slotAt(clock, resultIn(blocks[index], blockSchema, `its block ${blockNumber}`).timestamp);
    return slots.has(slot) ? [{ slot, archive: topics[2], transactionHash }] : [];
  });
  const calls = inSlots.map(({ transactionHash }) => ({
    method: "eth_getTransactionByHash",
    params: [transactionHash],
  }));
  const transactions = await queryL1(source, calls);
  return inSlots.map(({ slot, archive }, index) => {
    const answer = transactions[index];
    const transaction = answer && "result" in answer ? transactionSchema.safeParse(answer.result).data : undefined;
    return { slot, signers: transaction && abi.decodeSigners(transaction.input, archive) };
  });
}
