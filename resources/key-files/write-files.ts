/** Writes secret files to a volume, by a helper container that reads them from standard input. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { DockerRunner } from "../../remote/docker";
import { runVolumeContainer, VOLUME } from "../../remote/volume-container";
import type { KeyFilesInputs } from "./inputs";
import { readable } from "../../remote/log-text";

const SCRIPT = readFileSync(path.join(__dirname, "write-files.cjs"), "utf8");

type Target = Pick<KeyFilesInputs, "volume" | "owner" | "image" | "files">;

/**
 * Replaces all files of a volume by these, each with mode 0400.
 *
 * @throws if it fails; each file is then either the old or the new one
 */
export async function writeFiles(docker: DockerRunner, { volume, owner, image, files }: Target): Promise<void> {
  const args = ["-e", SCRIPT, VOLUME, ...owner.split(":")];
  const task = { volume, image, program: "node", args };
  const { code, text } = await runVolumeContainer(docker, task, JSON.stringify(files));
  if (code !== 0) throw new Error(`the files of the volume ${volume} cannot be written: ${readable(text)}`);
}
