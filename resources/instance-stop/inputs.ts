import { z } from "zod";

/** Inputs of `aztec:index:InstanceStop`. */
export const instanceStopInputs = z.object({
  /** Id of the instance; a change replaces the resource. */
  machine: z.string(),
  /** First words of AWS's commands for the instance's account. */
  aws: z.array(z.string()).min(1),
  /** Command that runs something on the instance. */
  ssh: z.array(z.string()).min(1),
});
export type InstanceStopInputs = z.output<typeof instanceStopInputs>;
