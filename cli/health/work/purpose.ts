/** The work of each role, and whether a node has such work: the definition of `healthy` for each role. Pure. */
import { z } from "zod";
import type { Role } from "../../../settings/schema/definition";
import type { AttesterSeen } from "./attesters";

/** The work of each role, as `status` prints it and docs/daily-operations.md lists it. */
export const PURPOSES: Readonly<Record<Role, string>> = {
  sequencer: "attests and proposes",
  "full-node": "follows the chain",
  "prover-node": "follows the chain and has its epochs proven",
  "prover-broker": "hands out jobs",
  "prover-agent": "makes proofs",
};

export const purposeSchema = z
  .object({
    description: z.string().describe("The work of the role"),
    active: z.boolean().nullable().describe("Whether the node has such work to do at present; null: unknown"),
    reason: z.string().nullable().describe("Why it has none, or why that is unknown"),
  })
  .describe(
    "The work of the node's role. A healthy node can have none: a sequencer without an attester in the validator set",
  );
export type Purpose = z.output<typeof purposeSchema>;

/**
 * Decides whether a node has work to do. Findings report how well it does it: a failure makes it unhealthy.
 */
export function purposeOf(role: Role | undefined, attesters: readonly AttesterSeen[]): Purpose {
  const description = role ? PURPOSES[role] : "unknown";
  if (role !== "sequencer") return { description, active: role ? true : null, reason: null };
  if (attesters.some(({ view }) => view?.state === "validating")) return { description, active: true, reason: null };
  if (attesters.length === 0) return { description, active: null, reason: "its attesters are unknown" };
  if (attesters.some(({ view }) => !view))
    return { description, active: null, reason: "the validator set could not be queried" };
  // An exiting attester has duties for some more epochs.
  if (attesters.some(({ view }) => view?.state === "exiting"))
    return { description, active: null, reason: "its remaining attesters are leaving the validator set" };
  if (attesters.some(({ view }) => view?.elsewhere === "validating"))
    return {
      description,
      active: false,
      reason: "its duties are on the network's rollup, which this node does not serve",
    };
  const reason = `none of its ${attesters.length} attesters is in the validator set`;
  return {
    description,
    active: false,
    reason: attesters.length === 1 ? "its attester is not in the validator set" : reason,
  };
}

/** Returns the headline's suffix for a healthy node without work; empty if it has work, or that is unknown. */
export function idleText({ active }: Purpose): string {
  return active === false ? "; it does not attest" : "";
}
