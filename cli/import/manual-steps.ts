/** The steps by hand that let a stack take the old node's place. They stop it first: two at once would sign twice. */
import { posix } from "node:path";
import { proposedRelease } from "../../settings/network/network-release";
import { setCommand } from "../../settings/commands";
import { reservedOnHost } from "../../settings/reserved-paths";
import { vendorImage } from "../../settings/releases/vendor-images";
import type { ImportedStack } from "./convert";
import { isInNoMount, oldNode, type Step } from "./old-node";
import type { DataLocations } from "./read/data-locations";
import type { Installation } from "./read/installation";
import { hostPath, type MountedPath } from "./read/mounts";
import { quote } from "../../settings/shell-word";
import {
  copyPart,
  copyVolume,
  type EngineCommand,
  giveToNode,
  hasNodeData,
  storeKey,
  unpackVolume,
} from "./safe-commands";

/** The stack that takes over. */
export interface NewStack {
  readonly stack: string;
  /** The name that its data volume will have. */
  readonly volume: string;
  /** The checkout, if the operator's folder is outside it. */
  readonly checkout?: string;
}

export function manualSteps(installation: Installation, imported: ImportedStack, target: NewStack): Step[] {
  const image =
    imported.values.image ?? vendorImage(imported.values.release ?? proposedRelease(imported.values.network));
  const { pause, stop, remove, copy, engine } = oldNode(installation, imported);
  const guard = copyIsThere(imported, target);
  const moves =
    copy === undefined
      ? []
      : [dataSteps, keySteps].flatMap((steps) => steps(imported, { ...target, image, copy, engine }));
  const guarded = remove && { ...remove, commands: remove.commands.map((command) => `${guard}${command}`) };
  const ordered = pause ? [pause, ...moves, stop, guarded] : [stop, ...afterStop(moves, stop, guarded)];
  return [...reachSteps(imported, target), ...ordered.filter((step) => step !== undefined)];
}

/** A service that can only be removed is removed before its data is copied out of a volume. */
function afterStop(moves: readonly Step[], stop: Step | undefined, remove: Step | undefined): (Step | undefined)[] {
  return stop ? [...moves, remove] : [remove, ...moves];
}

/** Comes before the old node stops: without its signer or Ethereum server the new one performs no duties. */
function reachSteps({ outOfReach, values }: ImportedStack, { stack }: NewStack): Step[] {
  if (outOfReach.length === 0) return [];
  const name = "host.docker.internal";
  const all = outOfReach.map(({ path, url }) => `${url} (${path})`).join(", ");
  const hosts = [...(values.extraHosts?.split(",") ?? []), `${name}:host-gateway`];
  return [
    {
      title: `Make these reachable for the new container, which has a network of its own: ${all}. A service in Docker: join its network, and use its container's name. A service of this machine: let it listen on the address of Docker's bridge, and use ${name}.`,
      commands: [
        setCommand("dockerNetworks", "<network>", stack),
        setCommand("extraHosts", [...new Set(hosts)].join(","), stack),
      ],
    },
  ];
}

interface StepOptions extends NewStack {
  /** Copies from the old container: `<copy>:<path> <directory>`. */
  readonly copy: string;
  readonly image: string;
  readonly engine: EngineCommand;
}

function dataSteps({ locations, values }: ImportedStack, options: StepOptions): Step[] {
  if (!locations) return [];
  const { copy, image, volume, stack, engine } = options;
  const { data, dataDirectory } = locations;
  const old = { role: values.role };
  const directory = data && hostPath(data);
  if (directory !== undefined)
    return [ownDirectory(directory, copyParts(locations, { path: directory }, options), old)];
  const from = data?.mount.volume;
  if (data === undefined || from === undefined) {
    const copied = `${copy}:${quote(dataDirectory)}/. ${quote(copyTarget(volume))}`;
    // The container has its mounts below that directory too.
    return [copyToHost([copied], { title: IN_CONTAINER, volume, stack, old })];
  }
  if (engine !== "docker") {
    const copied = unpackVolume({ volume: from, subpath: data.subpath, image, engine }, copyTarget(volume));
    const parts = copyParts(locations, { path: copyTarget(volume) }, options);
    return [copyToHost([copied, ...parts], { title: IN_PODMAN, volume, stack, old })];
  }
  const copyAll = copyVolume({ ...old, from, subpath: data.subpath, to: volume, image });
  return [
    {
      title: "Copy the data to the stack's volume; the old volume stays unchanged.",
      commands: [copyAll, ...copyParts(locations, { volume }, options)],
    },
  ];
}

