import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { sshCommand, sshOptions, type SshTarget } from "../remote/ssh";
import type { Host } from "./host";
import { HostReady } from "../resources/host-ready/resource";

export interface SshHostArgs {
  readonly target: SshTarget;
  readonly installDocker: boolean;
  /** `40400/tcp`: let in by the server's own firewall, if one is active. */
  readonly ports: readonly string[];
  /** MiB that the node may take. */
  readonly memoryMb: number;
  readonly readyTimeoutSeconds: number;
}

/** A Debian or Ubuntu server that is there already: it is looked at, and of its own has at most Docker changed. */
export class SshHost extends pulumi.ComponentResource implements Host {
  readonly provider: docker.Provider;
  readonly owner: pulumi.Output<string>;
  readonly docker: pulumi.Output<string[]>;
  readonly bound = {};
  /** What the server is. */
  readonly found: pulumi.Output<string>;

  constructor(name: string, args: SshHostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aztec-validator:index:SshHost", name, {}, opts);
    const { target, readyTimeoutSeconds: timeoutSeconds, ...wanted } = args;
    this.owner = new random.RandomUuid(`${name}-owner`, {}, { parent: this }).result;
    const ready = new HostReady(
      `${name}-ready`,
      { ssh: sshCommand(target), forget: [], machine: target.address, boots: false, ...wanted, timeoutSeconds },
      { parent: this },
    );
    this.docker = ready.docker;
    this.found = ready.found;
    const { user, address, port = 22 } = target;
    this.provider = new docker.Provider(
      `${name}-docker`,
      { host: `ssh://${user}@${address}:${port}`, sshOpts: sshOptions(target) },
      { parent: this, dependsOn: ready },
    );
    this.registerOutputs({ found: this.found });
  }
}
