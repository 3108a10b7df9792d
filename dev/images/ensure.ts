/** Finds, pulls or builds the images of a development stack. */
import { OperatorError } from "../../terminal/output";
import { runSteps, type Steps } from "../../terminal/steps";
import { BASE, ensureBase } from "./base";
import { type Build, build, buildLog, docker, hasImage, pull } from "./docker";
import { machineArgs } from "./machine";
import { type Chain, localL1, nodeImage, RELEASE } from "../../images/tags";

export { cleanImages } from "./clean";

const VENDOR_IMAGE = `aztecprotocol/aztec:${RELEASE}`;

/** The images that a development stack needs: the node's and the L1's. */
export const ALL_IMAGES: readonly [string, string] = [nodeImage(RELEASE), localL1(RELEASE).image];

/** Returns those that the engine lacks. */
export async function missingImages(): Promise<string[]> {
  const present = await Promise.all(ALL_IMAGES.map(hasImage));
  return ALL_IMAGES.filter((_, index) => !present[index]);
}

/**
 * Ensures that the engine has the images of the node and of the L1. Existing images are kept: an image's name has the
 * hash of its sources. An interrupted build continues after its last complete step.
 *
 * @throws {OperatorError} with the end of a build's output, or with the reason why nothing can be built
 */
export async function ensureImages(): Promise<void> {
  await runSteps(addImages);
}

/** Adds the steps of {@link ensureImages} that are necessary. The engine must run. */
export async function addImages(steps: Steps): Promise<void> {
  const [node, l1] = ALL_IMAGES;
  const missing = await missingImages();
  const needsL1 = missing.includes(l1);
  if (needsL1) await assertBuildable("The L1 of a development stack is not published");
  const base = needsL1 ? addBase(steps) : undefined;
  const made = missing.includes(node) ? steps.plan("node image", () => addNode(steps, node, base)) : undefined;
  await Promise.all([made, needsL1 ? addL1(steps, "dev", [base, made]) : undefined]);
}

/** Ensures that the engine has an L1 of the node's release. @throws as {@link ensureImages} */
export async function ensureL1(chain: Chain): Promise<void> {
  if (await hasImage(localL1(RELEASE, chain).image)) return;
  await assertBuildable("The L1 of a development stack is not published");
  await runSteps((steps) => addL1(steps, chain, [addBase(steps)]));
}

async function addL1(steps: Steps, chain: Chain, after: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  const { image, registry } = localL1(RELEASE, chain);
  const args = { ...(await machineArgs()), AZTEC_IMAGE: nodeImage(RELEASE), CHAIN: chain };
  const labels = { "aztec-validator.registry": registry };
  const recipe = { reference: image, folder: "l1", target: "l1", args, labels, takes: "1 min 30 s" };
  await addBuild(steps, "L1 image", recipe, after);
}

/** Tags the vendor's image with our name if it can be pulled; else builds one from npm packages. */
async function addNode(steps: Steps, reference: string, base: Promise<unknown> | undefined): Promise<void> {
  const isPulled = await steps.add(VENDOR_IMAGE, (abort) => pull(VENDOR_IMAGE, { abort }), {
    detail: (pulled) => (pulled ? "pulled" : "cannot be pulled"),
  });
  if (isPulled) {
    await docker("tag", VENDOR_IMAGE, reference);
    return;
  }
  await assertBuildable(`${VENDOR_IMAGE} cannot be pulled`);
  const args = await machineArgs();
  const recipe = { reference, folder: "aztec", args, takes: "4 min" };
  await addBuild(steps, "node image", recipe, [base ?? addBase(steps)]);
}

/** Adds the base image, if it is missing. */
function addBase(steps: Steps): Promise<void> {
  return steps.plan(BASE, async () => {
    if (!(await hasImage(BASE))) await steps.add(BASE, ensureBase, { detail: (how) => how });
  });
}

/** An image to build, and about how long it takes. */
export type Recipe = Build & { readonly takes: string };

function addBuild(
  steps: Steps,
  title: string,
  image: Recipe,
  after: readonly (Promise<unknown> | undefined)[],
): Promise<void> {
  const note = `about ${image.takes}; output in ${buildLog(image.folder)}`;
  const before = after.filter((step) => step !== undefined);
  return steps.add(title, (abort) => build(image, abort), { after: before, note });
}

/** Builds an image, after its base. */
export async function buildImage(title: string, image: Recipe): Promise<void> {
  await runSteps((steps) => addBuild(steps, title, image, [addBase(steps)]));
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
