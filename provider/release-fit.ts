/** Finds out whether an image serves the rollup that its network runs, before a node of it starts. */
import { CONTAINER_USER } from "../settings/container";
import { type Fit, networkFit } from "../settings/network-fit";
import {
  askNetworkFrom,
  type NetworkAnswer,
  networkArgs,
  type NetworkQuestion,
  readNetworkAnswer,
} from "./ask-network";
import type { DockerCli } from "./docker-cli";
import { type GenesisAccounts, genesisRootOf } from "./image-genesis";

/** What came of it. */
export interface ImageFit {
  readonly fit: Fit;
  /** Why `fit` is unknown. */
  readonly unknown?: string | undefined;
}

export interface ImageQuestion {
  readonly docker: DockerCli;
  /** An image that the host has: the node's, or the one that it is to have. */
  readonly image: string;
  readonly question: NetworkQuestion;
  readonly accounts?: GenesisAccounts | undefined;
}

/** Asks the network from a container that runs: its node has the servers, and knows its registry. */
export async function fitBesideNode(asked: ImageQuestion, container: string): Promise<ImageFit> {
  return fitOf(asked, () => askNetworkFrom(asked.docker, container, asked.question));
}

/** Where no node runs. */
export interface Surroundings {
  /** Docker networks that the node is to join, besides its own: the L1 may be in one of them. */
  readonly networks: readonly string[];
  /** The L1's servers and the place of the network's configuration, by the names of their variables. Secret. */
  readonly servers: Readonly<Record<string, string>>;
}

/** Asks the network from a container of the image that is gone afterwards. */
export async function fitWithoutNode(asked: ImageQuestion, { networks, servers }: Surroundings): Promise<ImageFit> {
  // The L1 is on the internet, or in one of the networks; Docker lets a new container join one alone.
  const places = [...networks, "bridge"];
  return fitOf(asked, () => firstAnswer(places, (network) => askFromImage(asked, network, servers)));
}

async function firstAnswer(
  places: readonly string[],
  ask: (place: string) => Promise<NetworkAnswer>,
): Promise<NetworkAnswer> {
  const [place = "bridge", ...others] = places;
  const answer = await ask(place);
  return answer.rollup || others.length === 0 ? answer : firstAnswer(others, ask);
}

async function askFromImage({ docker, image, question }: ImageQuestion, network: string, servers: object) {
  const confined = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", `--user=${CONTAINER_USER}`];
  const words = ["run", "--rm", "-i", `--network=${network}`, ...confined, "--entrypoint=node", image];
  // By standard input: arguments and environments of containers can be read by others.
  return readNetworkAnswer(await docker([...words, ...networkArgs(question, true)], JSON.stringify(servers)));
}

async function fitOf({ docker, image, accounts }: ImageQuestion, ask: () => Promise<NetworkAnswer>): Promise<ImageFit> {
  const { rollup, unknown } = await ask().catch((error: unknown) => ({
    rollup: undefined,
    unknown: error instanceof Error ? error.message : String(error),
  }));
  if (!rollup) return { fit: { fit: "unknown" }, unknown };
  const genesisArchiveRoot = await genesisRootOf(docker, image, accounts);
  const fit = networkFit(rollup, { genesisArchiveRoot });
  if (fit.fit !== "unknown") return { fit };
  return { fit, unknown: "its image does not tell which network it is made for" };
}
