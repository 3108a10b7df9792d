/** Reports, before a container is created, which of its ports is in use on the host. */
import * as pulumi from "@pulumi/pulumi";
import { lastingPortProblems } from "../remote/port-problems";
import { Hook } from "../resources/hooks";
import type { PublishedPort } from "../settings/ports";
import type { Host } from "./host";

/**
 * Returns a hook that refuses ports in use, before a container is created. The old container is gone by then, so it has none
 * of them. On a public network, `ReleaseFit` has refused other ports than those of the old container while that still ran.
 */
export function refuseTakenPorts(container: string, ports: readonly PublishedPort[], host: Host): Hook {
  const stack = pulumi.getStack();
  return Hook.of(`refuse-taken-ports-${container}`, { docker: host.docker }, async ({ docker }) => {
    const problems = await lastingPortProblems(docker, ports, stack);
    if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  });
}
