/** Locates the old node's data directory and key files in its mounts. */
import { SIGNING_RECORD } from "../../../settings/schema/fixed";
import { type EffectiveEnv, variableOf } from "./effective-env";
import type { Installation } from "./installation";
import { locate, type Mount, type MountedPath } from "./mounts";

/** Variables that are paths of the old node; the new container has its own. */
export const PATH_VARS = ["DATA_DIRECTORY", "KEY_STORE_DIRECTORY", "PEER_ID_PRIVATE_KEY_PATH"];

export interface DataLocations {
  /** The data directory's path in the old container. */
  readonly dataDirectory: string;
  /** Whether nothing names it, so that it is the default of the node's own image. */
  readonly isAssumed?: boolean | undefined;
  /** Undefined if the directory was in no mount, so it is lost with the container. */
  readonly data?: MountedPath | undefined;
  /** Mounts inside the data directory, such as one of the world state on another disk: parts of the data. */
  readonly parts: readonly Mount[];
  /** The record of what was signed. */
  readonly record?: MountedPath | undefined;
  /** The file of the p2p identity. */
  readonly p2pKey?: MountedPath | undefined;
  /** The keystore: a file or a folder of files. */
  readonly keystore?: MountedPath | undefined;
  /** All of several keystores, by their paths in the container; undefined where nothing is mounted. */
  readonly severalKeystores?: Readonly<Record<string, MountedPath | undefined>>;
}

/** @returns undefined for an installation of variables alone, whose mounts are unknown */
export function locateData(installation: Installation, env: EffectiveEnv): DataLocations | undefined {
  const { compose, started, mounts, unknown = [] } = installation;
  if (!compose && !started) return undefined;
  const { KEY_STORE_DIRECTORY: keystore, PEER_ID_PRIVATE_KEY_PATH: p2pKey } = env.vars;
  const directory = dataDirectory(env);
  const places = keystore?.split(",").map((place) => place.trim()) ?? [];
  const isUnknown = unknown.some(({ from }) => variableOf(from) === "DATA_DIRECTORY");
  const keystoreAt = (place: string) => locate(place, mounts) ?? fileMountedIn(place, mounts);
  const keys = {
    p2pKey: isUnknown && p2pKey === undefined ? undefined : locate(p2pKey ?? `${directory}/p2p-private-key`, mounts),
    keystore: places[0] === undefined ? undefined : keystoreAt(places[0]),
    ...(places.length > 1
      ? { severalKeystores: Object.fromEntries(places.map((place) => [place, keystoreAt(place)])) }
      : {}),
  };
  const { severalKeystores = {} } = keys;
  const ofKeys = [keys.p2pKey, keys.keystore, ...Object.values(severalKeystores)].map((place) => place?.mount);
  return {
    ...keys,
    dataDirectory: directory,
    isAssumed: env.vars.DATA_DIRECTORY === undefined,
    data: isUnknown ? undefined : locate(directory, mounts),
    record: isUnknown ? undefined : locate(`${directory}/${SIGNING_RECORD}`, mounts),
    parts: isUnknown ? [] : partsOf(directory, mounts).filter((mount) => !ofKeys.includes(mount)),
  };
}

/** Returns the data directory in the container. Source: the node's defaults. Up to 0.76 the default was memory, but aztec-spartan.sh always set a directory. */
function dataDirectory({ vars }: EffectiveEnv): string {
  return vars.DATA_DIRECTORY ?? (vars.NETWORK ? `/root/.aztec/${vars.NETWORK}/data` : "/var/lib/aztec");
}

/** Returns the mounts inside a directory that have something of the host or of a volume. */
function partsOf(directory: string, mounts: readonly Mount[]): Mount[] {
  const prefix = `${directory.replace(/\/$/, "")}/`;
  return mounts.filter((mount) => mount.target.startsWith(prefix) && (mount.directory ?? mount.volume) !== undefined);
}

/** Finds a single file that is mounted into a folder of the container. */
function fileMountedIn(folder: string, mounts: readonly Mount[]): MountedPath | undefined {
  const mount = mounts.find(({ target }) => target.startsWith(`${folder.replace(/\/$/, "")}/`));
  return mount && { mount, subpath: "" };
}
