/** Finds, pulls or builds the images of a development stack. */
import { OperatorError, log, task } from "../../terminal/output";
import { BASE, ensureBase } from "./base";
import { type Build, build, buildLog, docker, hasImage, pull } from "./docker";
import { machineArgs } from "./machine";
import { type Chain, localL1, nodeImage, RELEASE } from "../../images/tags";

export { cleanImages } from "./clean";

const VENDOR_IMAGE = `aztecprotocol/aztec:${RELEASE}`;

/**
 * Ensures that the engine has the images of the node and of the L1. Existing images are kept: an image's name has the
 * hash of its sources. An interrupted build continues after its last complete step.
 *
 * @throws {OperatorError} with the end of a build's output, or with the reason why nothing can be built
 */
export async function ensureImages(): Promise<void> {
  const node = nodeImage(RELEASE);
  const [hasNode, hasL1] = await Promise.all([hasImage(node), hasImage(localL1(RELEASE).image)]);
  if (!hasNode) await makeNode(node);
  if (!hasL1) await makeL1("dev");
}

/** Ensures that the engine has an L1 of the node's release. @throws as {@link ensureImages} */
export async function ensureL1(chain: Chain): Promise<void> {
  if (!(await hasImage(localL1(RELEASE, chain).image))) await makeL1(chain);
}

async function makeL1(chain: Chain): Promise<void> {
  const { image, registry } = localL1(RELEASE, chain);
  await assertBuildable("The L1 of a development stack is not published");
  const args = { ...(await machineArgs()), AZTEC_IMAGE: nodeImage(RELEASE), CHAIN: chain };
  const labels = { "aztec-validator.registry": registry };
  await buildStep("L1 image", { reference: image, folder: "l1", target: "l1", args, labels, takes: "1 min 30 s" });
}

/** Tags the vendor's image with our name if it can be pulled; else builds one from npm packages. */
async function makeNode(reference: string): Promise<void> {
  const pulled = await task(
    VENDOR_IMAGE,
    () => pull(VENDOR_IMAGE),
    (isPulled) => (isPulled ? "pulled" : "cannot be pulled"),
  );
  if (pulled) {
    await docker("tag", VENDOR_IMAGE, reference);
    return;
  }
  await assertBuildable(`${VENDOR_IMAGE} cannot be pulled`);
  const args = await machineArgs();
  await buildStep("node image", { reference, folder: "aztec", args, takes: "4 min" });
}

/** Builds an image and its base, and prints the progress. */
export async function buildStep(title: string, image: Build & { takes: string }): Promise<void> {
  if (!(await hasImage(BASE))) await task(BASE, ensureBase, (how) => how);
  log(`    building ${image.reference}: about ${image.takes}; output in ${buildLog(image.folder)}`);
  await task(title, () => build(image));
}

/** Refuses to build on other processors: not all npm packages of the node have native code for them. */
export async function assertBuildable(reason: string): Promise<void> {
  const architecture = await docker("version", "--format", "{{.Server.Arch}}");
  if (architecture === "amd64") return;
  throw new OperatorError(
    `${reason}, and a build requires an amd64 Docker engine; this one is ${architecture}. ` +
      "Use another engine (DOCKER_HOST), or a stack of a public network.",
  );
}
