/**
 * Commands that an operator copies from the report. Each first checks what it works on, and changes nothing if the old
 * data or key is not there: a wrong path must not change the owner of a system's files, or leave the new node without the
 * record of what was signed.
 */
import { CONTAINER_USER } from "../../settings/container-user";
import { SIGNING_RECORD } from "../../settings/schema/fixed";
import { quote } from "../../settings/shell-word";

/** Names in a node's data directory. Source: the names of its stores (`createStore`), from the oldest release on. */
const NODE_DATA = ["p2p-private-key", "archiver", "world_state", "world-state", SIGNING_RECORD];
/** A broker has a directory for each epoch. Source: `proving_broker_database/persisted.ts`. */
const BROKER_DATA = ["[0-9]*"];

/** The program that has the old containers and volumes. Each user has podman's own; root's are those of the system's units. */
export type EngineCommand = "docker" | "podman" | "sudo podman";

/** Data to copy, or to give to another user. */
export interface OldData {
  readonly role: string | undefined;
}

/** Returns a shell condition: whether the working directory is that of a node. */
function isNodeData({ role }: OldData): string {
  const names = role === "prover-broker" ? BROKER_DATA : NODE_DATA;
  return `ls -d ${names.join(" ")} 2>/dev/null | grep -q .`;
}

/** Wraps a script: it runs in the directory `$1`, and only if that has a node's data. */
function inNodeData(script: string, old: OldData): string {
  return `'cd "$1" && if ${isNodeData(old)}; then ${script}; else echo "$1 has no data of a node: nothing was changed" >&2; exit 1; fi'`;
}

/** Returns the command that gives a host's directory to the user that the node runs as. */
export function giveToNode(directory: string, old: OldData): string {
  return `sudo sh -c ${inNodeData(`chown -R ${CONTAINER_USER} .`, old)} sh ${quote(directory)}`;
}

/** Returns a command that succeeds only if a host's directory has a node's data. */
export function hasNodeData(directory: string, old: OldData): string {
  return `sudo sh -c ${inNodeData(":", old)} sh ${quote(directory)}`;
}

interface VolumeCopy extends OldData {
  readonly from: string;
  /** The directory in the old volume; empty for all of it. */
  readonly subpath: string;
  readonly to: string;
  /** The image of the container that copies. */
  readonly image: string;
}

/** Returns the command that copies old data to an empty volume, and gives the copy to the node's user. */
export function copyVolume({ from, subpath, to, image, ...old }: VolumeCopy): string {
  const full = `echo "${to} is not empty: if it has an incomplete copy, run docker volume rm ${to} and repeat this" >&2; exit 1`;
  const script = `if [ -n "$(ls -A /to)" ]; then ${full}; fi; cp -a . /to && chown -R ${CONTAINER_USER} /to`;
  const mounts = [mountOption({ volume: to }, "/to")];
  const run = inVolume({ volume: from, subpath, image, script: inNodeData(script, old), mounts });
  return `docker volume inspect ${quote(from)} >/dev/null && docker volume create ${quote(to)} >/dev/null && ${run}`;
}

/** A directory or file: on the host, or in a volume. */
export type OldPlace = { readonly path: string } | { readonly volume: string; readonly subpath: string };

interface PartCopy extends Pick<KeyOptions, "image" | "engine"> {
  readonly from: OldPlace;
  /** The data directory: on the host, or the whole of a volume. */
  readonly to: { readonly path: string } | { readonly volume: string };
  /** The path of the part in the data directory. */
  readonly part: string;
}

/** Copies `$1` to `$2`, which may be the empty place of a mount. Nothing is copied from or over the wrong thing. */
const COPY_PART = `if ! find "$1" ! -type d -size +0 2>/dev/null | grep -q .; then echo "$1 has no data: nothing was copied" >&2; exit 1; fi; if find "$2" ! -type d -size +0 2>/dev/null | grep -q .; then echo "$2 is not empty: if it has an incomplete copy, remove that and repeat this" >&2; exit 1; fi; mkdir -p "$(dirname "$2")" && cp -aT "$1" "$2"`;

