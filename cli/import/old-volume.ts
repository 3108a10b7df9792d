/** Keys of an old installation that are in a Docker volume of this machine: read by a container that only prints them. */
import { execa } from "execa";
import { keptBy } from "./data";
import { givenTo } from "./given";
import type { Files } from "./identity";
import type { Place } from "./mounts";
import type { OldInstallation } from "./old-files";

/** @returns what was found in files and volumes; what this machine's engine does not have stays unfound */
export async function withVolumes({ installation, files }: OldInstallation): Promise<Files> {
  const { image } = installation;
  const kept = keptBy(installation, givenTo(installation));
  if (!kept || image === undefined) return files;
  const p2pKey = files.p2pKey ?? (await printed(kept.p2pKey, "cat", image));
  const keystore = files.keystores?.length ? undefined : await printed(kept.keystore, PRINT_KEYSTORE, image);
  return { p2pKey, keystores: keystore ? [keystore] : files.keystores };
}

/** Of a folder the one keystore in it; with more than one, none. */
const PRINT_KEYSTORE = 'if [ -d "$1" ]; then set -- "$1"/*.json; [ $# = 1 ] || exit 1; fi; cat "$1"';

async function printed(
  place: Place | undefined,
  program: string,
  image: string,
): Promise<{ from: string; text: string } | undefined> {
  const volume = place?.mount.volume;
  if (place === undefined || volume === undefined || !(await isThere(volume))) return undefined;
  const file = `/from/${place.below}`;
  const command = program === "cat" ? ["cat", image, file] : ["sh", image, "-c", program, "sh", file];
  const [entrypoint = "", ...words] = command;
  const mount = `type=volume,source=${volume},target=/from,readonly`;
  const confined = ["--rm", "--pull=never", "--network=none", "--user=0:0", "--read-only", "--cap-drop=ALL"];
  const options = [...confined, "--cap-add=DAC_READ_SEARCH", `--mount=${mount}`, `--entrypoint=${entrypoint}`];
  const { failed, stdout } = await execa("docker", ["run", ...options, ...words], { reject: false });
  return failed || stdout.trim() === ""
    ? undefined
    : { from: ["volume", volume, place.below].filter(Boolean).join(" "), text: stdout };
}

/** A mount would make one that is not. */
async function isThere(volume: string): Promise<boolean> {
  return !(await execa("docker", ["volume", "inspect", volume], { reject: false })).failed;
}
