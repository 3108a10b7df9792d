/** Where a container's data was on the host. */
import path from "node:path";
import type { ComposeFile, ComposeService } from "./compose-file";

/** A directory of the container, and what it was kept in. */
export interface Mount {
  readonly target: string;
  /** `/home/me/aztec/data`, for a directory of the host. */
  readonly directory?: string;
  /** `aztec_aztec_data`: the name that Docker knows the volume by. */
  readonly volume?: string;
}

/** A directory of the container: the mount it is in, and its place in that. */
export interface Place {
  readonly mount: Mount;
  /** Below the mount; empty where it is the mount itself. */
  readonly below: string;
}

interface Around {
  readonly folder: string;
  readonly scope: (text: string) => string;
  readonly project: string;
  readonly names: ComposeFile["volumes"];
}

export function readMount(mount: ComposeService["volumes"][number], around: Around): Mount {
  if (typeof mount !== "string") {
    const source = around.scope(mount.source ?? "");
    return place(source, around.scope(mount.target), around, mount.type === "bind");
  }
  const [first = "", second, ...rest] = around.scope(mount).split(":");
  const isPlain = second === undefined || (rest.length === 0 && !second.startsWith("/"));
  return isPlain ? { target: normal(first) } : place(first, second, around, /^[./~]/.test(first));
}

function place(source: string, target: string, { folder, scope, project, names }: Around, isDirectory: boolean): Mount {
  if (source === "") return { target: normal(target) };
  if (isDirectory) {
    const home = scope("${HOME:-~}");
    return { target: normal(target), directory: path.posix.resolve(folder, source.replace(/^~(?=\/|$)/, home)) };
  }
  const declared = names[source];
  return { target: normal(target), volume: declared?.name ?? (declared?.external ? source : `${project}_${source}`) };
}

function normal(target: string): string {
  return path.posix.normalize(target).replace(/(?<=.)\/$/, "");
}

/** The mount that a directory of the container is in, the nearest of them. */
export function placeOf(directory: string, mounts: readonly Mount[]): Place | undefined {
  const wanted = normal(directory);
  const holds = ({ target }: Mount) => wanted === target || wanted.startsWith(`${target}/`);
  const [mount] = mounts.filter(holds).sort((a, b) => b.target.length - a.target.length);
  return mount && { mount, below: wanted.slice(mount.target.length + 1) };
}

/** The directory of the host that a place is, where it is one. */
export function directoryOf({ mount, below }: Place): string | undefined {
  return mount.directory === undefined ? undefined : path.posix.join(mount.directory, below);
}
