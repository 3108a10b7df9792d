/** When the chain's slots begin, as the node tells: for what a node that was away has missed. */
import { z } from "zod";
import type { DockerRunner } from "../../remote/docker";
import { askFrom } from "../../remote/json-rpc";
import { LOOPBACK, RPC_PORT } from "../../settings/ports";
import { findRelease, rpcNamespace } from "../../settings/releases/release";

/** A slot's beginning and length, in seconds. */
export interface Chain {
  readonly at: number;
  readonly slotSeconds: number;
}

const point = z.tuple([z.number(), z.number()]);
const pointsSchema = z.tuple([point, point]);

const headerSchema = z
  .object({ globalVariables: z.object({ slotNumber: z.coerce.number(), timestamp: z.coerce.number() }) })
  .transform(({ globalVariables: { slotNumber, timestamp } }) => [slotNumber, timestamp]);

/** Two blocks tell how long a slot is. @returns undefined where the chain has too few, or the node does not answer */
export async function chainOf(docker: DockerRunner, container: string, release: string): Promise<Chain | undefined> {
  const urls = [`http://${LOOPBACK}:${RPC_PORT}`];
  const ask = async (name: string, ...params: unknown[]): Promise<unknown> => {
    const method = `${rpcNamespace(findRelease(release))}_${name}`;
    const answer = await askFrom(docker, container, { urls, method, params, seconds: 5 });
    return "result" in answer ? answer.result : undefined;
  };
  const last = z.coerce.number().safeParse(await ask("getBlockNumber")).data;
  if (last === undefined) return undefined;
  const numbers = [Math.max(1, last - 10), last];
  const headers = await Promise.all(numbers.map((number) => ask("getBlockHeader", number)));
  const points = z.array(headerSchema).safeParse(headers);
  return points.success ? chainFrom(points.data) : undefined;
}

/** @param points slot and time of two blocks */
export function chainFrom(points: unknown): Chain | undefined {
  const [[firstSlot, firstTime], [lastSlot, at]] = pointsSchema.parse(points);
  const slotSeconds = (at - firstTime) / (lastSlot - firstSlot);
  return Number.isFinite(slotSeconds) && slotSeconds > 0 ? { at, slotSeconds } : undefined;
}

/** How many slots began from one moment to another. @param from in milliseconds since 1970, as `to` */
export function slotsBegun({ at, slotSeconds }: Chain, from: number, to: number): number {
  const slot = (time: number) => Math.floor((time / 1000 - at) / slotSeconds);
  return slot(to) - slot(from);
}
