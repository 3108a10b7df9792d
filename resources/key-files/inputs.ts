import { z } from "zod";

/** Inputs of `aztec:index:KeyFiles`. */
export const keyFilesInputs = z.object({
  /** Command that reaches the host's Docker (`Host.docker`). */
  docker: z.array(z.string()).min(1),
  /** Name of the volume that contains the files. */
  volume: z.string(),
  /** Owner of the files: `uid:gid`. */
  owner: z.string(),
  /** An image on the host that contains Node. */
  image: z.string(),
  /** Contents by file name; secret. */
  files: z.record(z.string(), z.string()),
  /** Name of the container that reads the files. */
  container: z.string(),
  /** Digest of the container's image, command and environment; a change replaces the container. */
  start: z.string(),
  /** How the node reloads its keystore while it runs: file name, admin call and password. Undefined if it cannot. */
  reload: z.object({ file: z.string(), port: z.number(), method: z.string(), key: z.string() }).optional(),
  /** Seconds to wait for a node that is starting. */
  timeoutSeconds: z.number(),
});
export type KeyFilesInputs = z.output<typeof keyFilesInputs>;

/** Schema of the resource in the state. */
export const keyFilesState = keyFilesInputs.extend({
  /** Whether the volume or the running node may have other files than these: the next `up` writes and loads them again. */
  isUncertain: z.boolean().default(false),
});
export type KeyFilesState = z.output<typeof keyFilesState>;
