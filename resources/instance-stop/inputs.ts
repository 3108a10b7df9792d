import { z } from "zod";
import { hostKeyPlace } from "../../remote/host-keys";

/** Inputs of `aztec:index:InstanceStop`. */
export const instanceStopInputs = z.object({
  /** Id of the instance; a change replaces the resource. */
  machine: z.string(),
  /** First words of AWS's commands for the instance's account. */
  aws: z.array(z.string()).min(1),
  /** Command that runs something on the instance. */
  ssh: z.array(z.string()).min(1),
  /** Where SSH looks for the instance's keys. Undefined in the state of an earlier program. */
  hostKey: hostKeyPlace.optional(),
  /** The instance's keys, as known_hosts has them without its name. */
  hostKeys: z.array(z.string()).default([]),
});
export type InstanceStopInputs = z.output<typeof instanceStopInputs>;
