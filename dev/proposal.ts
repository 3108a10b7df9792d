/**
 * Waits for the first checkpoint of a development validator on its L1: the proof that the node does its duties. The L1's
 * own contract is queried, and not the node.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { dockerOutput, dockerRunner } from "../remote/docker";
import { type JsonRpcAnswer, queryFrom } from "../remote/json-rpc";
import { NODE_RPC_URL } from "../settings/ports";
import { NODE_METHODS, rpcNamespace } from "../settings/releases/release";
import { formatElapsed } from "../terminal/format";
import { log, OperatorError } from "../terminal/output";

/** A node of a development chain. */
export interface ChainNode {
  readonly stack: string;
  /** The command that reaches its Docker. */
  readonly docker: readonly string[];
  /** Name of the node's container. */
  readonly container: string;
  /** Name of the L1's container: the stack's own, or that of the chain which it joined. */
  readonly l1: string;
  /** The release that the node reports. */
  readonly nodeVersion: string;
}

/** A stack whose checkpoints are queried. */
export interface Validator extends ChainNode {
  /** Addresses of its attesters. */
  readonly attesters: readonly string[];
  /** Whether other validators are in the committee: then it has its turn later. */
  readonly hasOthers: boolean;
}

/** A checkpoint on L1, with the number of its last block. */
export interface Proposal {
  readonly block: number;
  readonly slot: number;
  readonly checkpoint: number;
}

/** Prints what images/l1/proposals.mjs prints. */
const stateSchema = z.object({
  slot: z.number(),
  epochSlots: z.number(),
  validating: z.array(z.string()),
  checkpoint: z
    .object({ number: z.number(), slot: z.number(), time: z.number(), proposer: z.string().nullable() })
    .nullable(),
});
/** The state of the rollup, by its contract. */
export type RollupState = z.output<typeof stateSchema>;

const blockNumberSchema = z.object({ number: z.coerce.number() });
const tipsSchema = z.object({
  checkpointed: z.object({ block: blockNumberSchema, checkpoint: blockNumberSchema }),
});

/** Epochs until the wait ends: a new attester on a kept chain has its first duty two to three epochs later. */
const EPOCHS = 4;
/** The same with other validators, one of which proposes each slot: 1 of 2 misses twelve turns once in 4096 times. */
const EPOCHS_WITH_OTHERS = 6;
/** Greatest age, in slots, of a checkpoint that still proves a validator at work. */
const RECENT_SLOTS = 2;
/** Milliseconds between two queries. */
const INTERVAL = 1000;
/** Milliseconds until a wait ends whose L1 has no new slots: more than the epochs take. */
const TIMEOUT = 400_000;

/** Finds out whether a checkpoint is recent and by one of these attesters. @param since the node's start, Unix time */
export function isProposed({ slot, checkpoint }: RollupState, attesters: readonly string[], since: number): boolean {
  if (!checkpoint || checkpoint.time < since || slot - checkpoint.slot > RECENT_SLOTS) return false;
  return attesters.some((address) => address.toLowerCase() === checkpoint.proposer);
}

/** Describes a slot as a place in its epoch: `slot 58, 3 of 4 in epoch 14`. */
export function slotText({ slot, epochSlots }: RollupState): string {
  return `slot ${slot}, ${(slot % epochSlots) + 1} of ${epochSlots} in epoch ${Math.floor(slot / epochSlots)}`;
}

/** Finds the reason why there is no checkpoint, from the first state of the wait and the last. */
export function reasonFor(first: RollupState, last: RollupState, attesters: readonly string[]): string {
  if (last.slot === first.slot) return `the L1 has no new blocks: it is still in slot ${last.slot}`;
  if (last.validating.length === 0) return `${attesters.join(", ")} is not in the validator set`;
  if (last.checkpoint && last.checkpoint.slot >= first.slot)
    return `the checkpoints since slot ${first.slot} are by ${last.checkpoint.proposer ?? "an unknown proposer"}`;
  return `the node proposed nothing in the slots ${first.slot} to ${last.slot}`;
}

/**
 * Waits for a checkpoint of the stack's attesters and prints each slot.
 *
 * @throws {OperatorError} with the reason if there is none after that number of epochs
 */
