import { z } from "zod";

/** Inputs of `aztec:index:Bootnode`. */
export const bootnodeInputs = z.object({
  /** URL of the bootnode's JSON-RPC. */
  url: z.string(),
  /** Paths of the settings to read from the bootnode. */
  paths: z.array(z.string()),
});
export type BootnodeInputs = z.output<typeof bootnodeInputs>;
