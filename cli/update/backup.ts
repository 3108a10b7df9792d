/** Backs up data of a node that cannot be rebuilt, and reads the schema versions of its stores. */
import type { CommandResult } from "../../remote/command";
import type { DockerRunner } from "../../remote/docker";
import { lastLine } from "../../remote/log-text";
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
 * copied again until copy and original agree. The backup gets its name when it is whole: a copy that has failed, or was
 * killed, neither counts as one of the kept backups nor can be restored.
 */
const COPY = `
set -eu
place=${VOLUME}/${BACKUP_DIRECTORY}
rm -rf "$place"/*.part
kept=$place/$1.part
trap 'rm -rf "$kept"' EXIT
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
mv "$kept" "$place/$1"
ls -1d "$place"/* | head -n -${BACKUPS} | xargs -r rm -rf
`;

const VERSIONS = `
cd ${VOLUME}
for file in */db_version; do
  [ ! -e "$file" ] || echo "$(dirname "$file") $(od -An -v -tx1 "$file" | tr -d ' \\n')"
done
`;

/**
 * Creates a backup, before anything is changed.
 *
 * @returns the names of the copied files and directories
 * @throws {OperatorError} if it fails
 */
export async function backUp(docker: DockerRunner, data: VolumeRef, name: string): Promise<string[]> {
  const { code, text } = await runInVolume(docker, data, NODE_USER, [COPY, "backup", name]);
  if (code === 0) return linesOf(text);
  throw new OperatorError(
    [
      `The data that cannot be rebuilt was not backed up to ${BACKUP_DIRECTORY}/ on the volume ${data.volume}: ${lastLine(text)}`,
      "Nothing was changed; the node runs as before. Once the cause is fixed, run the command again.",
    ].join("\n"),
  );
}

/** Returns the schema version of each of the node's stores, as the node writes it beside them. */
async function readStoreSchemas(docker: DockerRunner, data: VolumeRef): Promise<Record<string, string>> {
  const { code, text } = await runInVolume(docker, data, readOnly(NODE_USER), [VERSIONS]);
  if (code !== 0) throw new OperatorError(`The data volume cannot be read: ${text.trim()}`);
  const lines = linesOf(text);
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

function runInVolume(
  docker: DockerRunner,
  { image, volume }: VolumeRef,
  user: ContainerUser,
  script: readonly string[],
): Promise<CommandResult> {
  return runVolumeContainer(docker, { volume, image, program: "sh", args: ["-c", ...script], user });
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
