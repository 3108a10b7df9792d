/** Queries which rollup a stack's network runs, from the node's host or from this machine. */
import {
  queryNetworkFrom,
  queryNetworkHere,
  type NetworkAnswer,
  networkArgs,
  tryQuery,
  readNetworkAnswer,
} from "../../../remote/query-network";
import type { DockerRunner } from "../../../remote/docker";
import { genesisRootOf } from "../../../remote/image-genesis";
import { networkQuestion, networkServers } from "../../../settings/network/network-question";
import { ownGenesis } from "../../../settings/network/other-rollup";
import { secretTexts } from "../../../settings/check-config";
import type { RawConfig } from "../../../settings/config-values";
import { type Settings, settingDefinitions } from "../../../settings/schema";
import { temporaryContainerArgs } from "../probe/run-probe";
import { healthCheckTarget, type NodeContainer } from "../probe/container";

/** Milliseconds for which `status --watch` uses an answer again: a network moves within weeks. */
export const KEPT = 60_000;

/** Returns whether the network can be queried: a development network never moves, and some roles have no L1. */
function hasNetwork({ network, role }: Settings): boolean {
  const roles = settingDefinitions.find(({ path }) => path === "ethereumHosts")?.roles;
  return network !== "local" && (roles?.includes(role) ?? true);
}

/**
 * Queries from the node's container, or from a temporary one if it does not run.
 *
 * @param settings undefined if they cannot be read
 * @param registration whether to query the gas cap for the registration of a BLS key
 * @returns undefined if there is no network to query; an error is part of the answer
 */
export async function networkFrom(
  docker: DockerRunner,
  name: string,
  container: NodeContainer,
  settings: Settings | undefined,
  registration = false,
): Promise<NetworkAnswer | undefined> {
  if (!settings || !hasNetwork(settings)) return undefined;
  const isRunning = container.State.Status === "running";
  const { port = 0, prefix = "status" } = healthCheckTarget(container) ?? {};
  const rpc = isRunning && prefix !== "status" ? { port, prefix } : undefined;
  const question = { ...networkQuestion(settings), rpc, governance: true, registration };
  const answer = await tryQuery(async () =>
    isRunning
      ? queryNetworkFrom(docker, name, question)
      : readNetworkAnswer(await docker(temporaryContainerArgs(name, container, ["node", ...networkArgs(question)]))),
  );
  return withImage(answer, settings, () => genesisRootOf(docker, container.Image));
}

/**
 * Queries the image if the node does not answer: it is in standby, is starting, or has exited. Takes 3 to 4 seconds.
 */
async function withImage(
  answer: NetworkAnswer,
  settings: Settings,
  rootOfImage: () => Promise<string | undefined>,
): Promise<NetworkAnswer> {
  if (!answer.rollup || answer.node || ownGenesis(settings) !== undefined) return answer;
  return { ...answer, imageGenesisRoot: await rootOfImage() };
}

/** Queries from this machine, before the first `up`. @param node the command that starts Node */
export async function networkHere(
  config: RawConfig,
  settings: Settings,
  node: readonly string[],
): Promise<NetworkAnswer | undefined> {
  if (!hasNetwork(settings)) return undefined;
  const question = { ...networkQuestion(settings), governance: true, registration: true };
  return tryQuery(() => queryNetworkHere(question, networkServers(secretTexts(config)), node));
}
