import { z } from "zod";
import { hostKeyPlace } from "../../remote/host-keys";

/** Inputs of `aztec:index:HostKeyGuard`. */
export const hostKeyGuardInputs = z.object({
  /** Where SSH looks for the host's keys. */
  hostKey: hostKeyPlace,
  /** The host's keys, as known_hosts has them without the host's name. */
  hostKeys: z.array(z.string()),
});
export type HostKeyGuardInputs = z.output<typeof hostKeyGuardInputs>;
