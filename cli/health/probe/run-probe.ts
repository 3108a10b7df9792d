/** Runs the probe in a node's container, or in a temporary container beside one that does not run. */
import type { DockerRunner } from "../../../remote/docker";
import { lastLine } from "../../../remote/log-text";
import { unprivilegedOptions } from "../../../settings/container-user";
import { isRunning, type NodeContainer, Unreachable } from "./container";
import { DOWNLOAD_VARIABLES } from "./downloads";
import { parseProbeResult, probeArgs, type ProbeRequest, type ProbeResult, SERVERS } from "./protocol";

/** Runs the probe where the node is. @throws {Unreachable} if nothing can be run there */
export async function runProbe(
  docker: DockerRunner,
  name: string,
  container: NodeContainer,
  request: ProbeRequest,
): Promise<ProbeResult> {
  const program = ["node", ...probeArgs(request)];
  const args = isRunning(container) ? ["exec", name, ...program] : temporaryContainerArgs(name, container, program);
  const { code, text } = await docker(args);
  if (code !== 0) throw new Unreachable(`the checks cannot be run on the node's host: ${lastLine(text)}`);
  return parseProbeResult(text);
}

/**
 * Returns the arguments of `docker` for a temporary container with a node's image, servers, data and network, and with
 * none of its rights.
 */
export function temporaryContainerArgs(
  name: string,
  { Image, Config, NetworkSettings }: NodeContainer,
  command: readonly string[],
): string[] {
  const [program = "", ...args] = command;
  // `docker run` takes one network; the L1 of a host is in another one than the node's private network.
  const network = Object.keys(NetworkSettings.Networks).find((one) => one !== name) ?? name;
  // Secrets are in files of the keys' volume, which NODE_OPTIONS loads.
  const variables = [...Object.values(SERVERS).flat(), ...DOWNLOAD_VARIABLES, "NODE_OPTIONS"];
  const env = Config.Env.filter((entry) => variables.includes(entry.split("=")[0] ?? ""));
  return [
    "run",
    "--rm",
    ...unprivilegedOptions(Config.User),
    `--network=${network}`,
    `--volumes-from=${name}:ro`,
    ...env.map((entry) => `--env=${entry}`),
    `--entrypoint=${program}`,
    Image,
    ...args,
  ];
}
