/** Formats the stack's outputs for the end of `make up`. */
import { z } from "zod";
import { outputsSchema } from "../program/outputs-schema";
import type { Proposal } from "./proposal";

/** Outputs as they are printed without `--show-secrets`: the password of the admin API is masked. */
export const maskedOutputsSchema = outputsSchema.extend({ adminApiKey: z.literal("[secret]").optional() });
export type MaskedOutputs = z.output<typeof maskedOutputsSchema>;

/** The block that `make up` waited for on a development chain. */
export type Duty =
  | { readonly kind: "proposed"; readonly checkpoint: Proposal }
  /** The last checkpoint, which a node without attesters has too. */
  | { readonly kind: "synced"; readonly node: "full node" | "prover node"; readonly checkpoint: Proposal };

/**
 * Describes a stack that is up.
 *
 * @param stack    its name
 * @param outputs  its outputs
 * @param duty     a checkpoint of the stack's attester, or the chain's last one, where `make up` waited for it
 * @returns lines of aligned names and values, and the next commands
 */
export function summary(stack: string, outputs: MaskedOutputs, duty?: Duty): string {
  const { network, l1ChainId, rollupVersion } = outputs.chain;
  const rows: [string, string | undefined][] = [
    ["node", nodeText(outputs)],
    ...(duty ? [dutyRow(duty)] : []),
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
    ...(isStopped(outputs) ? ([[`npx aztec-validator start -s ${stack}`, "starts the node"]] as const) : []),
    [stack === "dev" ? "make down" : `make down STACK=${stack}`, "removes it"],
  ];
  const state = isStopped(outputs) ? "is up, and its node is stopped, as its settings require" : "is up";
  return [`Stack ${stack} ${state}.`, ...columns(rows), "", ...columns(next)].join("\n");
}

/** Describes the node; a prover's broker and agent do not report their release. */
function nodeText({ nodeVersion, containerName }: MaskedOutputs): string {
  if (nodeVersion) return `Aztec ${nodeVersion}, ready`;
  return containerName ? "ready" : "stopped";
}

/** Returns whether the settings keep the node stopped: only then an `up` makes no container. */
export function isStopped({ containerName }: MaskedOutputs): boolean {
  return containerName === undefined;
}

function dutyRow(duty: Duty): [string, string] {
  const { block, slot, checkpoint } = duty.checkpoint;
  const [name, what] = duty.kind === "proposed" ? ["validator", "proposed block"] : [duty.node, "synced to block"];
  return [name, `${what} ${block} in slot ${slot}, checkpoint ${checkpoint} on L1`];
}

function columns(rows: readonly (readonly [string, string | undefined])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(width)}  ${value}`]));
}
