/** Secret files on a volume, written by a container that reads them from its standard input and is gone. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { DockerRunner } from "../../remote/docker";
import { runVolumeContainer, VOLUME } from "../../remote/volume-container";
import type { KeyFilesInputs } from "./inputs";
import { readable } from "../../remote/wait-ready";

const SCRIPT = readFileSync(path.join(__dirname, "write-files.cjs"), "utf8");

type Target = Pick<KeyFilesInputs, "volume" | "owner" | "image" | "files">;

/**
 * Makes the files of a volume these and no others, each of mode 0400.
 *
 * @throws if that fails; a file is then as it was or as it should be
 */
export async function writeFiles(docker: DockerRunner, { volume, owner, image, files }: Target): Promise<void> {
  const args = ["-e", SCRIPT, VOLUME, ...owner.split(":")];
  const task = { volume, image, program: "node", args };
  const { code, text } = await runVolumeContainer(docker, task, JSON.stringify(files));
  if (code !== 0) throw new Error(`the files of the volume ${volume} cannot be written: ${readable(text)}`);
}
