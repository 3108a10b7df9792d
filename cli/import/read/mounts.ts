/** Maps paths of a container to the host directories and Docker volumes that are mounted there. */
import path from "node:path";
import type { ComposeFile, ComposeService } from "./compose-file";

/** A mount of the container: a host directory, a named volume, or an anonymous volume. */
export interface Mount {
  /** The path in the container. */
  readonly target: string;
  /** A directory of the host: `/home/me/aztec/data`. */
  readonly directory?: string;
  /** The volume's name in Docker: `aztec_aztec_data`. */
  readonly volume?: string;
}

/** A path of the container, located in a mount. */
export interface MountedPath {
  readonly mount: Mount;
  /** The path inside the mount; empty for the mount itself. */
  readonly subpath: string;
}

interface ComposeContext {
  /** The folder of the compose file. */
  readonly folder: string;
  readonly interpolated: (text: string) => string;
  readonly project: string;
  /** The volumes that the file declares. */
  readonly volumes: ComposeFile["volumes"];
}

export function readMount(mount: ComposeService["volumes"][number], context: ComposeContext): Mount {
  const { interpolated } = context;
  if (typeof mount !== "string") {
    return toMount(interpolated(mount.source ?? ""), interpolated(mount.target), mount.type === "bind", context);
  }
  const [first = "", second, ...rest] = interpolated(mount).split(":");
  const isAnonymous = second === undefined || (rest.length === 0 && !second.startsWith("/"));
  return isAnonymous ? { target: normalise(first) } : toMount(first, second, /^[./~]/.test(first), context);
}

function toMount(source: string, mountPoint: string, isDirectory: boolean, context: ComposeContext): Mount {
  const { folder, interpolated, project, volumes } = context;
  const target = normalise(mountPoint);
  if (source === "") return { target };
  if (isDirectory) {
    const home = interpolated("${HOME:-~}");
    return { target, directory: path.posix.resolve(folder, source.replace(/^~(?=\/|$)/, home)) };
  }
  const declared = volumes[source];
  return { target, volume: declared?.name ?? (declared?.external ? source : `${project}_${source}`) };
}

function normalise(target: string): string {
  return path.posix.normalize(target).replace(/(?<=.)\/$/, "");
}

/** Finds the innermost mount that contains a path of the container. */
export function locate(containerPath: string, mounts: readonly Mount[]): MountedPath | undefined {
  const file = normalise(containerPath);
  const contains = ({ target }: Mount) => file === target || file.startsWith(`${target}/`);
  const [mount] = mounts.filter(contains).sort((a, b) => b.target.length - a.target.length);
  return mount && { mount, subpath: file.slice(mount.target.length + 1) };
}

/** Returns the path on the host; undefined if it is in a Docker volume. */
export function hostPath({ mount, subpath }: MountedPath): string | undefined {
  return mount.directory === undefined ? undefined : path.posix.join(mount.directory, subpath);
}
