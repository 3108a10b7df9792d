import { z } from "zod";

/** Inputs that are known before the host has the image. */
export const networkInputs = z.object({
  /** The release of the image. */
  release: z.string(),
  /** The network to query. */
  question: z.object({
    chainId: z.number().optional(),
    registry: z.string().optional(),
    configName: z.string().optional(),
  }),
  /** The L1 servers and the URL of the network's configuration, by environment variable; secret. */
  servers: z.record(z.string(), z.string()),
});

/** Inputs for the look at the host, which needs no image. Those that are optional are missing in states of earlier versions. */
export const hostInputs = z.object({
  /** Command that reaches the host's Docker (`Host.docker`). In a preview an unknown value arrives as text. */
  docker: z.array(z.string()).min(1),
  /** Docker networks that the node joins besides its own. */
  networks: z.array(z.string()),
  /** Name of the node's container, and of its own Docker network. */
  container: z.string().optional(),
  /** Subnet of that network; undefined if Docker chooses. */
  subnet: z.string().optional(),
  /** Ports that the container publishes. */
  ports: z
    .array(
      z.object({
        internal: z.number(),
        external: z.number(),
        protocol: z.enum(["tcp", "udp"]),
        ip: z.string(),
      }),
    )
    .optional(),
});

/** Inputs of `aztec:index:ReleaseFit`. */
export const releaseFitInputs = networkInputs.extend({
  ...hostInputs.shape,
  /** Id of the node's image, which is on the host. In a preview an unknown value arrives as other text. */
  image: z.string().regex(/^sha256:[0-9a-f]+$/),
  /** Genesis archive root of the image, as an earlier check computed it. */
  genesisArchiveRoot: z.string().optional(),
});
export type ReleaseFitInputs = z.output<typeof releaseFitInputs>;
