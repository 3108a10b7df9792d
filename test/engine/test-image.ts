import { execa } from "execa";
import { nodeImage, RELEASE } from "../../images/tags";

/** Builds an image on top of the release's own. @param lines of a Dockerfile */
export async function buildImage(image: string, lines: string): Promise<void> {
  const options = { input: `FROM ${nodeImage(RELEASE)}\n${lines}\n`, env: { DOCKER_BUILDKIT: "0" } };
  await execa("docker", ["build", "--tag", image, "-"], options);
}