export async function firstProposal(validator: Validator): Promise<Proposal> {
  const { attesters } = validator;
  const epochs = validator.hasOthers ? EPOCHS_WITH_OTHERS : EPOCHS;
  const start = performance.now();
  const since = await startOf(validator);
  const first = await stateOf(validator);
  log(`  waiting for the first checkpoint of ${attesters.join(", ")}`);
  let last = first;
  log(`    ${slotText(first)}`);
  while (last.slot - first.slot < epochs * first.epochSlots && performance.now() - start < TIMEOUT) {
    const block = isProposed(last, attesters, since) ? await blockOf(last, validator) : undefined;
    if (block !== undefined && last.checkpoint) {
      log(`  ✓ checkpoint ${last.checkpoint.number} on L1 (${formatElapsed(start)})`);
      return { block, slot: last.checkpoint.slot, checkpoint: last.checkpoint.number };
    }
    await sleep(INTERVAL);
    const next = await stateOf(validator);
    if (next.slot !== last.slot) log(`    ${slotText(next)}`);
    last = next;
  }
  throw new OperatorError(await failureText(validator, epochs, reasonFor(first, last, attesters)));
}

/** Waits until a node without attesters has the chain's last checkpoint. @throws {OperatorError} if it does not get there */
export async function lastCheckpoint(node: ChainNode): Promise<Proposal> {
  const start = performance.now();
  log("  waiting until the node has the chain's last checkpoint");
  while (performance.now() - start < TIMEOUT) {
    const state = await stateOf({ ...node, attesters: [] });
    const block = state.checkpoint ? await blockOf(state, node) : undefined;
    if (block !== undefined && state.checkpoint) {
      log(`  ✓ checkpoint ${state.checkpoint.number} (${formatElapsed(start)})`);
      return { block, slot: state.checkpoint.slot, checkpoint: state.checkpoint.number };
    }
    await sleep(INTERVAL);
  }
  throw new OperatorError(
    `The node is ready, but it does not have the last checkpoint of its chain after ${formatElapsed(start)}. Find out more: npx aztec-validator status -s ${node.stack}`,
  );
}

async function stateOf({
  docker,
  l1,
  attesters,
}: Pick<Validator, "docker" | "l1" | "attesters">): Promise<RollupState> {
  const query = ["exec", l1, "node", "/l1/proposals.mjs", ...attesters];
  const stdout = await dockerOutput(docker, query).catch((error: unknown) => {
    throw new OperatorError(
      `The L1 of this stack does not answer: ${reasonOf(error).split("\n").at(-1) ?? ""}\nWithout it the node cannot propose. See its log: ${docker.join(" ")} logs ${l1}`,
    );
  });
  return stateSchema.parse(JSON.parse(stdout));
}

/** Returns the method that reports a node's last blocks. */
export function tipsMethod(nodeVersion: string): string {
  return NODE_METHODS[rpcNamespace({ major: Number.parseInt(nodeVersion, 10) })].tips;
}

/** Queries the node for the last block of the checkpoint. @returns undefined until the node has seen it on L1 */
async function blockOf(
  { checkpoint }: RollupState,
  { docker, container, nodeVersion }: ChainNode,
): Promise<number | undefined> {
  const request = { urls: [NODE_RPC_URL], method: tipsMethod(nodeVersion) };
  const tips = checkpointedTip(await queryFrom(dockerRunner(docker), container, request));
  return tips && tips.checkpoint.number === checkpoint?.number ? tips.block.number : undefined;
}

/** Reads a node's answer about its last blocks. @returns undefined if it contains none */
export function checkpointedTip(answer: JsonRpcAnswer): z.output<typeof tipsSchema>["checkpointed"] | undefined {
  return "result" in answer ? tipsSchema.safeParse(answer.result).data?.checkpointed : undefined;
}

async function failureText({ stack, docker, container }: Validator, epochs: number, reason: string): Promise<string> {
  const { text } = await dockerRunner(docker)(["logs", "--tail", "500", container]);
  const lines = text.split("\n").filter((line) => /\b(WARN|ERROR)\b.*\b(sequencer|validator|publisher)/.test(line));
  const shown = lines.slice(-3).map((line) => `  ${line.slice(0, 240)}`);
  return [
    `The node is ready, but no checkpoint of its attester came to L1 in ${epochs} epochs: ${reason}.`,
    ...(shown.length > 0 ? ["The last warnings in its log:", ...shown] : []),
    `A validator without checkpoints earns nothing. Find out more: npx aztec-validator status -s ${stack}`,
  ].join("\n");
}

async function startOf({ docker, container }: Validator): Promise<number> {
  const query = ["inspect", container, "--format", "{{.State.StartedAt}}"];
  const time = await dockerOutput(docker, query).catch((error: unknown) => {
    throw new OperatorError(
      `The container ${container} cannot be inspected: ${reasonOf(error)}\nWithout it there is no node. See the containers: ${docker.join(" ")} ps --all`,
    );
  });
  return (Date.parse(time) || 0) / 1000;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
