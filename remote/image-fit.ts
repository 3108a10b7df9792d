/** Checks whether an image serves the rollup that its network runs, before its node starts. */
import { unprivilegedOptions } from "../settings/container-user";
import { type Fit, networkFit } from "../settings/network/network-fit";
import type { NetworkQuestion } from "../settings/network/network-question";
import { type NetworkAnswer, networkArgs, tryQuery, readNetworkAnswer } from "./query-network";
import type { DockerRunner } from "./docker";
import { genesisRootOf } from "./image-genesis";

/** Result of the check. */
export interface ImageFit {
  readonly fit: Fit;
  /** Why `fit` is unknown. */
  readonly unknown?: string | undefined;
  /** Genesis archive root of the image; undefined if it was not or cannot be computed. */
  readonly genesisArchiveRoot?: string | undefined;
  /** The release that the network recommends. */
  readonly recommended?: string | undefined;
}

/**
 * Compares an image with what the network answered.
 *
 * @param root computes the genesis archive root of the image; takes 3 to 4 s, so it is called only if needed
 */
export async function imageFit(answer: NetworkAnswer, root: () => Promise<string | undefined>): Promise<ImageFit> {
  if (!answer.rollup) return { fit: { fit: "unknown" }, unknown: answer.unknown };
  const genesisArchiveRoot = await root();
  const fit = networkFit(answer.rollup, { genesisArchiveRoot });
  if (fit.fit === "other rollup") return { fit, genesisArchiveRoot, recommended: answer.config?.nodeVersion };
  if (fit.fit === "fits") return { fit, genesisArchiveRoot };
  return { fit, unknown: "its image does not report the network that it is built for" };
}

/** A host without a node yet. */
export interface ImageContext {
  readonly docker: DockerRunner;
  /** An image on the host. */
  readonly image: string;
  /** Docker networks that the node will join besides its own: the L1 may be in one of them. */
  readonly networks: readonly string[];
  /** The L1 servers and the URL of the network's configuration, by environment variable; secret. */
  readonly servers: Readonly<Record<string, string>>;
}

/** Queries the network from a temporary container of an image. */
export async function queryNetworkByImage(question: NetworkQuestion, context: ImageContext): Promise<NetworkAnswer> {
  // The L1 is on the internet or in one of the networks; `docker run` joins only one.
  let answer: NetworkAnswer | undefined;
  for (const network of [...context.networks, "bridge"]) {
    answer = await queryFrom(network, question, context);
    if (answer.rollup) return answer;
  }
  return answer ?? { now: Date.now() };
}

async function queryFrom(network: string, question: NetworkQuestion, { docker, image, servers }: ImageContext) {
  const args = ["run", "--rm", "-i", `--network=${network}`, ...unprivilegedOptions(), "--entrypoint=node", image];
  // By standard input: others can read the arguments and environments of containers.
  const command = [...args, ...networkArgs(question, true)];
  return tryQuery(async () => readNetworkAnswer(await docker(command, JSON.stringify(servers))));
}

/** Checks an image on a host that has no node yet. @param root as an earlier check computed it */
export async function fitWithoutNode(
  question: NetworkQuestion,
  context: ImageContext,
  root?: string,
): Promise<ImageFit> {
  const answer = await queryNetworkByImage(question, context);
  return imageFit(answer, () =>
    root === undefined ? genesisRootOf(context.docker, context.image) : Promise.resolve(root),
  );
}
