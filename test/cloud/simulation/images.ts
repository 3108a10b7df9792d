/** The images of the simulated cloud: an instance, and the emulator of EC2's API. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { BASE, ensureBase } from "../../../images/base";
import { buildLog, docker, hasImage } from "../../../images/docker";
import { machineArgs } from "../../../images/machine";
import { contentHash, REPOSITORY } from "../../../images/tags";
import { lastLines } from "../../../toolchain/as-root";
import { OperatorError, step } from "../../../toolchain/steps";

type Folder = "machine" | "emulator";

/** A Debian 13 with systemd, cloud-init and sshd. */
export const MACHINE_IMAGE = reference("machine");
/** moto's server and boto3. */
export const EMULATOR_IMAGE = reference("emulator");

/** What pip reads that means the same inside a build; paths of this machine do not. */
const PIP_SETTINGS = ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_DEFAULT_TIMEOUT"];

function reference(folder: Folder): string {
  return `${REPOSITORY}/cloud-${folder}:${contentHash(path.join(__dirname, folder))}`;
}

/** Builds the images that the engine does not have. @throws {OperatorError} with the end of a build's output */
export async function prepareImages(): Promise<void> {
  await prepare("machine", MACHINE_IMAGE, {});
  if (await hasImage(EMULATOR_IMAGE)) return;
  const { CA_CERTIFICATES = "" } = await machineArgs();
  await prepare("emulator", EMULATOR_IMAGE, { CA_CERTIFICATES, ...pipArgs() });
}

function pipArgs(): Record<string, string> {
  return Object.fromEntries(
    PIP_SETTINGS.flatMap((name) => {
      const value = process.env[name];
      return value ? [[name, value]] : [];
    }),
  );
}

async function prepare(folder: Folder, image: string, args: Readonly<Record<string, string>>): Promise<void> {
  if (await hasImage(image)) return;
  if (!(await hasImage(BASE))) await step(BASE, ensureBase, (how) => how);
  await step(`cloud ${folder} image`, () => build(folder, image, args));
}

async function build(folder: Folder, image: string, args: Readonly<Record<string, string>>): Promise<void> {
  const words = Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
  // The builder of the current context leaves the image in its engine; another one that is set up may not.
  const env = { BUILDKIT_PROGRESS: "plain", BUILDX_BUILDER: await docker("context", "show") };
  const command = ["build", "--tag", image, ...words, path.join(__dirname, folder)];
  const { failed, all = "" } = await execa("docker", command, { env, all: true, reject: false });
  const log = buildLog(`cloud-${folder}`);
  mkdirSync(path.dirname(log), { recursive: true });
  writeFileSync(log, all);
  if (failed) throw new OperatorError(`The image ${image} cannot be built. The end of ${log}:\n${lastLines(all)}`);
}
