/** Compares secret files with those of a volume, by a helper container that can only read it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { DockerRunner } from "../../remote/docker";
import { READ_ALL, runVolumeContainer, VOLUME } from "../../remote/volume-container";
import type { KeyFilesInputs } from "./inputs";

const SCRIPT = readFileSync(path.join(__dirname, "compare-files.cjs"), "utf8");

type Target = Pick<KeyFilesInputs, "volume" | "image" | "files">;

/** Returns whether a volume has exactly these files. False also if that cannot be found out. */
export async function hasFiles(docker: DockerRunner, { volume, image, files }: Target): Promise<boolean> {
  const task = { volume, image, program: "node", args: ["-e", SCRIPT, VOLUME], user: READ_ALL };
  const { code } = await runVolumeContainer(docker, task, JSON.stringify(files));
  return code === 0;
}
