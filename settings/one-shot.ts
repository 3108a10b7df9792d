/**
 * A container that does one thing to a volume and is gone. Docker's command line, where the provider has no resource.
 * Its user is root, since a new volume is root's, with one capability: to give files to the node's user.
 */

/** Where the volume is in it. */
export const VOLUME = "/volume";

/**
 * @param volume  that it works on
 * @param image   an image that is on the host
 * @param program of that image
 * @param words   the program's, which everyone on the host may read
 * @returns words for `docker`
 */
export function oneShot(volume: string, image: string, program: string, words: readonly string[]): string[] {
  const confinement = ["--network=none", "--user=0:0", "--cap-drop=ALL", "--cap-add=CHOWN", "--read-only"];
  const mount = `--mount=type=volume,source=${volume},target=${VOLUME}`;
  return ["run", "--rm", "-i", ...confinement, mount, `--entrypoint=${program}`, image, ...words];
}
