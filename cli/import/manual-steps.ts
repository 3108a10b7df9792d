/** The steps by hand that let a stack take the old node's place. They stop it first: two at once would sign twice. */
import { posix } from "node:path";
import { STOP_GRACE_SECONDS } from "../../node/container";
import { proposedRelease } from "../../settings/network/network-release";
import { setCommand } from "../../settings/commands";
import { reservedOnHost } from "../../settings/reserved-paths";
import { vendorImage } from "../../settings/releases/vendor-images";
import type { ImportedStack } from "./convert";
import type { Installation, StartedBy } from "./read/installation";
import { hostPath, type MountedPath } from "./read/mounts";
import { quote } from "../../settings/shell-word";
import { copyVolume, giveToNode, hasNodeData, storeKey } from "./safe-commands";

/** A step, and the commands that do it. */
export interface Step {
  readonly title: string;
  readonly commands: readonly string[];
}

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
  const isLost = isLostAtStop(installation, imported);
  const { stop, remove, copy, engine } = oldNode(installation, isLost);
  const guard = copyIsThere(imported, target);
  const moves =
    copy === undefined
      ? []
      : [dataSteps, keySteps].flatMap((steps) => steps(imported, { ...target, image, copy, engine }));
  const guarded = remove ? [{ ...remove, commands: remove.commands.map((command) => `${guard}${command}`) }] : [];
  const ordered = isLost ? [pauseStep(installation), ...moves, stop, ...guarded] : [stop, ...moves, ...guarded];
  return [...reachSteps(imported, target), ...ordered.filter(({ title }) => title !== "")];
}

/** Whether the data is in no mount of a container that Docker removes as soon as it stops: `--rm`. */
function isLostAtStop({ started }: Installation, { locations }: ImportedStack): boolean {
  return started?.isAutoRemoved === true && locations !== undefined && locations.data === undefined;
}

function pauseStep({ started }: Installation): Step {
  return {
    title:
      "Pause the old node, and never resume it. Its container is removed when it stops (--rm), and with it the data, which is in no volume: copy it first.",
    commands: [`${started?.engine ?? "docker"} pause ${containerName(started)}`],
  };
}

function containerName(started: StartedBy | undefined): string {
  return started?.container === undefined ? "<container>" : quote(started.container);
}

interface OldNode {
  readonly stop: Step;
  readonly remove?: Step;
  /** Copies from the old container: `<copy>:<path> <directory>`; undefined if nothing is known of its data. */
  readonly copy?: string;
  /** The program that has its containers and volumes. */
  readonly engine: "docker" | "podman";
}

const STOP = "Stop the old node gracefully.";

/** @param isPaused whether it is paused, with its data copied, before these steps */
function oldNode({ compose, started }: Installation, isPaused: boolean): OldNode {
  const engine = started?.engine ?? "docker";
  if (started) return { ...startedNode(started, isPaused), engine };
  if (!compose) {
    const title = `Stop the old node and make sure that nothing restarts it: ${SLASHING}. Its data is not known from variables alone: ${MOVE}`;
    return { engine, stop: { title, commands: [] } };
  }
  const words = ["docker", "compose", ...(compose.options ?? []), ...compose.files.flatMap((file) => ["-f", file])];
  const command = words.map(quote).join(" ");
  const service = quote(compose.service);
  return {
    engine,
    stop: { title: STOP, commands: [`${command} stop --timeout ${STOP_GRACE_SECONDS} ${service}`] },
    copy: `${command} cp ${service}`,
    remove: {
      title: `Remove the old container, so that nothing restarts it: ${SLASHING}. Its volumes stay.`,
      commands: [`${command} rm --force ${service}`],
    },
  };
}

const MOVE =
  "import what starts the node, such as its compose file, or copy its data directory, which has the record of what it signed, and set storage.path";

