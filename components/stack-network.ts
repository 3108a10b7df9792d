import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { withHooks } from "../resources/hooks";
import type { Host } from "./host";
import { removeOrphan, ownerLabels } from "./orphans";

interface NetworkShape {
  readonly subnet?: string | undefined;
  readonly mtu?: number | undefined;
  readonly after?: readonly pulumi.Resource[];
}

/**
 * Creates a Docker bridge network of the stack.
 *
 * @param name of the resource
 * @param dockerName on the host
 * @param shape.subnet `10.7.0.0/24`; undefined, Docker chooses
 * @param shape.mtu    undefined, a new network has that of the host's default route
 * @param shape.after  resources to create first
 */
export function stackNetwork(
  name: string,
  dockerName: string,
  host: Host,
  parent: pulumi.Resource,
  { subnet, mtu, after = [] }: NetworkShape = {},
): docker.Network {
  // The route's MTU can change, and an existing network must not be replaced for it, with the node: `doctor` compares.
  const ignoreChanges = mtu === undefined ? ["options"] : [];
  return new docker.Network(
    name,
    {
      name: dockerName,
      driver: "bridge",
      labels: ownerLabels(host),
      ...(subnet && { ipamConfigs: [{ subnet }] }),
      ...networkOptions(mtu ?? host.mtu),
    },
    withHooks(
      { parent, ...host.bound, deleteBeforeReplace: true, ignoreChanges, dependsOn: after },
      { beforeCreate: [removeOrphan("network", dockerName, host)] },
    ),
  );
}

/** Returns the option of an MTU: none without one. */
function networkOptions(mtu: pulumi.Input<number | undefined>): Pick<docker.NetworkArgs, "options"> {
  if (mtu === undefined) return {};
  const option = (value: number | undefined): Record<string, string> =>
    value === undefined ? {} : { "com.docker.network.driver.mtu": String(value) };
  return { options: typeof mtu === "number" ? option(mtu) : pulumi.output(mtu).apply(option) };
}