/** Returns the commands that copy what had mounts of its own inside the data directory. */
function copyParts(
  { parts, dataDirectory }: DataLocations,
  to: { readonly path: string } | { readonly volume: string },
  { image, engine }: StepOptions,
): string[] {
  return parts.map(({ target, directory, volume = "", subpath = "" }) => {
    const from = directory === undefined ? { volume, subpath } : { path: directory };
    return copyPart({ from, to, part: posix.relative(dataDirectory, target), image, engine });
  });
}

/** Changes the owner of the data directory, unless that would be one of the system. */
function ownDirectory(directory: string, parts: readonly string[], old: { role: string | undefined }): Step {
  const reserved = reservedOnHost(directory);
  if (reserved !== undefined) {
    const title = `The data is in ${directory}, which ${reserved}. Move the node's files to a directory of their own, name that in the compose file, and import again with --replace.`;
    return { title, commands: [] };
  }
  const whose = "the data directory to the user that the node runs as in the stack.";
  const title =
    parts.length === 0 ? `Give ${whose}` : `Copy the parts of the data that had mounts of their own, and give ${whose}`;
  return { title, commands: [...parts, giveToNode(directory, old)] };
}

function useDirectory(directory: string, stack: string): string[] {
  return [setCommand("storage.kind", "bind", stack), setCommand("storage.path", directory, stack)];
}

const IN_CONTAINER = "The data is in no volume, only in the old container: copy it to the host and use that directory.";
const IN_PODMAN =
  "The data is in a volume of podman, which Docker cannot use: copy it to the host and use that directory.";

/** Returns the directory for data that is in no mount. */
function copyTarget(volume: string): string {
  return `/srv/${volume}`;
}

interface HostCopy extends Pick<StepOptions, "volume" | "stack"> {
  readonly title: string;
  readonly old: { readonly role: string | undefined };
}

/** Saves data that Docker has in no volume. A new node could sync again, but the record of its signatures exists only there. */
function copyToHost([copied = "", ...parts]: readonly string[], { title, volume, stack, old }: HostCopy): Step {
  const target = quote(copyTarget(volume));
  return {
    title,
    commands: [
      `sudo mkdir ${target} && sudo chown "$(id -u)" ${target} && ${copied}`,
      ...parts,
      giveToNode(copyTarget(volume), old),
      ...useDirectory(copyTarget(volume), stack),
    ],
  };
}

/** Returns a condition before the removal of a container that has the only other copy of the data. */
function copyIsThere(imported: ImportedStack, { volume }: NewStack): string {
  return isInNoMount(imported) ? `${hasNodeData(copyTarget(volume), { role: imported.values.role })} && ` : "";
}

/** Imports keys that the command could not read: in a volume, or readable only by root. None is read from a system's directory. */
function keySteps({ locations, values }: ImportedStack, { image, stack, engine }: StepOptions): Step[] {
  const keys = [
    { path: "keystore", location: locations?.keystore, title: "Import the keystore." },
    {
      path: "p2pPrivateKey",
      location: locations?.p2pKey,
      title: "Import the p2p identity, if the node had one; otherwise a new one is generated.",
    },
  ];
  return keys.flatMap(({ path, location, title }) => {
    const place = path in values ? undefined : keyPlace(location);
    return place === undefined ? [] : [{ title, commands: [storeKey(path, place, { stack, image, engine })] }];
  });
}

function keyPlace(location: MountedPath | undefined) {
  if (!location) return undefined;
  const path = hostPath(location);
  if (path !== undefined) return reservedOnHost(posix.dirname(path)) === undefined ? { path } : undefined;
  const { volume } = location.mount;
  return volume === undefined ? undefined : { volume, subpath: location.subpath };
}
