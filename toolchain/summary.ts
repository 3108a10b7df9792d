/** What `make up` shows at its end: the stack's outputs, for a person. */
import { z } from "zod";

/** The outputs of a stack, all of them: none is secret. */
export const outputsSchema = z.strictObject({
  nodeVersion: z.string(),
  chain: z.object({ network: z.string(), l1ChainId: z.number(), rollupVersion: z.number() }),
  peerId: z.string(),
  enr: z.string(),
  p2pEndpoint: z.string(),
  rpcUrl: z.string(),
  containerName: z.string(),
  volume: z.string(),
  imageDigest: z.string(),
  coinbase: z.string(),
});

/**
 * @param stack   its name
 * @param outputs what `pulumi stack output --json` prints
 * @returns lines of aligned names and values, and what can be done next
 * @throws if an output is missing
 */
export function summary(stack: string, outputs: unknown): string {
  const told = outputsSchema.parse(outputs);
  const { network, l1ChainId, rollupVersion } = told.chain;
  const rows: [string, string][] = [
    ["node", `Aztec ${told.nodeVersion}, ready`],
    ["chain", `${network} (L1 ${l1ChainId}, rollup ${rollupVersion})`],
    ["peer id", told.peerId],
    ["ENR", told.enr],
    ["p2p", `${told.p2pEndpoint} (TCP and UDP)`],
    ["RPC", `${told.rpcUrl} (this machine only)`],
    ["container", told.containerName],
    ["volume", told.volume],
    ["image", told.imageDigest],
    ["coinbase", told.coinbase],
  ];
  const next: [string, string][] = [
    [`docker logs -f ${told.containerName}`, "what the node says"],
    [stack === "dev" ? "make down" : `make down STACK=${stack}`, "removes it"],
  ];
  return [`Stack ${stack} is up.`, ...columns(rows), "", ...columns(next)].join("\n");
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}
