/** What `make up` shows at its end: the stack's outputs, for a person. */
import { z } from "zod";
import { outputsSchema } from "../program/outputs-schema";

/** Outputs as they are printed without `--show-secrets`: the password of the admin API is masked. */
export const maskedOutputsSchema = outputsSchema.extend({ adminApiKey: z.literal("[secret]").optional() });

/**
 * @param stack   its name
 * @param outputs what `pulumi stack output --json` prints
 * @returns lines of aligned names and values, and what can be done next
 * @throws if an output is missing
 */
export function summary(stack: string, outputs: unknown): string {
  const told = maskedOutputsSchema.parse(outputs);
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
