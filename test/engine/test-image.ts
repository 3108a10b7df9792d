/** Images of the tests: the release's own, with something on top. */
import { execa } from "execa";
import { nodeImage, RELEASE } from "../../images/tags";

/**
 * The release's node with reference strings (CRS) of zeros where its data volume begins.
 *
 * Differs from the real thing: the strings have the right sizes and are not the ceremony's points. A node compares sizes
 * alone, and tests reach no host that has the real ones. So no proof of the real network would verify here; a wrong one
 * is verified by bb, and refused by it.
 */
export const NODE = `aztec-validator-test/node:${RELEASE}-crs`;

const CRS = "/var/lib/data/crs";
/** Bytes of what release 4.1.2 keeps: two points of BN254 on each of its curves, and 2^16 + 1 of Grumpkin. */
const SIZES = { "bn254_g1.dat": 128, "bn254_g2.dat": 128, "grumpkin_g1.flat.dat": 4_194_368 };

/** Docker fills a new volume with what the image has at its place: so each new node starts as after its download. */
const WITH_CRS = [
  "USER root",
  `RUN mkdir -p ${CRS} && cd ${CRS} && ${Object.entries(SIZES)
    .map(([file, bytes]) => `head -c ${bytes} /dev/zero > ${file}`)
    .join(" && ")} && chown -R 10001:10001 /var/lib/data`,
].join("\n");

/** Copies the reference strings of {@link NODE} to a data volume that is not new, and so gets none from the image. */
export async function giveReferenceStrings(volume: string): Promise<void> {
  const command = ["--entrypoint=cp", NODE, "-a", CRS, "/volume/"];
  await execa("docker", ["run", "--rm", "--network=none", "--volume", `${volume}:/volume`, ...command]);
}

/** Builds the node's image for tests; Docker has it already after the first time. */
export async function ensureNode(): Promise<void> {
  await buildOn(nodeImage(RELEASE), NODE, WITH_CRS);
}

/** Builds an image on top of {@link NODE}. @param lines of a Dockerfile */
export async function buildImage(image: string, lines: string): Promise<void> {
  await ensureNode();
  await buildOn(NODE, image, lines);
}

/** Builds an image. @param base that it is built on @param lines of a Dockerfile */
export async function buildOn(base: string, image: string, lines: string): Promise<void> {
  const options = { input: `FROM ${base}\n${lines}\n`, env: { DOCKER_BUILDKIT: "0" } };
  await execa("docker", ["build", "--tag", image, "-"], options);
}
