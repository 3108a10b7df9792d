/** Whether the new node may sign at once. Pure. */
import type { CheckedConfig } from "../../settings/check-config";

/** What a data volume has of signing protection. */
export interface SigningData {
  /** Of all files with their names. */
  readonly digest: string;
  /** When the newest file was written, in seconds of the epoch. */
  readonly newest: number;
}

/**
 * What is to be done with the old volume's data:
 * `carry`, `there` already, `nothing` to carry; or what the new volume has is `newer`, and stays.
 */
export function transferDecision(
  old: SigningData | undefined,
  next: SigningData | undefined,
): "carry" | "there" | "nothing" | "newer" {
  if (!old) return "nothing";
  if (!next) return "carry";
  if (next.digest === old.digest) return "there";
  return next.newest > old.newest ? "newer" : "carry";
}

/** Kept in a database of its own on the data volume since 5.0.0, which is the first release that reads this of it. */
const RECORD = "SIGNING_PROTECTION_MAP_SIZE_KB";

/**
 * Why two epochs have to go by first; undefined where the new node knows what the old one has signed.
 *
 * @param isCarried whether the old volume's data is in the new one
 */
export function waitReason(old: CheckedConfig, next: CheckedConfig, isCarried: boolean): string | undefined {
  if (databaseOf(old) !== undefined && databaseOf(old) === databaseOf(next)) return undefined;
  const without = [old, next].find(({ release }) => !release.reads(RECORD));
  if (without) return `release ${without.release.version} keeps no record of what it has signed`;
  return isCarried ? undefined : "what the old node has signed last is not known to the new one";
}

/** The database in which a high-availability group writes down what each of its nodes signs. */
function databaseOf({ settings: { ha, haDatabaseUrl } }: CheckedConfig): string | undefined {
  return ha.enabled ? haDatabaseUrl?.database : undefined;
}
