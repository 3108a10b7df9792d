import { z } from "zod";

/** Inputs of `aztec:index:LocalChain`. */
export const localChainInputs = z.object({
  /** Command that reaches the host's Docker (`Host.docker`). */
  docker: z.array(z.string()).min(1),
  /** Name of the stack that the chain belongs to. */
  stack: z.string(),
  /** Name of that stack's L1: its container and its Docker network have it. */
  l1: z.string(),
  /** Name of that stack's node. */
  node: z.string(),
  /** Release of the node that joins. */
  release: z.string(),
});
export type LocalChainInputs = z.output<typeof localChainInputs>;
