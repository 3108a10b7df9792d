/** Builds the previous release's node image, and a chain that serves both releases in turn, for tests of an upgrade. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { dependencies } from "../../images/aztec-earlier/package.json";
import { hasImage, IMAGES } from "./docker";
import { assertBuildable, buildImage } from "./ensure";
import { machineArgs } from "./machine";
import { contentHash, type L1, l1On, nodeImage, RELEASE, REPOSITORY } from "../../images/tags";

/** A release with another rollup than {@link RELEASE}, whose node reads the same data. */
export const EARLIER_RELEASE = dependencies["@aztec/aztec"];

/** Built by the Dockerfile of the newer release. */
const FOLDER = "aztec-earlier";
const DOCKERFILE = "aztec";

/** Returns the node image of the earlier release. */
export function earlierNodeImage(): string {
  const recipe = readFileSync(path.join(IMAGES, DOCKERFILE, "Dockerfile"), "utf8");
  return `${REPOSITORY}/node:${EARLIER_RELEASE}-${contentHash(path.join(IMAGES, FOLDER), recipe)}`;
}

/** Returns an L1 whose registry names the earlier release's rollup; the rollup of {@link RELEASE} is deployed too. */
export function movingL1(): L1 {
  return l1On(EARLIER_RELEASE, "dev", earlierNodeImage(), nodeImage(RELEASE));
}

/** Builds missing images; those of {@link RELEASE} must exist. @throws {OperatorError} with the end of the output */
export async function ensureEarlierImages(): Promise<void> {
  const [node, { image }] = [earlierNodeImage(), movingL1()];
  const [hasNode, hasL1] = await Promise.all([hasImage(node), hasImage(image)]);
  if (hasNode && hasL1) return;
  await assertBuildable(`The images of ${EARLIER_RELEASE} are not published`);
  const args = await machineArgs();
  if (!hasNode) {
    // One of its peer dependencies was never published, and the node does not load it.
    const own = { ...args, NPM_CONFIG_LEGACY_PEER_DEPS: "true" };
    const from = { reference: node, folder: FOLDER, dockerfile: DOCKERFILE };
    await buildImage(`node image of ${EARLIER_RELEASE}`, { ...from, args: own, takes: "3 min" });
  }
  if (hasL1) return;
  const own = { ...args, AZTEC_IMAGE: node, NEXT_AZTEC_IMAGE: nodeImage(RELEASE), CHAIN: "dev" };
  await buildImage("L1 image of a network that moves", {
    reference: image,
    folder: "l1",
    target: "moving",
    args: own,
    takes: "2 min",
  });
}
