/** Formats the stack's outputs for the end of `make up`. */
import { z } from "zod";
import { outputsSchema } from "../program/outputs-schema";
import type { Proposal } from "./proposal";

/** Outputs as they are printed without `--show-secrets`: the password of the admin API is masked. */
export const maskedOutputsSchema = outputsSchema.extend({ adminApiKey: z.literal("[secret]").optional() });
export type MaskedOutputs = z.output<typeof maskedOutputsSchema>;

/**
 * Describes a stack that is up.
 *
 * @param stack    its name
 * @param outputs  its outputs
 * @param proposal a checkpoint of the stack's attester, where `make up` waited for one
 * @returns lines of aligned names and values, and the next commands
 */
export function summary(stack: string, outputs: MaskedOutputs, proposal?: Proposal): string {
  const { network, l1ChainId, rollupVersion } = outputs.chain;
  const rows: [string, string | undefined][] = [
    ["node", outputs.nodeVersion ? `Aztec ${outputs.nodeVersion}, ready` : "stopped"],
    ["validator", proposal && proposalText(proposal)],
    ["chain", l1ChainId === undefined ? network : `${network} (L1 ${l1ChainId}, rollup ${rollupVersion ?? "unknown"})`],
    ["peer id", outputs.peerId],
    ["ENR", outputs.enr],
    ["p2p", outputs.p2pEndpoint && `${outputs.p2pEndpoint} (TCP and UDP)`],
    ["RPC", outputs.rpcUrl && `${outputs.rpcUrl}${outputs.rpcUrl.includes("127.0.0.1") ? " (the host only)" : ""}`],
    ["container", outputs.containerName],
    ["volume", outputs.volume],
    ["image", outputs.imageDigest],
    ["coinbase", outputs.coinbase],
    ["cost", outputs.monthlyCost],
  ];
  const next: (readonly [string, string])[] = [
    ...(outputs.containerName ? ([[`npx aztec-validator logs -s ${stack}`, "prints the node's log"]] as const) : []),
    [stack === "dev" ? "make down" : `make down STACK=${stack}`, "removes it"],
  ];
  return [`Stack ${stack} is up.`, ...columns(rows), "", ...columns(next)].join("\n");
}

function proposalText({ block, slot, checkpoint }: Proposal): string {
  return `proposed block ${block} in slot ${slot}, checkpoint ${checkpoint} on L1`;
}

function columns(rows: readonly (readonly [string, string | undefined])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(width)}  ${value}`]));
}
