import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Host } from "./host";
import { engineUrl } from "../remote/local-engine";
import { neededMtuHere } from "../remote/route-mtu";
import { thisMachine } from "../remote/this-machine";
import { COMPONENT } from "../resources/names";

export interface LocalHostArgs {
  /** The Docker engine's URL: `unix:///var/run/docker.sock`, `tcp://…`. */
  readonly dockerHost: string;
}

/** This machine as a host: uses its Docker engine and creates nothing else. */
export class LocalHost extends pulumi.ComponentResource implements Host {
  readonly provider: docker.Provider;
  readonly owner: pulumi.Output<string>;
  readonly docker: pulumi.Output<string[]>;
  readonly mtu: number | undefined;
  readonly machine: string | undefined;
  readonly engine: string;
  readonly bound = {};

  constructor(name: string, args: LocalHostArgs, opts?: pulumi.ComponentResourceOptions) {
    super(COMPONENT.localHost, name, { ...args }, opts);
    this.provider = new docker.Provider(`${name}-docker`, { host: args.dockerHost }, { parent: this });
    this.owner = new random.RandomUuid(`${name}-owner`, {}, { parent: this }).result;
    const { isHere, machine, engine } = placeOfEngine(args.dockerHost);
    this.mtu = isHere ? neededMtuHere() : undefined;
    this.machine = machine;
    this.engine = engine;
    this.docker = pulumi.output(["docker", "--host", args.dockerHost]);
    this.registerOutputs({ docker: this.docker, machine: this.machine });
  }
}

/** Returns where an engine is: on this machine, with its id, or at a URL. */
export function placeOfEngine(dockerHost: string) {
  const isHere = dockerHost.startsWith("unix:");
  return { isHere, machine: isHere ? thisMachine() : undefined, engine: engineUrl(dockerHost) };
}
