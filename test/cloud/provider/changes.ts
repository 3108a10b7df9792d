/** Which inputs differ from what is there, and whether that takes another resource. */
import { isDeepStrictEqual } from "node:util";
import type { DiffResult } from "@pulumi/pulumi/provider";
import { isAutoName, type Resource } from "./resource";
import { allTags } from "./tags";
import { asObject, type Properties, UNKNOWN } from "./values";

/** Objects with keys of the program's own, compared as a whole. */
const MAPS = ["tags", "volumeTags"];

/**
 * As the real provider's schema says it. An input that is left out keeps the value that is there, if it is one that AWS
 * computes; an unknown one counts as changed.
 *
 * @param olds outputs of the last update or refresh @param news inputs
 */
export function differences(resource: Resource, name: string, olds: Properties, news: Properties): DiffResult {
  const changed = changedPaths(resource, olds, news);
  const isReplacing = (path: string) =>
    resource.replaces.some(
      (one) => path === one || path.startsWith(`${one}.`) || (isUnknown(news, path) && one.startsWith(`${path}.`)),
    );
  const needed = [...changed.filter(isReplacing), ...(resource.replacesToo?.(olds, news) ?? [])];
  const replaces = [...new Set(needed.map((path) => path.split(".")[0] ?? path))];
  // Two of one name cannot be at a time.
  const sameName = resource.isNamed === true && news.name === olds.name && !isAutoName(news.name, name);
  return { changes: changed.length > 0, replaces, deleteBeforeReplace: replaces.length > 0 && sameName };
}

/** Names of the inputs that changed; of those in a group, as `group.input`. */
export function changedPaths(resource: Resource, olds: Properties, news: Properties): string[] {
  const given = Object.keys(news).filter((name) => name !== "tags");
  const left = resource.removable.filter((name) => !(name in news) && !isEmpty(olds[name]));
  const paths = given.flatMap((name) => changedWithin(resource, name, olds[name], news[name]));
  return [...paths, ...left, ...(resource.isTaggable && haveTagsChanged(olds, news) ? ["tags"] : [])];
}

function changedWithin(resource: Resource, path: string, old: unknown, value: unknown): string[] {
  const group = asObject(value);
  const isMap = MAPS.includes(path.split(".").at(-1) ?? path);
  if (group && !isMap) {
    const before = asObject(old) ?? {};
    return Object.entries(group).flatMap(([name, one]) =>
      changedWithin(resource, `${path}.${name}`, before[name], one),
    );
  }
  if (isEmpty(old) && isEmpty(value)) return [];
  const isSet = resource.sets?.includes(path) ?? false;
  return isDeepStrictEqual(ordered(old, isSet), ordered(value, isSet)) ? [] : [path];
}

function haveTagsChanged(olds: Properties, news: Properties): boolean {
  const tags = asObject(news.tags) ?? {};
  if (news.tags === UNKNOWN || Object.values(tags).includes(UNKNOWN)) return true;
  return !isDeepStrictEqual(asObject(olds.tagsAll) ?? {}, { ...allTags(news) });
}

function isUnknown(news: Properties, path: string): boolean {
  return news[path] === UNKNOWN;
}

function ordered(value: unknown, isSet: boolean): unknown {
  return isSet && Array.isArray(value) ? value.map(String).sort() : value;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
