import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { withHooks } from "../resources/hooks";
import type { Host } from "./host";
import { removeOrphan, ownerLabels } from "./orphans";

/**
 * Creates a Docker bridge network of the stack.
 *
 * @param name of the resource
 * @param dockerName on the host
 * @param shape.subnet `10.7.0.0/24`; undefined, Docker chooses
 * @param shape.mtu    undefined, it has Docker's
 */
export function stackNetwork(
  name: string,
  dockerName: string,
  host: Host,
  parent: pulumi.Resource,
  { subnet, mtu }: { readonly subnet?: string | undefined; readonly mtu?: number | undefined } = {},
): docker.Network {
  return new docker.Network(
    name,
    {
      name: dockerName,
      driver: "bridge",
      labels: ownerLabels(host),
      ...(subnet && { ipamConfigs: [{ subnet }] }),
      ...(mtu && { options: { "com.docker.network.driver.mtu": String(mtu) } }),
    },
    withHooks(
      { parent, ...host.bound, deleteBeforeReplace: true },
      { beforeCreate: [removeOrphan("network", dockerName, host)] },
    ),
  );
}
