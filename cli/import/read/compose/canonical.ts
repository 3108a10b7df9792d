/** Brings the short forms of a compose file into its long forms, and relative paths into absolute ones. */
import path from "node:path";
import { unknownIn } from "../interpolation";
import { isList, isMap, mapOf, type Tree, type TreeMap } from "./tree";

/** Keys of a service that may be a single text instead of a list. */
const LISTS = ["dns", "dns_opt", "dns_search", "tmpfs", "label_file", "env_file"];

/** Keys of a service that may be a list of `NAME=value` instead of a map. */
const MAPS = ["environment", "labels", "annotations", "sysctls"];

/** Brings all services of a file into the long form. */
export function canonical(file: TreeMap): TreeMap {
  if (!isMap(file.services)) return file;
  const services = Object.entries(file.services).map(([name, service]): [string, Tree] => [
    name,
    isMap(service) ? canonicalService(service) : service,
  ]);
  return { ...file, services: Object.fromEntries(services) };
}

function canonicalService(service: TreeMap): TreeMap {
  return Object.fromEntries(Object.entries(service).map(([key, value]) => [key, canonicalValue(key, value)]));
}

/** Converts a value. A tagged one keeps its tag: the merge acts on it. */
function canonicalValue(key: string, value: Tree): Tree {
  if (isMap(value) && Object.keys(value).some((one) => one.startsWith("\0"))) {
    return Object.fromEntries(Object.entries(value).map(([tag, one]) => [tag, canonicalValue(key, one)]));
  }
  const list = LISTS.includes(key) && typeof value === "string" ? [value] : value;
  if (MAPS.includes(key)) return asMap(list, "=");
  if (key === "networks") return asMap(list, undefined);
  if (key === "extra_hosts") return asHosts(list);
  const toLong = LONG_FORMS[key];
  return toLong && isList(list) ? list.map((entry) => (typeof entry === "string" ? toLong(entry) : entry)) : list;
}

const LONG_FORMS: Readonly<Record<string, (entry: string) => Tree>> = {
  volumes: longVolume,
  env_file: (entry) => ({ path: entry }),
  secrets: (entry) => ({ source: entry, target: `/run/secrets/${entry}` }),
  configs: (entry) => ({ source: entry, target: `/${entry}` }),
};

/** Converts a list of names, or of `NAME=value`, to a map; a name without a value has null. */
function asMap(value: Tree, separator: string | undefined): Tree {
  if (!isList(value)) return value;
  const entries = value.flatMap((entry): [string, Tree][] => {
    if (typeof entry !== "string") return [];
    const end = separator === undefined ? -1 : entry.indexOf(separator);
    return [end < 0 ? [entry.trim(), null] : [entry.slice(0, end).trim(), entry.slice(end + 1)]];
  });
  return Object.fromEntries(entries);
}

/** Hosts as a list of `name:address`; Compose also accepts a map and `name=address`. */
function asHosts(value: Tree): Tree {
  if (isList(value)) {
    return value.map((entry) => (typeof entry === "string" ? entry.replace(/^([^:=]+)=/, "$1:") : entry));
  }
  return Object.entries(mapOf(value)).flatMap(([name, addresses]) =>
    (isList(addresses) ? addresses : [addresses]).map(
      (address) => `${name}:${typeof address === "string" ? address : ""}`,
    ),
  );
}

function longVolume(entry: string): Tree {
  const [first = "", second, mode] = entry.split(":");
  if (second === undefined) return { type: "volume", target: first };
  const isPath = /^[./~\\]/.test(first);
  const readOnly = String(mode?.split(",").includes("ro") ?? false);
  return { type: isPath ? "bind" : "volume", source: first, target: second, read_only: readOnly };
}

/**
 * Makes the paths of a file absolute.
 *
 * @param folder the folder that they are relative to
 * @param home   the folder for `~`
 */
export function withAbsolutePaths(file: TreeMap, folder: string, home: string): TreeMap {
  const absolute = (tree: Tree | undefined): Tree =>
    typeof tree === "string" ? absolutePath(tree, folder, home) : (tree ?? null);
  const sources = (all: Tree | undefined): Tree =>
    mapValues(all, (one) => (isMap(one) && one.file !== undefined ? { ...one, file: absolute(one.file) } : one));
  return {
    ...file,
    ...(file.services === undefined ? {} : { services: mapValues(file.services, (one) => withPaths(one, absolute)) }),
    ...(file.secrets === undefined ? {} : { secrets: sources(file.secrets) }),
    ...(file.configs === undefined ? {} : { configs: sources(file.configs) }),
  };
}

function withPaths(service: Tree, absolute: (tree: Tree | undefined) => Tree): Tree {
  if (!isMap(service)) return service;
  const { volumes, env_file: files, extends: base } = service;
  const paths = (list: readonly Tree[], key: string, isPath: (entry: TreeMap) => boolean) =>
    list.map((entry) => (isMap(entry) && isPath(entry) ? { ...entry, [key]: absolute(entry[key]) } : entry));
  return {
    ...service,
    ...(isList(volumes) ? { volumes: paths(volumes, "source", ({ type }) => type === "bind") } : {}),
    ...(isList(files) ? { env_file: paths(files, "path", () => true) } : {}),
    ...(isMap(base) && base.file !== undefined ? { extends: { ...base, file: absolute(base.file) } } : {}),
  };
}

/** Makes a path absolute. One that begins with an unknown variable is neither relative nor absolute, and stays. */
export function absolutePath(name: string, folder: string, home: string): string {
  const expanded = name.replace(/^~(?=\/|$)/, home);
  const [first = ""] = expanded.split("/");
  return expanded === "" || unknownIn(first).length > 0 ? expanded : path.posix.resolve(folder, expanded);
}

function mapValues(tree: Tree | undefined, change: (value: Tree) => Tree): Tree {
  if (!isMap(tree)) return tree ?? null;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, change(value)]));
}
