/** Where an old node's data and keys were, and which of it a stack takes over as it is. */
import type { Given } from "./given";
import type { Installation } from "./installation";
import { directoryOf, type Mount, type Place, placeOf } from "./mounts";
import { dropped, type Part, together } from "./parts";

/** Variables that are paths of the old container. */
export const PATH_VARIABLES = ["DATA_DIRECTORY", "KEY_STORE_DIRECTORY", "PEER_ID_PRIVATE_KEY_PATH"];

/** What the files of an old installation have for a stack; paths are the container's, places what they were kept in. */
export interface Kept {
  readonly dataDirectory: string;
  /** Undefined: it was in no volume, and went with each container. */
  readonly data?: Place | undefined;
  /** The file of the p2p identity. */
  readonly p2pKey?: Place | undefined;
  /** The keystore: one file, or a folder of them. */
  readonly keystore?: Place | undefined;
}

/** Source: the node's own defaults; in memory up to 0.76, where the seed's tool always gave a directory. */
function dataDirectory({ variables }: Given): string {
  return variables.DATA_DIRECTORY ?? (variables.NETWORK ? `/root/.aztec/${variables.NETWORK}/data` : "/var/lib/aztec");
}

/** @returns undefined for a `.env` alone, which says nothing of it */
export function keptBy({ compose, mounts }: Installation, given: Given): Kept | undefined {
  if (!compose) return undefined;
  const directory = dataDirectory(given);
  const { KEY_STORE_DIRECTORY: keystore, PEER_ID_PRIVATE_KEY_PATH: p2pKey } = given.variables;
  return {
    dataDirectory: directory,
    data: placeOf(directory, mounts),
    p2pKey: placeOf(p2pKey ?? `${directory}/p2p-private-key`, mounts),
    keystore: keystore === undefined ? undefined : (placeOf(keystore, mounts) ?? fileIn(keystore, mounts)),
  };
}

/** A file that is mounted into a folder of the container. */
function fileIn(folder: string, mounts: readonly Mount[]): Place | undefined {
  const mount = mounts.find(({ target }) => target.startsWith(`${folder.replace(/\/$/, "")}/`));
  return mount && { mount, below: "" };
}

/** A directory of the host is taken as it is; a volume has to be copied, since a stack's has another name. */
export function storagePart(kept: Kept | undefined, { variables, origins }: Given): Part {
  const from = origins.DATA_DIRECTORY ?? "DATA_DIRECTORY";
  if (!kept) {
    const isRelative = variables.DATA_DIRECTORY?.startsWith(".");
    return isRelative ? dropped(from, "a path of the host, for docker-compose.yml: import that file too") : {};
  }
  const directory = kept.data && directoryOf(kept.data);
  return together([
    variables.DATA_DIRECTORY ? dropped(from, "the place inside the container; the data itself is taken over") : {},
    directory === undefined ? {} : bind(directory),
  ]);
}

function bind(directory: string): Part {
  return {
    values: { "storage.kind": "bind", "storage.path": directory },
    moved: [{ from: `volumes ${directory}`, path: "storage.path" }],
  };
}