function startedNode(started: StartedBy, isPaused: boolean): Omit<OldNode, "engine"> {
  const { file, container, unit, engine = "docker", isAutoRemoved } = started;
  const name = containerName(started);
  const copy = `${engine} cp ${name}`;
  if (unit !== undefined) {
    const title = `Stop the old node, and keep systemd from starting it again: ${SLASHING}.`;
    return { stop: { title, commands: stopUnit(started, unit) }, copy };
  }
  const again = `Make sure that nothing runs ${file} again (cron, systemd, a terminal): ${SLASHING}.`;
  if (started.engine === undefined) return { stop: { title: `${STOP} ${again}`, commands: [] }, copy };
  if (isPaused) {
    const remove = { title: `Remove the old container. ${again}`, commands: [`${engine} rm --force ${name}`] };
    return { stop: { title: "", commands: [] }, copy, remove };
  }
  const stop = `${engine} stop --time ${STOP_GRACE_SECONDS} ${name}`;
  const find = container === undefined ? ` ${engine} ps prints its name.` : "";
  if (isAutoRemoved) return { stop: { title: `${STOP}${find} ${again}`, commands: [stop] }, copy };
  return {
    stop: { title: `${STOP}${find}`, commands: [stop] },
    copy,
    remove: { title: `Remove the old container. ${again} Its volumes stay.`, commands: [`${engine} rm ${name}`] },
  };
}

/** A unit that podman generates of a `.container` file comes back with the next reload, as long as the file is there. */
function stopUnit({ file, isQuadlet, isUserUnit }: StartedBy, unit: string): string[] {
  const systemctl = isUserUnit ? "systemctl --user" : "sudo systemctl";
  if (!isQuadlet) return [`${systemctl} disable --now ${quote(unit)}`];
  const move = `${isUserUnit ? "" : "sudo "}mv ${quote(file)} ${quote(`${file}.old`)}`;
  return [`${systemctl} stop ${quote(unit)} && ${move} && ${systemctl} daemon-reload`];
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

const SLASHING = "two nodes that sign with one key are slashed";

interface StepOptions extends NewStack {
  /** Copies from the old container: `<copy>:<path> <directory>`. */
  readonly copy: string;
  readonly image: string;
  readonly engine: "docker" | "podman";
}

function dataSteps({ locations, values }: ImportedStack, { copy, image, volume, stack, engine }: StepOptions): Step[] {
  if (!locations) return [];
  const { data, dataDirectory } = locations;
  const old = { role: values.role };
  const directory = data && hostPath(data);
  if (directory !== undefined) return [ownDirectory(directory, old)];
  const isInDocker = data?.mount.volume !== undefined && engine === "docker";
  if (!isInDocker) {
    const title = data ? IN_PODMAN : IN_CONTAINER;
    return [copyFromContainer(dataDirectory, { title, copy, volume, stack, old })];
  }
  return [
    {
      title: "Copy the data to the stack's volume; the old volume stays unchanged.",
      commands: [copyVolume({ ...old, from: data.mount.volume, subpath: data.subpath, to: volume, image })],
    },
  ];
}

/** Changes the owner of the data directory, unless that would be one of the system. */
function ownDirectory(directory: string, old: { role: string | undefined }): Step {
  const reserved = reservedOnHost(directory);
  if (reserved !== undefined) {
    const title = `The data is in ${directory}, which ${reserved}. Move the node's files to a directory of their own, name that in the compose file, and import again with --replace.`;
    return { title, commands: [] };
  }
  const title = "Give the data directory to the user that the node runs as in the stack.";
  return { title, commands: [giveToNode(directory, old)] };
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

interface ContainerCopy extends Pick<StepOptions, "copy" | "volume" | "stack"> {
  readonly title: string;
  readonly old: { readonly role: string | undefined };
}

/** Saves data that is in no mount. A new node could sync again, but the record of its signatures exists only there. */
function copyFromContainer(dataDirectory: string, { title, copy, volume, stack, old }: ContainerCopy): Step {
  const target = quote(copyTarget(volume));
  return {
    title,
    commands: [
      `sudo mkdir ${target} && sudo chown "$(id -u)" ${target} && ${copy}:${quote(dataDirectory)}/. ${target}`,
      giveToNode(copyTarget(volume), old),
      ...useDirectory(copyTarget(volume), stack),
    ],
  };
}

/** Returns a condition before the removal of a container that has the only other copy of the data. */
function copyIsThere({ locations, values }: ImportedStack, { volume }: NewStack): string {
  const isOnlyThere = locations !== undefined && !locations.data?.mount.directory && !locations.data?.mount.volume;
  return isOnlyThere ? `${hasNodeData(copyTarget(volume), { role: values.role })} && ` : "";
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
