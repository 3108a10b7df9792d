/** What a role is for, and whether a node does it: the one place that says what `healthy` means for each role. Pure. */
import { z } from "zod";
import type { Role } from "../../../settings/schema/definition";
import type { AttesterSeen } from "./attesters";

/** What each role is for, as `status` says it. The table in docs/daily-operations.md has the same. */
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
 * Judges whether a node has the work to do that its role is for. How well it does it is in the findings: a failure among
 * these makes it unhealthy.
 */
export function purposeOf(role: Role | undefined, attesters: readonly AttesterSeen[]): Purpose {
  const description = role ? PURPOSES[role] : "not known";
  if (role !== "sequencer") return { description, active: role ? true : null, reason: null };
  if (attesters.some(({ view }) => view?.state === "validating")) return { description, active: true, reason: null };
  if (attesters.length === 0) return { description, active: null, reason: "its attesters are unknown" };
  if (attesters.some(({ view }) => !view))
    return { description, active: null, reason: "the validator set could not be queried" };
  // One that leaves has duties for some epochs more.
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

/** Says in the headline what a healthy node does not do; empty where it does it, or nothing is known. */
export function idleText({ active }: Purpose): string {
  return active === false ? "; it does not attest" : "";
}
