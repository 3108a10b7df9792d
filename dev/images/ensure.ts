/** The images of a development stack: found, pulled or built. */
import { OperatorError, log, task } from "../../terminal/output";
import { BASE, ensureBase } from "./base";
import { type Build, build, buildLog, docker, hasImage, pull } from "./docker";
import { machineArgs } from "./machine";
import { type Chain, localL1, nodeImage, RELEASE } from "../../images/tags";

export { cleanImages } from "./clean";

const VENDOR_IMAGE = `aztecprotocol/aztec:${RELEASE}`;

/**
 * Makes sure that the engine has the images of the node and of the L1. What is there is left alone: an image's name
 * stands for what it is made from. An interrupted build is continued after the last step that was finished.
 *
 * @throws {OperatorError} with the end of a build's output, or with what is missing to build
 */
export async function ensureImages(): Promise<void> {
  const node = nodeImage(RELEASE);
  const [hasNode, hasL1] = await Promise.all([hasImage(node), hasImage(localL1(RELEASE).image)]);
  if (!hasNode) await makeNode(node);
  if (!hasL1) await makeL1("dev");
}

/** Makes sure that the engine has an L1 of the node's release. @throws as {@link ensureImages} */
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

/** The vendor's image under our name where a registry gives it, else one built from npm packages. */
async function makeNode(reference: string): Promise<void> {
  const pulled = await task(
    VENDOR_IMAGE,
    () => pull(VENDOR_IMAGE),
    (there) => (there ? "pulled" : "cannot be pulled"),
  );
  if (pulled) {
    await docker("tag", VENDOR_IMAGE, reference);
    return;
  }
  await assertBuildable(`${VENDOR_IMAGE} cannot be pulled`);
  const args = await machineArgs();
  await buildStep("node image", { reference, folder: "aztec", args, takes: "4 min" });
}

/** Builds an image, with its base and with what is printed about it. */
export async function buildStep(title: string, image: Build & { takes: string }): Promise<void> {
  if (!(await hasImage(BASE))) await task(BASE, ensureBase, (how) => how);
  log(`    building ${image.reference}: about ${image.takes}; output in ${buildLog(image.folder)}`);
  await task(title, () => build(image));
}

/** Not all of the npm packages that are built from have native code for other processors. */
export async function assertBuildable(reason: string): Promise<void> {
  const architecture = await docker("version", "--format", "{{.Server.Arch}}");
  if (architecture === "amd64") return;
  throw new OperatorError(
    `${reason}, and what is built here in its place needs an amd64 Docker engine; this one is ${architecture}. ` +
      "Use another engine (DOCKER_HOST), or another stack than the development one.",
  );
}
