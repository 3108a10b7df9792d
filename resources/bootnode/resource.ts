import * as pulumi from "@pulumi/pulumi";

export interface BootnodeArgs {
  /** Its JSON-RPC. */
  readonly url: pulumi.Input<string>;
  /** The settings it is asked for, by their paths. */
  readonly paths: readonly string[];
}

/**
 * A network of one's own, as its bootnode tells of it. Asked when it is created, or when other things are to be asked;
 * what it told is kept in the state. Made by the project's own provider (resources/).
 */
export class Bootnode extends pulumi.CustomResource {
  /** What it told, by the settings' paths: each an output of its own. */
  readonly settings: Readonly<Record<string, pulumi.Output<string>>>;
  declare readonly values: pulumi.Output<Readonly<Record<string, string>>>;

  constructor(name: string, args: BootnodeArgs, opts?: pulumi.CustomResourceOptions) {
    super("aztec:index:Bootnode", name, { ...args, values: undefined }, opts);
    const valueOf = (path: string) => this.values.apply((values) => values[path] ?? "");
    this.settings = Object.fromEntries(args.paths.map((path) => [path, valueOf(path)]));
  }
}
