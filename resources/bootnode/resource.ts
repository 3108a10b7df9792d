import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../args";
import { AZTEC } from "../names";
import type { BootnodeInputs } from "./inputs";

export type BootnodeArgs = Omit<ArgsOf<BootnodeInputs>, "paths"> & {
  /** Plain, since each path becomes an output. */
  readonly paths: readonly string[];
};

/**
 * The settings of a private network, as its bootnode reports them. The bootnode is queried when the resource is created
 * and when its inputs change; the state keeps the values. Implemented by the project's own provider (resources/).
 */
export class Bootnode extends pulumi.CustomResource {
  /** The values by the settings' paths, each as a separate output. */
  readonly settings: Readonly<Record<string, pulumi.Output<string>>>;
  declare readonly values: pulumi.Output<Readonly<Record<string, string>>>;

  constructor(name: string, args: BootnodeArgs, opts?: pulumi.CustomResourceOptions) {
    super(AZTEC.bootnode, name, { ...args, values: undefined }, opts);
    const valueOf = (path: string) => this.values.apply((values) => values[path] ?? "");
    this.settings = Object.fromEntries(args.paths.map((path) => [path, valueOf(path)]));
  }
}
