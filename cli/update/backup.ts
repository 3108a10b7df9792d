/** Backs up data of a node that cannot be rebuilt, and reads the schema versions of its stores. */
import type { DockerRunner } from "../../remote/docker";
import { NODE_USER, readOnly, runVolumeContainer, VOLUME, type ContainerUser } from "../../remote/volume-container";
import { OperatorError } from "../../terminal/output";

/** A data volume, with an image on its host whose container can read it. */
export interface VolumeRef {
  readonly image: string;
  readonly volume: string;
}

/** Directory of the backups, on the data volume itself, so that they move with it. The node ignores it. */
export const BACKUP_DIRECTORY = "before-update";
/** The number of backups that are kept; the oldest are deleted. */
const BACKUPS = 3;

/**
 * Copies the signing record, the p2p identity and the admin API's password. The node keeps running, so a directory is
 * copied again until copy and original agree.
 */
const COPY = `
set -eu
kept=${VOLUME}/${BACKUP_DIRECTORY}/$1
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
ls -1d ${VOLUME}/${BACKUP_DIRECTORY}/* | head -n -${BACKUPS} | xargs -r rm -rf
`;

const VERSIONS = `
cd ${VOLUME}
for file in */db_version; do
  [ ! -e "$file" ] || echo "$(dirname "$file") $(od -An -v -tx1 "$file" | tr -d ' \\n')"
done
`;

/** Creates a backup. @returns the names of the copied files and directories @throws {OperatorError} if it fails */
export async function backUp(docker: DockerRunner, data: VolumeRef, name: string): Promise<string[]> {
  return linesOf(await runInVolume(docker, data, NODE_USER, [COPY, "backup", name]));
}

/** Returns the schema version of each of the node's stores, as the node writes it beside them. */
export async function readStoreSchemas(docker: DockerRunner, data: VolumeRef): Promise<Record<string, string>> {
  const lines = linesOf(await runInVolume(docker, data, readOnly(NODE_USER), [VERSIONS]));
  return Object.fromEntries(lines.map((line) => [line.replace(/ .*/, ""), line.replace(/.* /, "")]));
}

/**
 * Reads the schema versions with the first image of several that can: a host may have lost the old one.
 *
 * @returns the versions, or why none of the images could read them
 */
export async function tryStoreSchemas(
  docker: DockerRunner,
  volume: string,
  images: readonly string[],
): Promise<Record<string, string> | string> {
  let why = "";
  for (const image of new Set(images)) {
    try {
      return await readStoreSchemas(docker, { image, volume });
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      why = error.message;
    }
  }
  return why;
}

/** Returns the stores whose schema version differs, or that only one side has. */
export function changedStores(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  return Object.keys({ ...before, ...after })
    .filter((store) => before[store] !== after[store])
    .sort();
}

async function runInVolume(
  docker: DockerRunner,
  { image, volume }: VolumeRef,
  user: ContainerUser,
  script: readonly string[],
): Promise<string> {
  const args = ["-c", ...script];
  const { code, text } = await runVolumeContainer(docker, { volume, image, program: "sh", args, user });
  if (code !== 0) throw new OperatorError(`The data volume cannot be read: ${text.trim()}`);
  return text;
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
