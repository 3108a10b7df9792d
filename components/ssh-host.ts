import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { SSH_PORT } from "../settings/ports";
import { hostKeyPlaceOf, sshCommand, sshOptions, type SshTarget } from "../remote/ssh";
import type { Host } from "./host";
import { HostKeyGuard } from "../resources/host-key-guard/resource";
import { HostReady } from "../resources/host-ready/resource";

export interface SshHostArgs {
  readonly target: SshTarget;
  readonly installDocker: boolean;
  /** Ports to open in the server's own firewall, if one is active: `40400/tcp`. */
  readonly ports: readonly string[];
  /** Memory limit of the node in MiB. */
  readonly memoryMb: number;
  readonly readyTimeoutSeconds: number;
}

/** An existing Debian or Ubuntu server. It is only inspected, except for installing Docker and opening ports. */
export class SshHost extends pulumi.ComponentResource implements Host {
  readonly provider: docker.Provider;
  readonly owner: pulumi.Output<string>;
  readonly docker: pulumi.Output<string[]>;
  readonly mtu: pulumi.Output<number | undefined>;
  readonly bound = {};
  readonly guard: NonNullable<Host["guard"]>;
  /** Description of the server. */
  readonly found: pulumi.Output<string>;

  constructor(name: string, args: SshHostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aztec-validator:index:SshHost", name, {}, opts);
    const { target, readyTimeoutSeconds: timeoutSeconds, ...requirements } = args;
    this.owner = new random.RandomUuid(`${name}-owner`, {}, { parent: this }).result;
    const hostKey = hostKeyPlaceOf(target);
    const ready = new HostReady(
      `${name}-ready`,
      {
        ssh: sshCommand(target),
        hostKey,
        machine: target.address,
        boots: false,
        ...requirements,
        timeoutSeconds,
      },
      { parent: this },
    );
    this.docker = ready.docker;
    this.found = ready.found;
    this.mtu = ready.mtu;
    const { hostKeys } = ready;
    this.guard = (all) => {
      new HostKeyGuard(`${name}-key-guard`, { hostKey, hostKeys }, { parent: this, dependsOn: [ready, ...all] });
    };
    const { user, address, port = SSH_PORT } = target;
    this.provider = new docker.Provider(
      `${name}-docker`,
      { host: `ssh://${user}@${address}:${port}`, sshOpts: sshOptions(target) },
      { parent: this, dependsOn: ready },
    );
    this.registerOutputs({ found: this.found });
  }
}
