/** Removes the images that this project put into the Docker engine, and nothing else. */
import { execa } from "execa";
import { BASE, BASE_LABEL } from "./base";
import { docker } from "./docker";
import { REPOSITORY } from "../../images/tags";

/** Removes images of all releases, layers of builds, and a base that was built here. Images in use stay. */
export async function cleanImages(): Promise<void> {
  if ((await execa("docker", ["version"], { reject: false })).failed) return;
  const list = await docker(
    "image",
    "ls",
    "--format",
    "{{.Repository}}:{{.Tag}}",
    "--filter",
    `reference=${REPOSITORY}/*`,
  );
  for (const image of list.split("\n").filter((line) => line !== "")) await remove(image);
  await docker("image", "prune", "--force", "--filter", "label=aztec-validator.image");
  if (await isOurBase()) await remove(BASE);
  // Images for the simulated instances of the cloud tests.
  const volumes = await docker("volume", "ls", "--quiet", "--filter", "name=^aztec-validator-ec2-images-");
  for (const volume of volumes.split("\n").filter((line) => line !== "")) await docker("volume", "rm", volume);
}

async function remove(image: string): Promise<void> {
  await execa("docker", ["image", "rm", image], { reject: false });
}

async function isOurBase(): Promise<boolean> {
  const list = await docker(
    "image",
    "ls",
    "--quiet",
    "--filter",
    `reference=${BASE}`,
    "--filter",
    `label=${BASE_LABEL}`,
  );
  return list !== "";
}
