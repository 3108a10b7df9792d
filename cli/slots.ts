/** When the chain's slots begin, as the node tells: for what a node that was away has missed. */
import { z } from "zod";
import type { DockerCli } from "../provider/docker-cli";
import { RPC_PORT } from "../settings/ports";
import { findRelease } from "../settings/release";

/** A slot's beginning and length, in seconds. */
export interface Chain {
  readonly at: number;
  readonly slotSeconds: number;
}

/** Two blocks tell how long a slot is. Printed: slot and time of the first and of the last. */
const SCRIPT = `
const [port, prefix] = process.argv.slice(1);
const ask = async (method, ...params) => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: prefix + "_" + method, params });
  const options = { method: "POST", headers: { "content-type": "application/json" }, body, signal: AbortSignal.timeout(5000) };
  return (await (await fetch("http://127.0.0.1:" + port, options)).json()).result;
};
(async () => {
  const last = await ask("getBlockNumber");
  const headers = await Promise.all([Math.max(1, last - 10), last].map((number) => ask("getBlockHeader", number)));
  console.log(JSON.stringify(headers.map(({ globalVariables: { slotNumber, timestamp } }) => [slotNumber, timestamp].map(Number))));
})().catch(() => process.exit(1));
`;

const point = z.tuple([z.number(), z.number()]);
const pointsSchema = z.tuple([point, point]);

/** @returns undefined where the chain has too few blocks to tell, or the node does not answer */
export async function chainOf(docker: DockerCli, container: string, release: string): Promise<Chain | undefined> {
  const prefix = findRelease(release).major < 5 ? "node" : "aztec";
  const { code, text } = await docker(["exec", container, "node", "-e", SCRIPT, String(RPC_PORT), prefix]);
  return code === 0 ? chainFrom(JSON.parse(text)) : undefined;
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
