/** The manifest of a backup: which stack it is of, and the digest of each file in it. Pure. */
import { z } from "zod";
import { parseJson } from "../../keys/json";
import type { CheckedConfig } from "../../settings/check-config";
import { claimOf } from "../../settings/claim";
import { sharedDatabase } from "../../settings/ha-database";
import { formatTime } from "../../terminal/format";
import { OperatorError } from "../../terminal/output";

/** Files of a backup, beside the directory with the signing record. */
export const MANIFEST = "manifest.json";
export const SETTINGS = "settings.yaml";

/** The version of the format. A change that older programs cannot read raises it. */
const FORMAT = 1;

/** A file of a backup. Paths have slashes, and are relative. */
const memberSchema = z.object({ path: z.string(), bytes: z.number(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
export type Member = z.output<typeof memberSchema>;

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  project: z.string(),
  stack: z.string(),
  /** When the signing record was read. */
  madeAt: z.iso.datetime(),
  release: z.string(),
  role: z.string(),
  network: z.string(),
  /** The L1's chain id and the registry of a custom network. */
  l1ChainId: z.number().optional(),
  registry: z.string().optional(),
  peerId: z.string().optional(),
  attesters: z.array(z.string()),
  /** A fingerprint of the database in which a high-availability group records what it signs. */
  haDatabase: z.string().optional(),
  /** The length of an epoch, if it was known. */
  epochSeconds: z.number().positive().optional(),
  /** The signing record: digest of all its files, and when the newest was written, in seconds since 1970. */
  record: z.object({ digest: z.string(), newest: z.number() }).optional(),
  members: z.array(memberSchema),
});
export type Manifest = z.output<typeof manifestSchema>;

/** The validator of a backup or of a stack: a restore compares the two. */
export type Validator = Pick<
  Manifest,
  "release" | "role" | "network" | "l1ChainId" | "registry" | "attesters" | "haDatabase"
>;

export function validatorOf({ settings, release }: CheckedConfig): Validator {
  const { role, network, l1ChainId, l1Contracts } = settings;
  return {
    release: release.version,
    role,
    network,
    l1ChainId,
    registry: l1Contracts.registry,
    attesters: claimOf(settings)?.attesters ?? [],
    haDatabase: sharedDatabase(settings),
  };
}

/** Returns the text of a manifest. */
export function manifestText(manifest: Omit<Manifest, "format">): string {
  return `${JSON.stringify({ format: FORMAT, ...manifest }, undefined, 2)}\n`;
}

/** Parses a manifest. @param file of the backup, for messages @throws {OperatorError} if this program cannot read it */
export function parseManifest(text: string, file: string): Manifest {
  const json = parseJson(text);
  const format = z.object({ format: z.number() }).safeParse(json).data?.format ?? 0;
  if (format > FORMAT)
    throw new OperatorError(
      `${file} was made by a newer version of this program, which this one cannot read. Nothing was changed. Update the checkout: git pull`,
    );
  const { data } = manifestSchema.safeParse(json);
  if (data) return data;
  throw damaged(file, `its ${MANIFEST} is not the manifest of a backup`);
}

/** Returns the error of a file that is not a complete backup. */
export function damaged(file: string, why: string): OperatorError {
  return new OperatorError(
    [
      `${file} is not a complete backup: ${why}. An incomplete signing record would let a validator sign twice. Nothing was changed.`,
      "  Use another copy of the file, or an earlier backup.",
    ].join("\n"),
  );
}

/** @throws {OperatorError} unless a backup has exactly the files of its manifest, unchanged. @param found the files in it */
export function refuseDamage({ members }: Manifest, found: readonly Member[], file: string): void {
  const listed = new Map(members.map((member) => [member.path, member]));
  for (const { path, sha256 } of found) {
    if (path !== MANIFEST && !listed.has(path)) throw damaged(file, `${path} is not in its manifest`);
    if (path !== MANIFEST && listed.get(path)?.sha256 !== sha256) throw damaged(file, `${path} has another checksum`);
  }
  const missing = members.find(({ path }) => !found.some((one) => one.path === path));
  if (missing) throw damaged(file, `${missing.path} is missing`);
}

/** Describes a backup: `the backup of main of 2026-11-29 12:00 UTC`. */
export function backupName({ stack, madeAt }: Pick<Manifest, "stack" | "madeAt">): string {
  return `the backup of ${stack} of ${formatTime(Date.parse(madeAt) / 1000)}`;
}
