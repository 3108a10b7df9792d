/** Reads the keys of an installation from Docker volumes of this machine, in a container that only prints them. */
import { dockerRunner, LOCAL_DOCKER } from "../../../remote/docker";
import { READ_ALL, VOLUME, volumeContainerOutput, type VolumeTask } from "../../../remote/volume-container";
import { type DataLocations, locateData } from "./data-locations";
import { effectiveEnv } from "./effective-env";
import type { MountedPath } from "./mounts";
import type { KeyFile, KeyFiles, OldInstallation } from "./old-files";

const docker = dockerRunner(LOCAL_DOCKER);

/** Limit for reading a key, in milliseconds: the key is not skipped because an engine starts a container slowly. */
const TIMEOUT = 300_000;

/** @returns the key files found on disk, completed from volumes; a volume that is missing on this machine is skipped */
export async function keyFilesWithVolumes({ installation, keyFiles }: OldInstallation): Promise<KeyFiles> {
  const { image } = installation;
  const locations = locateData(installation, effectiveEnv(installation));
  if (!locations || image === undefined) return keyFiles;
  const p2pKey = keyFiles.p2pKey ?? (await readFromVolume(locations.p2pKey, 'cat "$1"', image));
  const record =
    keyFiles.hasSigningRecord ?? (await readFromVolume(locations.record, FIND_RECORD, image)) !== undefined;
  const found = { p2pKey, hasSigningRecord: record };
  const { keystores, missingKeystores } = keyFiles;
  if (locations.severalKeystores) return { ...found, ...(await fromVolumes(keyFiles, locations, image)) };
  if (keystores?.length) return { ...found, keystores, missingKeystores };
  const all = await readFromVolume(locations.keystore, PRINT_KEYSTORES, image);
  return { ...found, keystores: all ? keystoresOf(all) : keystores };
}

/** Completes several keystores from volumes. */
async function fromVolumes(
  { keystores = [], missingKeystores = [] }: KeyFiles,
  { severalKeystores = {} }: DataLocations,
  image: string,
): Promise<Pick<KeyFiles, "keystores" | "missingKeystores">> {
  const read = async (name: string) => {
    const all = await readFromVolume(severalKeystores[name], PRINT_KEYSTORES, image);
    return { name, files: all ? keystoresOf(all) : [] };
  };
  const more = await Promise.all(missingKeystores.map(read));
  return {
    keystores: [...keystores, ...more.flatMap(({ files }) => files)],
    missingKeystores: more.filter(({ files }) => files.length === 0).map(({ name }) => name),
  };
}

/** Prints the names in the record of what was signed; none if it is empty. */
const FIND_RECORD = 'ls -A "$1"';

/** Prints a keystore file, or all of a folder: for each a line with its name, its text, and a NUL. */
const PRINT_KEYSTORES =
  'for file in "$1" "$1"/*.json; do [ ! -f "$file" ] || { basename "$file"; cat "$file"; printf "\\000"; }; done';

function keystoresOf({ from, text }: KeyFile): KeyFile[] {
  return text.split("\0").flatMap((part) => {
    const [, name = "", content = ""] = /^\s*([^\n]+)\n(.*)$/s.exec(part) ?? [];
    return content.trim() === "" ? [] : [{ from: from.endsWith(name) ? from : `${from}/${name}`, text: content }];
  });
}

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
