import { findDockerProblem, type DockerNeeds } from "../remote/docker-kind";
import { dockerRunner } from "../remote/docker";
import { Hook } from "../resources/hooks";
import type { Host } from "./host";

/** Returns a hook that refuses a Docker in which the node's container cannot run. The image comes first, while an old node runs. */
export function refuseUnsuitableDocker(name: string, host: Host, needs: DockerNeeds): Hook {
  return Hook.of(`refuse-unsuitable-docker-${name}`, { docker: host.docker }, async ({ docker }) => {
    const problem = await findDockerProblem(dockerRunner(docker), needs);
    if (problem) throw new Error(`${problem.message}. Nothing was changed on the host. To fix it: ${problem.remedy}`);
  });
}