/** Returns the command that copies a part of the data, which had a mount of its own, into the data directory. */
export function copyPart({ from, to, part, image, engine }: PartCopy): string {
  if ("path" in from && "path" in to)
    return `sudo sh -c '${COPY_PART}' sh ${quote(from.path)} ${quote(`${to.path}/${part}`)}`;
  const chown = "volume" in to ? ` && chown -R ${CONTAINER_USER} "$2"` : "";
  const volumes = [from, to].flatMap((place) => ("volume" in place ? [place.volume] : []));
  const exist = volumes.map((volume) => `${engine} volume inspect ${quote(volume)} >/dev/null && `).join("");
  const subpath = "volume" in from ? from.subpath : "";
  const run = inContainer({
    engine,
    image,
    script: `'${COPY_PART}${chown}'`,
    mounts: [mountOption(from, "/from", ",ro"), mountOption(to, "/to")],
    args: [subpath ? `/from/${subpath}` : "/from", `/to/${part}`],
  });
  return `${exist}${run}`;
}

function mountOption(
  place: { readonly path: string } | { readonly volume: string },
  target: string,
  more = "",
): string {
  const [type, source] = "path" in place ? ["bind", place.path] : ["volume", place.volume];
  return `type=${type},source=${source},target=${target}${more}`;
}

/** Returns the command that unpacks a volume of podman into a directory of the host. */
export function unpackVolume(
  { volume, ...task }: Pick<KeyOptions, "image" | "engine"> & { readonly volume: string; readonly subpath: string },
  directory: string,
): string {
  const run = inVolume({ ...task, volume, script: `'cd "$1" && tar -cf - .'` });
  return `${task.engine} volume inspect ${quote(volume)} >/dev/null && ${run} | sudo tar -xf - -C ${quote(directory)}`;
}

/** Prints a keystore file, or the only one of a folder; the output of the staking command is none. */
const PRINT_KEYSTORE = `'if [ -d "$1" ]; then cd "$1"; set --; for file in *.json; do case $file in *staker_output*) ;; *) set -- "$@" "$file" ;; esac; done; [ $# = 1 ] || { echo "$# keystores: merge them into one file first" >&2; exit 1; }; fi; cat "$1"'`;

interface KeyOptions {
  readonly stack: string;
  readonly image: string;
  readonly engine: EngineCommand;
}

/** Returns the command that stores a key as a secret of the stack. It never stores an empty one. */
export function storeKey(setting: string, place: OldPlace, { stack, ...options }: KeyOptions): string {
  const target = `pulumi config set --secret ${setting} --stack ${quote(stack)}`;
  const store = `key=$(${printKey(place, options)}) && [ -n "$key" ] && printf %s "$key" | ${target}`;
  return `(${store}) || { echo "${setting} was not set" >&2; false; }`;
}

function printKey(place: OldPlace, { image, engine }: Omit<KeyOptions, "stack">): string {
  const isFile = /\.json$|key$/.test("path" in place ? place.path : place.subpath);
  if ("path" in place)
    return isFile ? `sudo cat ${quote(place.path)}` : `sudo sh -c ${PRINT_KEYSTORE} sh ${quote(place.path)}`;
  const run = inVolume({ ...place, engine, image, script: isFile ? `'cat "$1"'` : PRINT_KEYSTORE });
  return `${engine} volume inspect ${quote(place.volume)} >/dev/null && ${run}`;
}

interface VolumeScript extends Partial<Pick<KeyOptions, "engine">> {
  readonly volume: string;
  readonly subpath: string;
  readonly image: string;
  readonly script: string;
  /** Further mounts, as `--mount` has them. */
  readonly mounts?: readonly string[];
}

/** Returns the command that runs a script on the old volume, in a container without network. */
function inVolume({ volume, subpath, mounts = [], engine = "docker", ...task }: VolumeScript): string {
  // Docker knows `readonly` too, but podman 4.3 refuses it.
  const source = mountOption({ volume }, "/from", ",ro");
  const args = [subpath ? `/from/${subpath}` : "/from"];
  return inContainer({ ...task, engine, mounts: [source, ...mounts], args });
}

interface ContainerScript extends Pick<KeyOptions, "image" | "engine"> {
  /** In quotes. */
  readonly script: string;
  readonly mounts: readonly string[];
  readonly args: readonly string[];
}

function inContainer({ engine, image, script, mounts, args }: ContainerScript): string {
  const options = mounts.map((mount) => `--mount ${quote(mount)} `).join("");
  const from = quote(engine === "docker" ? image : withRegistry(image));
  return `${engine} run --rm --network none --user 0:0 ${options}--entrypoint sh ${from} -c ${script} sh ${args.map(quote).join(" ")}`;
}

/** Returns an image's full name: podman, unlike Docker, may know no registry for a name without one. */
function withRegistry(image: string): string {
  const [first = "", ...rest] = image.split("/");
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return hasRegistry ? image : `docker.io/${image}`;
}
