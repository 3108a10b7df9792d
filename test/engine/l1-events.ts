/** Reads the rollup of a development chain from its L1: events, committees and proposers, without the project's own code. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { z } from "zod";
import { encodeWord, selector } from "../../settings/network/rollup-calls";
import { docker, rpc } from "./test-stack";

const topic = (event: string) => `0x${bytesToHex(keccak_256(new TextEncoder().encode(event)))}`;
/** Source: the ABIs of the rollup and of the governance proposer in @aztec/l1-artifacts 4.1.2. */
const PROPOSED = topic("CheckpointProposed(uint256,bytes32,bytes32[],bytes32,bytes32)");
const SIGNAL_CAST = topic("SignalCast(address,uint256,address)");
/** Place of the slot among the words of `getCheckpoint`. */
const SLOT_WORD = 6;

const contractsSchema = z.object({
  rollupAddress: z.string(),
  registryAddress: z.string(),
  governanceProposerAddress: z.string(),
});
const logSchema = z.object({
  blockHash: z.string(),
  transactionHash: z.string(),
  topics: z.tuple([z.string(), z.string(), z.string()]),
});

/** A checkpoint, as the event of its proposal has it. */
interface Checkpoint {
  readonly number: number;
  readonly blockHash: string;
  readonly transactionHash: string;
}

/** The last checkpoint on L1. */
export interface Last {
  readonly checkpoint: number;
  readonly slot: number;
}

/** Seconds until an L1 that does not answer counts as away. */
const ANSWER_SECONDS = 5;

export class L1Events {
  private known: z.output<typeof contractsSchema> | undefined;
  /** Undefined until it is needed, and after a request that failed: a restarted container has another one. */
  private address: string | undefined;

  /** @param l1 the L1's container @param rpcPort of a node on it @default that of the tests' stack */
  constructor(
    readonly l1: string,
    private readonly rpcPort?: number,
  ) {}

  /** @throws if L1 does not answer */
  async query(method: string, ...params: unknown[]): Promise<unknown> {
    const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
    this.address ??= await docker("inspect", this.l1, "--format", format);
    const request = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal: AbortSignal.timeout(ANSWER_SECONDS * 1000),
    };
    try {
      const response = await fetch(`http://${this.address}:8545`, request);
      return z.object({ result: z.unknown() }).parse(await response.json()).result;
    } catch (error) {
      this.address = undefined;
      throw error;
    }
  }

  /** Returns the checkpoints of the events, oldest first. */
  async checkpoints(): Promise<Checkpoint[]> {
    const filter = { address: await this.rollup(), fromBlock: "0x0", toBlock: "latest", topics: [PROPOSED] };
    const logs = z.array(logSchema).parse(await this.query("eth_getLogs", filter));
    return logs.map(({ topics, ...log }) => ({ ...log, number: Number(topics[1]) }));
  }

  /** Returns the slots of the checkpoints that the events have. */
  async slots(): Promise<number[]> {
    return Promise.all((await this.checkpoints()).map(({ number }) => this.slotOf(number)));
  }

  /** Returns the clock of the slots, in seconds. */
  async clock(): Promise<{ readonly genesis: number; readonly slotSeconds: number }> {
    const [genesis, slotSeconds] = [await this.number("getGenesisTime()"), await this.number("getSlotDuration()")];
    return { genesis, slotSeconds };
  }

  /** Returns the number of the last checkpoint; 0 while there is none, or no L1. */
  async lastNumber(): Promise<number> {
    return (await this.checkpoints().catch(() => [])).at(-1)?.number ?? 0;
  }

  /** Returns the last checkpoint that the rollup has. @throws if L1 does not answer */
  async last(): Promise<Last> {
    const checkpoint = await this.number("getPendingCheckpointNumber()");
    return { checkpoint, slot: await this.slotOf(checkpoint) };
  }

  /** Returns the slot of a checkpoint that is still in the chain. */
  async slotOf(checkpoint: number): Promise<number> {
    const answer = await this.call("getCheckpoint(uint256)", checkpoint);
    return Number(`0x${answer.slice(2 + 64 * SLOT_WORD, 2 + 64 * (SLOT_WORD + 1))}`);
  }

  /** Returns what the transaction of a checkpoint carries: among others, the header with the coinbase. */
  async inputOf({ transactionHash }: Checkpoint): Promise<string> {
    const transaction = await this.query("eth_getTransactionByHash", transactionHash);
    return z.object({ input: z.string() }).parse(transaction).input;
  }

  /** Returns a number that the rollup reports, such as `getCurrentSlot()`. */
  async number(signature: string, ...args: number[]): Promise<number> {
    return Number(await this.call(signature, ...args));
  }

  /** Returns the committee of the epoch with a time, sorted; lower case. */
  async committeeAt(time: number): Promise<string[]> {
    const words = (await this.call("getCommitteeAt(uint256)", time)).slice(2).match(/.{64}/g) ?? [];
    return words.slice(2).map(toAddress).sort();
  }

  /** Returns the proposer of a slot. */
  async proposerOf(slot: number): Promise<string> {
    const time = await this.number("getTimestampForSlot(uint256)", slot);
    return toAddress(await this.call("getProposerAt(uint256)", time));
  }

  /** Returns the rewards that the rollup holds for a coinbase. */
  async rewardsOf(coinbase: string): Promise<bigint> {
    return BigInt(await this.call("getSequencerRewards(address)", coinbase));
  }

  /** Returns the slots and payloads of the signals that the governance proposer counted. */
  async signals(): Promise<{ readonly payload: string; readonly round: number }[]> {
    const { governanceProposerAddress: address } = await this.contracts();
    const filter = { address, fromBlock: "0x0", toBlock: "latest", topics: [SIGNAL_CAST] };
    const logs = z.array(z.object({ topics: z.tuple([z.string(), z.string(), z.string(), z.string()]) }));
    const found = logs.parse(await this.query("eth_getLogs", filter));
    return found.map(({ topics: [, payload, round] }) => ({ payload: toAddress(payload), round: Number(round) }));
  }

  private async call(signature: string, ...args: (number | string)[]): Promise<string> {
    const data = selector(signature) + args.map((arg) => encodeWord(BigInt(arg))).join("");
    return String(await this.query("eth_call", { to: await this.rollup(), data }, "latest"));
  }

  private async rollup(): Promise<string> {
    return (await this.contracts()).rollupAddress;
  }

  /** Returns the addresses that a node reports. It reports them once: later it may be stopped. */
  async contracts() {
    const info = z.object({ l1ContractAddresses: contractsSchema });
    this.known ??= info.parse(await rpc("node_getNodeInfo", this.rpcPort)).l1ContractAddresses;
    return this.known;
  }
}

const toAddress = (word: string) => `0x${word.slice(-40)}`;
