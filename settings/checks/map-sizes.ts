/** Checks the maximum sizes of the node's databases, which are LMDB: one that is full refuses every write, and the node fails. */
import { isPublic } from "../network/networks";
import { type Problem, wrong } from "../problems";
import type { Settings } from "../schema";

/** One GiB. On a public network a database outgrows less within days; the node's default is 128 GiB. */
export const LEAST_MAP_KB = 1_048_576;
/** 100 MiB, for the record of what was signed: a validator that cannot write it signs nothing. */
const LEAST_SIGNING_MAP_KB = 102_400;

/** Finds sizes that were meant in another unit. */
export function checkMapSizes(settings: Settings): Problem[] {
  if (!isPublic(settings)) return [];
  const { dataStoreMapSizeKb: all, signingProtectionMapSizeKb: signing } = settings;
  const found = [
    ["dataStoreMapSizeKb", all === undefined ? undefined : mapProblem(all, LEAST_MAP_KB)],
    ["signingProtectionMapSizeKb", signing === undefined ? undefined : mapProblem(signing, LEAST_SIGNING_MAP_KB)],
  ] as const;
  return found.flatMap(([path, message]) => (message === undefined ? [] : [wrong(path, message)]));
}

/** Returns why a size is too small, as a predicate. @param least in KB */
export function mapProblem(kilobytes: number, least: number): string | undefined {
  if (kilobytes >= least) return undefined;
  return `is ${kilobytes} KB: a database that is full stops the node, and a public network needs ${least} KB or more. Was it meant in MB or GB?`;
}
