import * as pulumi from "@pulumi/pulumi";

export interface HostReadyArgs {
  /** The command that runs something on the host: `["ssh", …, "user@address"]`. */
  readonly ssh: pulumi.Input<string[]>;
  /** A command that is run before the first contact with a machine that is new: it forgets the key of the one before. */
  readonly forget: pulumi.Input<string[]>;
  /** Which machine it is: with another one, it is waited for again. */
  readonly machine: pulumi.Input<string>;
  /** Whether cloud-init makes the host ready, and a boot that fails is to be told. */
  readonly boots: boolean;
  /** The data volume's size in GiB: with another one, the file system grows. Where there is such a volume. */
  readonly dataGb?: number;
  /** Installs Docker where there is none. */
  readonly installDocker: boolean;
  /** `40400/tcp`: let in by the host's firewall, if one is active. Where the firewall is not the stack's own. */
  readonly ports: readonly string[];
  /** MiB that the node may take: the host has to have more. */
  readonly memoryMb: number;
  /** Seconds until the host has to be ready. */
  readonly timeoutSeconds: number;
}

/**
 * A host that lets in by SSH, has booted and runs Docker, as a resource: it exists once that is so, and everything
 * on the host waits for it. A failed one is not in the state, and the next `up` waits again.
 */
export class HostReady extends pulumi.CustomResource {
  /** What was found: processor, memory, Docker's version, for people. */
  declare readonly found: pulumi.Output<string>;
  /** The command that reaches the host's Docker. */
  declare readonly docker: pulumi.Output<string[]>;

  constructor(name: string, args: HostReadyArgs, opts?: pulumi.CustomResourceOptions) {
    super("aztec:index:HostReady", name, { ...args, found: undefined, docker: undefined }, opts);
  }
}
