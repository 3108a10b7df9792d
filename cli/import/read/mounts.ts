/** Maps paths of a container to the host directories and Docker volumes that are mounted there. */
import path from "node:path";
import { type ComposeProject, type ComposeService, dockerName, volumesService } from "./compose/project";
import { type EnvVars, unknownIn } from "./interpolation";

/** A mount of the container: a host directory or file, a named volume, an anonymous volume, or a text. */
export interface Mount {
  /** The path in the container. */
  readonly target: string;
  /** A directory or file of the host: `/home/me/aztec/data`. */
  readonly directory?: string;
  /** The volume's name in Docker: `aztec_aztec_data`. */
  readonly volume?: string;
  /** The directory of the volume that is mounted, if that is not all of it. */
  readonly subpath?: string;
  /** The content of a file that the installation has as a text: a config of the compose file. */
  readonly content?: string;
}

/** A path of the container, located in a mount. */
export interface MountedPath {
  readonly mount: Mount;
  /** The path inside the mount; empty for the mount itself. */
  readonly subpath: string;
}

/** Returns what a service mounts: its volumes, secrets and configs. */
export function mountsOf(service: ComposeService, project: ComposeProject, vars: EnvVars): Mount[] {
  const files = (["secrets", "configs"] as const).flatMap((kind) =>
    service[kind].flatMap(({ source, target }): Mount[] => {
      const { file, environment, content } = project[kind][source] ?? {};
      const folder = kind === "secrets" ? "/run/secrets" : "/";
      const place = path.posix.resolve(folder, target ?? source);
      if (file) return [{ target: place, directory: file }];
      const text = content ?? (environment ? vars[environment] : undefined);
      return text ? [{ target: place, content: text }] : [];
    }),
  );
  const volumes = volumesOf(service, project, []);
  return [...volumes.map((volume) => mountOf(volume, project, vars.COMPOSE_PROJECT_NAME ?? "")), ...files];
}

/** Returns the volumes of a service and of those that it takes volumes from; its own come first, so they win. */
function volumesOf(
  { volumes, volumes_from: from }: ComposeService,
  project: ComposeProject,
  seen: readonly string[],
): ComposeService["volumes"] {
  const others = from.flatMap((entry) => {
    const name = volumesService(entry);
    const service = name === undefined || seen.includes(name) ? undefined : project.services[name];
    return name === undefined || service === undefined ? [] : volumesOf(service, project, [...seen, name]);
  });
  const targets = volumes.map(({ target }) => normalise(target));
  return [...volumes, ...others.filter(({ target }) => !targets.includes(normalise(target)))];
}

function mountOf(
  { type, source, target: place, volume: options }: ComposeService["volumes"][number],
  { volumes }: ComposeProject,
  project: string,
): Mount {
  const target = normalise(place);
  if (!source || type === "tmpfs") return { target };
  if (type === "bind") return { target, directory: source };
  // An unknown source may be a path as well as a name.
  const volume = unknownIn(source).length > 0 ? source : dockerName(source, volumes, project);
  return { target, volume, ...(options?.subpath ? { subpath: options.subpath } : {}) };
}

function normalise(target: string): string {
  return path.posix.normalize(target).replace(/(?<=.)\/$/, "");
}

/** Returns what the paths in a directory begin with. */
function inside(directory: string): string {
  return directory === "/" ? "/" : `${directory}/`;
}

/** Finds the innermost mount that contains a path of the container. */
export function locate(containerPath: string, mounts: readonly Mount[]): MountedPath | undefined {
  const file = normalise(containerPath);
  const contains = ({ target }: Mount) => file === target || file.startsWith(inside(target));
  const [mount] = mounts.filter(contains).sort((a, b) => b.target.length - a.target.length);
  return (
    mount && { mount, subpath: [mount.subpath, file.slice(inside(mount.target).length)].filter(Boolean).join("/") }
  );
}

/** Returns the path on the host; undefined if it is in a Docker volume. */
export function hostPath({ mount, subpath }: MountedPath): string | undefined {
  return mount.directory === undefined ? undefined : path.posix.join(mount.directory, subpath);
}
