/** Outputs of a stack, as `pulumi stack output --json --show-secrets` prints them. */
import { z } from "zod";
import { publicAttesterSchema } from "../settings/claim";

export const outputsSchema = z.strictObject({
  /** Undefined while the stack is stopped, as is `containerName`. */
  nodeVersion: z.string().optional(),
  containerName: z.string().optional(),
  /** The ids are undefined while the stack is stopped, and for a prover broker or agent. */
  chain: z.object({ network: z.string(), l1ChainId: z.number().optional(), rollupVersion: z.number().optional() }),
  peerId: z.string().optional(),
  enr: z.string().optional(),
  p2pEndpoint: z.string().optional(),
  rpcUrl: z.string().optional(),
  monthlyCost: z.string().optional(),
  volume: z.string(),
  imageDigest: z.string(),
  coinbase: z.string().optional(),
  attesters: z.array(publicAttesterSchema).optional(),
  /** The only secret. */
  adminApiKey: z.string().optional(),
});
export type StackOutputs = z.output<typeof outputsSchema>;
