/** Asks a stack's network which rollup it runs: from where the node is, or from this machine. */
import {
  askNetworkFrom,
  askNetworkHere,
  type NetworkAnswer,
  networkArgs,
  orUnknown,
  readNetworkAnswer,
} from "../../../remote/ask-network";
import type { DockerRunner } from "../../../remote/docker";
import { genesisRootOf } from "../../../remote/image-genesis";
import { networkQuestion, networkServers } from "../../../settings/network/network-question";
import { ownGenesis } from "../../../settings/network/other-rollup";
import { secretTexts } from "../../../settings/check-config";
import type { RawConfig } from "../../../settings/config-values";
import { type Settings, settingDefinitions } from "../../../settings/schema";
import { temporaryContainerArgs } from "../probe/run-probe";
import { probeTarget, type NodeContainer } from "../probe/container";

/** How long an answer may be shown again by `status --watch`, in milliseconds: a network moves within weeks. */
export const KEPT = 60_000;

/** Whether there is a network to ask: a development network never moves, and some roles have no L1. */
function hasNetwork({ network, role }: Settings): boolean {
  const roles = settingDefinitions.find(({ path }) => path === "ethereumHosts")?.roles;
  return network !== "local" && (roles?.includes(role) ?? true);
}

/**
 * Asks in the node's container, or beside one that does not run.
 *
 * @param settings undefined where they cannot be read
 * @param registration whether to ask what the registration of a BLS key may cost
 * @returns undefined where there is no network to ask; why it could not be asked is in the answer
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
  const { port = 0, prefix = "status" } = probeTarget(container) ?? {};
  const rpc = isRunning && prefix !== "status" ? { port, prefix } : undefined;
  const question = { ...networkQuestion(settings), rpc, governance: true, registration };
  const answer = await orUnknown(async () =>
    isRunning
      ? askNetworkFrom(docker, name, question)
      : readNetworkAnswer(await docker(temporaryContainerArgs(name, container, ["node", ...networkArgs(question)]))),
  );
  return withImage(answer, settings, () => genesisRootOf(docker, container.Image));
}

/** Asks the image, where the node says nothing: it stands by, is starting, or has ended. Takes 3 to 4 seconds. */
async function withImage(
  answer: NetworkAnswer,
  settings: Settings,
  rootOfImage: () => Promise<string | undefined>,
): Promise<NetworkAnswer> {
  if (!answer.rollup || answer.node || ownGenesis(settings) !== undefined) return answer;
  return { ...answer, imageGenesisRoot: await rootOfImage() };
}

/** Asks from this machine, before the first `up`. */
export async function networkHere(config: RawConfig, settings: Settings): Promise<NetworkAnswer | undefined> {
  if (!hasNetwork(settings)) return undefined;
  const question = { ...networkQuestion(settings), governance: true, registration: true };
  return orUnknown(() => askNetworkHere(question, networkServers(secretTexts(config))));
}
