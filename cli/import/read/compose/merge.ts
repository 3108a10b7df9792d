/** Merges compose files, and services that extend others. Source: compose-go 2.16.2 (October 2026), folder override. */
import { isList, isMap, OVERRIDE, RESET, type Tree, type TreeMap } from "./tree";

/** Keys of a service whose later value replaces the earlier one as a whole. */
const REPLACED = ["command", "entrypoint"];

/** Keys of a service that are lists of entries; a later entry replaces the one with the same identity. */
const IDENTITIES: Readonly<Record<string, (entry: TreeMap) => string>> = {
  volumes: (entry) => text(entry.target),
  env_file: (entry) => text(entry.path),
  secrets: (entry) => text(entry.target ?? entry.source),
  configs: (entry) => text(entry.target ?? entry.source),
  ports: (entry) => ["host_ip", "published", "target", "protocol"].map((key) => text(entry[key])).join("/"),
};

const text = (tree: Tree | undefined) => (typeof tree === "string" ? tree : "");

/** Merges a later compose file into an earlier one. */
export function mergeFiles(base: TreeMap, later: TreeMap): TreeMap {
  return mergeMaps(base, later, (before, after, key) =>
    key === "services" && isMap(before) && isMap(after)
      ? mergeMaps(before, after, (one, other) => (isMap(one) && isMap(other) ? mergeServices(one, other) : other))
      : mergeTrees(before, after),
  );
}

/** Merges a service into the one of the same name in an earlier file, or into the one that it extends. */
export function mergeServices(base: TreeMap, later: TreeMap): TreeMap {
  return mergeMaps(base, later, (before, after, key) => {
    if (REPLACED.includes(key)) return after;
    if (key === "environment" && isMap(before) && isMap(after)) return { ...before, ...after };
    const identity = IDENTITIES[key];
    return identity && isList(before) && isList(after)
      ? unique([...before, ...after], identity)
      : mergeTrees(before, after);
  });
}

/** Removes the tags of Compose that had nothing to act on. */
export function withoutTags(tree: Tree): Tree {
  if (isList(tree)) return tree.map(withoutTags);
  if (!isMap(tree)) return tree;
  if (OVERRIDE in tree) return withoutTags(tree[OVERRIDE] ?? null);
  const entries = Object.entries(tree).filter(([, value]) => !isReset(value));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutTags(value)]));
}

function mergeMaps(base: TreeMap, later: TreeMap, mergeValues: (a: Tree, b: Tree, key: string) => Tree): TreeMap {
  const merged: Record<string, Tree> = { ...base };
  for (const [key, after] of Object.entries(later)) {
    const before = base[key];
    if (isReset(after)) Reflect.deleteProperty(merged, key);
    else if (isMap(after) && OVERRIDE in after) merged[key] = withoutTags(after);
    else merged[key] = before === undefined ? after : mergeValues(before, after, key);
  }
  return merged;
}

function mergeTrees(before: Tree, after: Tree): Tree {
  if (after === null) return before;
  if (isMap(before) && isMap(after)) return mergeMaps(before, after, mergeTrees);
  if (isList(before) && isList(after)) return unique([...before, ...after], (entry) => JSON.stringify(entry));
  return after;
}

/** Keeps one entry for each identity: the last, at the place of the first. */
function unique(entries: readonly Tree[], identity: (entry: TreeMap) => string): Tree[] {
  const all = new Map<string, Tree>();
  for (const entry of entries) all.set(isMap(entry) ? identity(entry) : JSON.stringify(entry), entry);
  return [...all.values()];
}

function isReset(tree: Tree): boolean {
  return isMap(tree) && RESET in tree;
}
