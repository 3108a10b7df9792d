import { z } from "zod";

/** Inputs of `aztec:index:ChainMember`. */
export const chainMemberInputs = z.object({
  /** Command that reaches the host's Docker (`Host.docker`). */
  docker: z.array(z.string()).min(1),
  /** Name of the L1's container. */
  l1: z.string(),
  /** Name of the stack that joins. */
  stack: z.string(),
  /** Name of its node's container. */
  node: z.string(),
  /** Its attesters, and the addresses that publish for them. */
  attesters: z.array(z.object({ address: z.string(), publishers: z.array(z.string()) })),
  /** Further addresses that get a balance: those of a prover. */
  publishers: z.array(z.string()).default([]),
});
export type ChainMemberInputs = z.output<typeof chainMemberInputs>;
