import { z } from "zod";

/** Inputs of `aztec:index:AccountPin`. */
export const accountPinInputs = z.object({
  /** Number of the account of the present login; empty if it is unknown. */
  account: z.string(),
  /** First words of AWS's commands for this login. */
  aws: z.array(z.string()).min(1),
});
export type AccountPinInputs = z.output<typeof accountPinInputs>;
