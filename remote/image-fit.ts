/** Finds out whether an image serves the rollup that its network runs, before a node of it starts. */
import { unprivilegedOptions } from "../settings/container-user";
import { type Fit, networkFit } from "../settings/network/network-fit";
import type { NetworkQuestion } from "../settings/network/network-question";
import { type NetworkAnswer, networkArgs, orUnknown, readNetworkAnswer } from "./ask-network";
import type { DockerRunner } from "./docker";
import { genesisRootOf } from "./image-genesis";

/** What came of it. */
export interface ImageFit {
  readonly fit: Fit;
  /** Why `fit` is unknown. */
  readonly unknown?: string | undefined;
  /** What the image's archive begins with; undefined where that was not computed, or the image does not tell. */
  readonly genesisArchiveRoot?: string | undefined;
  /** The release that the network recommends. */
  readonly recommended?: string | undefined;
}

/**
 * Compares an image with what the network answered.
 *
 * @param root computes what the archive of a node of the image begins with; takes 3 to 4 s, and is not called in vain
 */
export async function imageFit(answer: NetworkAnswer, root: () => Promise<string | undefined>): Promise<ImageFit> {
  if (!answer.rollup) return { fit: { fit: "unknown" }, unknown: answer.unknown };
  const genesisArchiveRoot = await root();
  const fit = networkFit(answer.rollup, { genesisArchiveRoot });
  if (fit.fit === "other rollup") return { fit, genesisArchiveRoot, recommended: answer.config?.nodeVersion };
  if (fit.fit === "fits") return { fit, genesisArchiveRoot };
  return { fit, unknown: "its image does not report the network that it is made for" };
}

/** Where there is no node yet. */
export interface Surroundings {
  readonly docker: DockerRunner;
  /** An image that the host has. */
  readonly image: string;
  /** Docker networks that the node is to join, besides its own: the L1 may be in one of them. */
  readonly networks: readonly string[];
  /** The L1's servers and the place of the network's configuration, by the names of their variables. Secret. */
  readonly servers: Readonly<Record<string, string>>;
}

/** Asks the network from a container of an image, which is gone afterwards. */
async function askNetworkByImage(question: NetworkQuestion, around: Surroundings): Promise<NetworkAnswer> {
  // The L1 is on the internet, or in one of the networks; Docker lets a new container join one alone.
  let answer: NetworkAnswer | undefined;
  for (const network of [...around.networks, "bridge"]) {
    answer = await askIn(network, question, around);
    if (answer.rollup) return answer;
  }
  return answer ?? { now: Date.now() };
}

async function askIn(network: string, question: NetworkQuestion, { docker, image, servers }: Surroundings) {
  const words = ["run", "--rm", "-i", `--network=${network}`, ...unprivilegedOptions(), "--entrypoint=node", image];
  // By standard input: arguments and environments of containers can be read by others.
  const command = [...words, ...networkArgs(question, true)];
  return orUnknown(async () => readNetworkAnswer(await docker(command, JSON.stringify(servers))));
}

/** Fits an image of a host that has no node yet. @param root as it was computed before, if it was */
export async function fitWithoutNode(
  question: NetworkQuestion,
  around: Surroundings,
  root?: string,
): Promise<ImageFit> {
  const answer = await askNetworkByImage(question, around);
  return imageFit(answer, () =>
    root === undefined ? genesisRootOf(around.docker, around.image) : Promise.resolve(root),
  );
}
