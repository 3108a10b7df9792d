/** Images of the simulated AWS: an instance with Debian 13, and the emulator of EC2's API. */
import path from "node:path";
import { BASE, ensureBase } from "../../../dev/images/base";
import { build, hasImage } from "../../../dev/images/docker";
import { machineArgs } from "../../../dev/images/machine";
import { contentHash, REPOSITORY } from "../../../images/tags";
import { task } from "../../../terminal/output";

const imageOf = (folder: string) =>
  `${REPOSITORY}/${folder}:${contentHash(path.join(__dirname, "../../../images", folder))}`;

export const MACHINE_IMAGE = imageOf("ec2-machine");
export const EMULATOR_IMAGE = imageOf("ec2-emulator");

/** Builds missing images, which takes two minutes on a new machine. @throws {OperatorError} with the end of the output */
export async function ensureCloudImages(): Promise<void> {
  const { CA_CERTIFICATES = "" } = await machineArgs();
  const PIP_INDEX_URL = process.env.PIP_INDEX_URL ?? "";
  await ensure(MACHINE_IMAGE, "ec2-machine", {});
  await ensure(EMULATOR_IMAGE, "ec2-emulator", { CA_CERTIFICATES, PIP_INDEX_URL });
}

async function ensure(reference: string, folder: string, args: Record<string, string>): Promise<void> {
  if (await hasImage(reference)) return;
  if (!(await hasImage(BASE))) await task(BASE, ensureBase, (how) => how);
  await task(`image ${folder}`, () => build({ reference, folder, args }));
}
