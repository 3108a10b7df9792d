/** Determines the length of a network's epoch: a validator's duties are fixed before an epoch begins. */
import { z } from "zod";
import { queryFrom, type JsonRpcAnswer } from "../../remote/json-rpc";
import { CLOCK_CALLS } from "../../settings/network/duty-calls";
import { isPublic, PUBLIC_EPOCH_SECONDS } from "../../settings/network/networks";
import { NODE_RPC_URL } from "../../settings/ports";
import { rpcNamespace } from "../../settings/releases/release";
import type { CheckedConfig } from "../../settings/check-config";
import type { RunningNode } from "../stack/running-node";

const nodeInfoSchema = z.object({ l1ContractAddresses: z.object({ rollupAddress: z.string() }) });
const wordSchema = z
  .string()
  .regex(/^0x[0-9a-f]{1,64}$/)
  .transform(Number);

/** Returns the seconds of an epoch of a public network; undefined for others. */
export function publicEpoch({ settings }: CheckedConfig): number | undefined {
  return isPublic(settings) ? PUBLIC_EPOCH_SECONDS : undefined;
}

/** Queries the rollup contract through the running node. @returns seconds, or why there is no answer */
export async function queryEpoch(
  { cli, container }: RunningNode,
  { release }: CheckedConfig,
): Promise<number | { readonly reason: string }> {
  const method = `${rpcNamespace(release)}_getNodeInfo`;
  const info = await queryFrom(cli, container, { urls: [NODE_RPC_URL], method });
  if (!("result" in info)) return { reason: reasonOf(info) };
  const to = nodeInfoSchema.parse(info.result).l1ContractAddresses.rollupAddress;
  const answers: number[] = [];
  for (const data of [CLOCK_CALLS.slotSeconds, CLOCK_CALLS.epochSlots]) {
    const answer = await queryFrom(cli, container, { method: "eth_call", params: [{ to, data }, "latest"] });
    if (!("result" in answer)) return { reason: reasonOf(answer) };
    answers.push(wordSchema.parse(answer.result));
  }
  return answers.reduce((product, factor) => product * factor, 1);
}

function reasonOf(answer: Exclude<JsonRpcAnswer, { readonly result: unknown }>): string {
  return "refused" in answer ? answer.refused : answer.silent;
}
