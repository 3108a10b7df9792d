/** What of a node's data cannot be made again, copied before an update; and what its stores are written in. */
import type { DockerRunner } from "../../remote/docker";
import { NODE_USER, readOnly, runVolumeContainer, VOLUME, type ContainerUser } from "../../remote/volume-container";
import { OperatorError } from "../../terminal/output";

/** What a data volume is looked at with: a container of an image that is on the host. */
export interface Around {
  readonly image: string;
  readonly volume: string;
}

/** Where the copies are: on the data volume itself, so that they go where it goes. The node has no use for it. */
export const KEPT = "before-update";
/** So many copies stay; the oldest go. */
const COPIES = 3;

/**
 * What was signed, the p2p identity, the administration's password. A database is copied until the copy is what it
 * still is after it: the node goes on meanwhile.
 */
const COPY = `
set -eu
kept=${VOLUME}/${KEPT}/$1
mkdir -p "$kept"
for name in signing-protection p2p-private-key admin; do
  [ -e "${VOLUME}/$name" ] || continue
  for try in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf "$kept/$name"
    cp -a --sparse=always "${VOLUME}/$name" "$kept/$name"
    diff -rq --exclude=lock.mdb "${VOLUME}/$name" "$kept/$name" > /dev/null && break
    [ "$try" != 10 ] || { echo "$name changes while it is copied" >&2; exit 1; }
  done
  echo "$name"
done
ls -1d ${VOLUME}/${KEPT}/* | head -n -${COPIES} | xargs -r rm -rf
`;

const VERSIONS = `
cd ${VOLUME}
for file in */db_version; do
  [ ! -e "$file" ] || echo "$(dirname "$file") $(od -An -v -tx1 "$file" | tr -d ' \\n')"
done
`;

/** @returns the names of what was copied @throws {OperatorError} if it cannot be */
export async function backUp(docker: DockerRunner, { image, volume }: Around, name: string): Promise<string[]> {
  return lines(await inVolume(docker, { image, volume }, NODE_USER, [COPY, "keep", name]));
}

/** The schema that each of the node's stores is written in, as the node notes it beside them. */
export async function storesOf(docker: DockerRunner, { image, volume }: Around): Promise<Record<string, string>> {
  const told = lines(await inVolume(docker, { image, volume }, readOnly(NODE_USER), [VERSIONS]));
  return Object.fromEntries(told.map((line) => [line.replace(/ .*/, ""), line.replace(/.* /, "")]));
}

/** What a release has done to the data: stores that are written in another schema than before. */
export function rewritten(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
  return Object.keys({ ...before, ...after })
    .filter((store) => before[store] !== after[store])
    .sort();
}

async function inVolume(
  docker: DockerRunner,
  { image, volume }: Around,
  user: ContainerUser,
  script: readonly string[],
) {
  const { code, text } = await runVolumeContainer(docker, {
    volume,
    image,
    program: "sh",
    args: ["-c", ...script],
    user,
  });
  if (code !== 0) throw new OperatorError(`The data volume cannot be read: ${text.trim()}`);
  return text;
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
