/** What a role is for, and whether a node does it: the one place that says what `healthy` means for each role. Pure. */
import { z } from "zod";
import type { Role } from "../../settings/schema/definition";
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
    is: z.string().describe("What the role is for"),
    served: z.boolean().nullable().describe("Whether it has that to do at all; null: not known"),
    because: z.string().nullable().describe("Why not"),
  })
  .describe("A node can be healthy and have nothing to do: a sequencer without an attester in the validator set");
export type Purpose = z.output<typeof purposeSchema>;

/**
 * Judges whether a node has the work to do that its role is for. How well it does it is in the findings: a failure among
 * these makes it unhealthy.
 */
export function purposeOf(role: Role | undefined, attesters: readonly AttesterSeen[]): Purpose {
  const is = role ? PURPOSES[role] : "not known";
  if (role !== "sequencer") return { is, served: role ? true : null, because: null };
  if (attesters.some(({ view }) => view?.state === "validating")) return { is, served: true, because: null };
  if (attesters.length === 0) return { is, served: null, because: "its attesters are not known" };
  if (attesters.some(({ view }) => !view)) return { is, served: null, because: "the validator set could not be asked" };
  // One that leaves has duties for some epochs more.
  if (attesters.some(({ view }) => view?.state === "exiting"))
    return { is, served: null, because: "what is left of its attesters is leaving the validator set" };
  if (attesters.some(({ view }) => view?.elsewhere === "validating"))
    return { is, served: false, because: "it has duties on the network's rollup, which this node does not serve" };
  const because = `none of its ${attesters.length} attesters is in the validator set`;
  return { is, served: false, because: attesters.length === 1 ? "its attester is not in the validator set" : because };
}

/** Says in the headline what a healthy node does not do; empty where it does it, or nothing is known. */
export function idleText({ served }: Purpose): string {
  return served === false ? "; it attests to nothing" : "";
}
