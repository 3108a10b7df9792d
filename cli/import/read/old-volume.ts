/** Reads the keys of an installation from Docker volumes of this machine, in a container that only prints them. */
import { dockerRunner, LOCAL_DOCKER } from "../../../remote/docker";
import { READ_ALL, VOLUME, volumeContainerOutput, type VolumeTask } from "../../../remote/volume-container";
import { locateData } from "./data-locations";
import { effectiveEnv } from "./effective-env";
import type { MountedPath } from "./mounts";
import type { KeyFile, KeyFiles, OldInstallation } from "./old-files";

const docker = dockerRunner(LOCAL_DOCKER);

/** Limit for reading a key, in milliseconds: an engine that starts a container slowly is no reason to skip the key. */
const TIMEOUT = 300_000;

/** @returns the key files found on disk, completed from volumes; a volume that is missing on this machine is skipped */
export async function keyFilesWithVolumes({ installation, keyFiles }: OldInstallation): Promise<KeyFiles> {
  const { image } = installation;
  const locations = locateData(installation, effectiveEnv(installation));
  if (!locations || image === undefined) return keyFiles;
  const p2pKey = keyFiles.p2pKey ?? (await readFromVolume(locations.p2pKey, 'cat "$1"', image));
  const keystore = keyFiles.keystores?.length
    ? undefined
    : await readFromVolume(locations.keystore, PRINT_KEYSTORE, image);
  return { p2pKey, keystores: keystore ? [keystore] : keyFiles.keystores };
}

/** Prints a keystore file, or the only one of a folder; fails if the folder has several. */
const PRINT_KEYSTORE = 'if [ -d "$1" ]; then set -- "$1"/*.json; [ $# = 1 ] || exit 1; fi; cat "$1"';

async function readFromVolume(
  location: MountedPath | undefined,
  script: string,
  image: string,
): Promise<KeyFile | undefined> {
  const volume = location?.mount.volume;
  if (location === undefined || volume === undefined || !(await volumeExists(volume))) return undefined;
  if (!(await imageExists(image))) return undefined;
  const args = ["-c", script, "sh", `${VOLUME}/${location.subpath}`];
  const text = await printed({ volume, image, program: "sh", args, user: READ_ALL });
  return text ? { from: ["volume", volume, location.subpath].filter(Boolean).join(" "), text } : undefined;
}

/** Returns what a task prints; undefined if it fails, for want of the file. */
async function printed(task: VolumeTask): Promise<string | undefined> {
  try {
    return await volumeContainerOutput(LOCAL_DOCKER, task, TIMEOUT);
  } catch {
    return undefined;
  }
}

/** Checks first, because mounting a volume that does not exist would create it. */
async function volumeExists(volume: string): Promise<boolean> {
  return (await docker(["volume", "inspect", volume])).code === 0;
}

/** Checks first, because Docker would pull an image that the engine does not have. */
async function imageExists(image: string): Promise<boolean> {
  return (await docker(["image", "inspect", image])).code === 0;
}
