/** What `make up` shows at its end: the stack's outputs, for a person. */
import { z } from "zod";

/** The outputs of a stack, all of them; which there are depends on the role. */
export const outputsSchema = z.strictObject({
  /** These of a stack that is not stopped. */
  nodeVersion: z.string().optional(),
  containerName: z.string().optional(),
  chain: z.object({ network: z.string(), l1ChainId: z.number().optional(), rollupVersion: z.number().optional() }),
  peerId: z.string().optional(),
  enr: z.string().optional(),
  p2pEndpoint: z.string().optional(),
  rpcUrl: z.string().optional(),
  monthlyCost: z.string().optional(),
  volume: z.string(),
  imageDigest: z.string(),
  coinbase: z.string().optional(),
  attesters: z
    .array(z.object({ address: z.string(), coinbase: z.string(), publishers: z.array(z.string()) }))
    .optional(),
  // The one secret: Pulumi tells it only with --show-secrets.
  adminApiKey: z.literal("[secret]").optional(),
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
  const rows: [string, string | undefined][] = [
    ["node", told.nodeVersion ? `Aztec ${told.nodeVersion}, ready` : "stopped"],
    ["chain", l1ChainId === undefined ? network : `${network} (L1 ${l1ChainId}, rollup ${rollupVersion ?? "unknown"})`],
    ["peer id", told.peerId],
    ["ENR", told.enr],
    ["p2p", told.p2pEndpoint && `${told.p2pEndpoint} (TCP and UDP)`],
    ["RPC", told.rpcUrl && `${told.rpcUrl}${told.rpcUrl.includes("127.0.0.1") ? " (the host only)" : ""}`],
    ["container", told.containerName],
    ["volume", told.volume],
    ["image", told.imageDigest],
    ["coinbase", told.coinbase],
    ["cost", told.monthlyCost],
  ];
  const next: (readonly [string, string])[] = [
    ...(told.containerName ? ([[`npx aztec-validator logs -s ${stack}`, "what the node says"]] as const) : []),
    [stack === "dev" ? "make down" : `make down STACK=${stack}`, "removes it"],
  ];
  return [`Stack ${stack} is up.`, ...columns(rows), "", ...columns(next)].join("\n");
}

function columns(rows: readonly (readonly [string, string | undefined])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(width)}  ${value}`]));
}
