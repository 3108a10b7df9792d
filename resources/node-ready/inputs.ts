import { z } from "zod";

/** Inputs of `aztec:index:NodeReady`. */
export const nodeReadyInputs = z.object({
  /** Command that reaches the host's Docker (`Host.docker`). */
  docker: z.array(z.string()).min(1),
  /** The container's name. */
  container: z.string(),
  /** The container's id; a change means waiting again. */
  containerId: z.string(),
  /** Type of the host's instance: with another one it stops and starts, and the node with it. */
  instanceType: z.string().optional(),
  /** Seconds until the node has to be ready. */
  timeoutSeconds: z.number(),
  /** Whether a node in standby counts as ready: it waits until its network moves to its release. */
  acceptsStandby: z.boolean().default(false),
});
export type NodeReadyInputs = z.output<typeof nodeReadyInputs>;
