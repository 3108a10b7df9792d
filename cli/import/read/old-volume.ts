/** Reads the keys of an installation from Docker volumes of this machine, in a container that only prints them. */
import { execa } from "execa";
import { locateData } from "./data-locations";
import { effectiveEnv } from "./effective-env";
import type { MountedPath } from "./mounts";
import type { KeyFile, KeyFiles, OldInstallation } from "./old-files";

/** @returns the key files found on disk, completed from volumes; a volume that this machine lacks is skipped */
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
  const mount = `type=volume,source=${volume},target=/from,readonly`;
  const hardening = ["--rm", "--pull=never", "--network=none", "--user=0:0", "--read-only", "--cap-drop=ALL"];
  const options = [...hardening, "--cap-add=DAC_READ_SEARCH", `--mount=${mount}`, "--entrypoint=sh"];
  const args = ["run", ...options, image, "-c", script, "sh", `/from/${location.subpath}`];
  const { failed, stdout } = await execa("docker", args, { reject: false });
  if (failed || stdout.trim() === "") return undefined;
  return { from: ["volume", volume, location.subpath].filter(Boolean).join(" "), text: stdout };
}

/** Checks first, because mounting a volume that does not exist would create it. */
async function volumeExists(volume: string): Promise<boolean> {
  return !(await execa("docker", ["volume", "inspect", volume], { reject: false })).failed;
}
