import { z } from "zod";
import { hostKeyPlace } from "../../remote/host-keys";

/** Inputs of `aztec:index:HostReady`. */
export const hostReadyInputs = z.object({
  /** Command that runs something on the host: `["ssh", …, "user@address"]`. */
  ssh: z.array(z.string()).min(1),
  /** Where SSH looks for the host's keys. */
  hostKey: hostKeyPlace,
  /** Identity of the machine; a change replaces the resource. */
  machine: z.string(),
  /** Type of an instance: with another one it stops and starts, so it has to be waited for again. */
  instanceType: z.string().optional(),
  /** First words of AWS's commands for the machine's account. Undefined for a machine that is not on AWS. */
  aws: z.array(z.string()).min(1).optional(),
  /** Whether cloud-init sets up the host, so that a failed boot is an error. */
  boots: z.boolean(),
  /** Size of the data volume in GiB: the file system grows to it. Undefined without such a volume. */
  dataGb: z.number().optional(),
  /** Whether to install Docker if it is missing. */
  installDocker: z.boolean(),
  /** Ports to open in the host's own firewall, if one is active: `40400/tcp`. */
  ports: z.array(z.string()),
  /** Memory limit of the node in MiB; the host needs at least as much. */
  memoryMb: z.number(),
  /** Seconds until the host has to be ready. */
  timeoutSeconds: z.number(),
});
export type HostReadyInputs = z.output<typeof hostReadyInputs>;

/** Schema of the resource in the state. A resource that an earlier program made has no host keys. */
export const hostReadyState = hostReadyInputs.partial({ hostKey: true }).extend({
  /** The host's keys, as known_hosts has them without the host's name. */
  hostKeys: z.array(z.string()).default([]),
});
