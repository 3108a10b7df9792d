/** Decides whether signing-protection data is copied, and whether the new node may sign at once. Pure. */
import type { CheckedConfig } from "../../settings/check-config";
import { sharedDatabase } from "../../settings/ha-database";

/** The signing-protection data on a data volume. */
export interface SigningData {
  /** Digest of all files with their names. */
  readonly digest: string;
  /** When the newest file was written, in seconds since 1970. */
  readonly newest: number;
}

/**
 * Decides about the old volume's data: `copy` it; it is `present` on the new volume already; there is `nothing` to copy; or
 * the new volume's data is `newer` and is kept.
 */
export function transferDecision(
  old: SigningData | undefined,
  next: SigningData | undefined,
): "copy" | "present" | "nothing" | "newer" {
  if (!old) return "nothing";
  if (!next) return "copy";
  if (next.digest === old.digest) return "present";
  return next.newest > old.newest ? "newer" : "copy";
}

/** An environment variable of the first release, 5.0.0, that keeps the data in a database on the data volume. */
const SIGNING_DATABASE_VARIABLE = "SIGNING_PROTECTION_MAP_SIZE_KB";

/** Returns whether a stack's release records what it has signed. */
export function keepsRecord({ release }: CheckedConfig): boolean {
  return release.reads(SIGNING_DATABASE_VARIABLE);
}

/**
 * Returns why two epochs must pass first; undefined if the new node knows what the old one has signed.
 *
 * @param isCopied whether the old volume's data is on the new one
 */
export function waitReason(old: CheckedConfig, next: CheckedConfig, isCopied: boolean): string | undefined {
  const [database, nextDatabase] = [old, next].map(({ settings }) => sharedDatabase(settings));
  if (database !== undefined && database === nextDatabase) return undefined;
  const without = [old, next].find((checked) => !keepsRecord(checked));
  if (without) return `release ${without.release.version} keeps no record of what it has signed`;
  // The record of a group's member is in its database, not on the volume.
  const isKnown = isCopied && !old.settings.ha.enabled;
  return isKnown ? undefined : "the new node does not know what the old one has signed last";
}
