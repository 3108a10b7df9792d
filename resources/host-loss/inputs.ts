import { z } from "zod";

/** Inputs of `aztec:index:HostLoss`. */
export const hostLossInputs = z.object({
  /** Whether AWS has the stack's data, and no instance of the stack. */
  isLost: z.boolean(),
});
export type HostLossInputs = z.output<typeof hostLossInputs>;
