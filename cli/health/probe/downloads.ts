/** Hosts that a node downloads from: the request to the probe, and the schema of its answer. */
import { z } from "zod";
import { isPublic } from "../../../settings/network/networks";
import { chooseRelease } from "../../../settings/releases/choose-release";
import type { Release } from "../../../settings/releases/release";
import type { Settings } from "../../../settings/schema";
import { REAL_PROOFS } from "../../../settings/schema/fixed";
import { nodeRoles } from "../../../settings/schema/definition";
import { NETWORK_CONFIG_URLS, NETWORK_CONFIG_VARIABLE } from "../../../settings/network/networks";
import { ROLLUP_CALLS } from "../../../settings/network/rollup-calls";
import { envVarNamesOf } from "../../../settings/releases/env-vars";
import { chainIdOf } from "../stack-info";

/**
 * Hosts of the reference strings for proofs, the first preferred. Source: @aztec/bb.js 4.1.2 and 5.2.0, `net_crs.js`.
 */
const CRS_HOSTS = ["https://crs.aztec-cdn.foundation", "https://crs.aztec-labs.com"] as const;
/** Bytes that are fetched of each file: all of g2, a part of the others. The same source. */
const CRS_FILES = [
  { name: "g1.dat", bytes: 128, whole: false },
  { name: "g2.dat", bytes: 128, whole: true },
  { name: "grumpkin_g1.dat", bytes: 128, whole: false },
] as const;
/** Points of Grumpkin that every node from 4.1.2 on stores, and of BN254 that the batch verifier from 5.0 on stores. */
const [GRUMPKIN_POINTS, BATCH_POINTS] = [2 ** 16 + 1, 2 ** 20 + 1];

/**
 * Lists the files that a node of a release stores; it needs one of each entry. From 5.0 on g1 is much larger, and can
 * be
 * compressed to half; the file of Grumpkin has another name, with new points.
 *
 * Source: the files of a node of 4.1.2; aztec-packages, `barretenberg/ts/src/crs` and `download_bb_crs.sh`.
 */
function crsKept(release: Release): readonly (readonly File[])[] {
  const isBatched = release.isFrom("5.0.0");
  const bytes = GRUMPKIN_POINTS * 64;
  const g1 = [{ name: "bn254_g1.dat", bytes: (isBatched ? BATCH_POINTS : 2) * 64 }];
  const grumpkin = [{ name: "grumpkin_g1.flat.dat", bytes }];
  return [
    isBatched ? [...g1, { name: "bn254_g1_compressed.dat", bytes: BATCH_POINTS * 32 }] : g1,
    [{ name: "bn254_g2.dat", bytes: 128 }],
    isBatched ? [...grumpkin, { name: "grumpkin_g1_v2.flat.dat", bytes }] : grumpkin,
  ];
}

const CRS_FOLDER = "CRS_PATH";
/** The first release whose hosts this program knows. */
const CRS_SINCE = "4.1.2";

const VARIABLES = {
  snapshots: envVarNamesOf("sync.snapshotUrls"),
  mode: envVarNamesOf("sync.mode"),
  stores: envVarNamesOf("blobs.fileStoreUrls"),
  registry: envVarNamesOf("l1Contracts.registry"),
  broker: envVarNamesOf("prover.brokerUrl"),
} as const;

/** Environment variables that decide what the node downloads, and from where. */
export const DOWNLOAD_VARIABLES: readonly string[] = [
  ...[REAL_PROOFS, NETWORK_CONFIG_VARIABLE, CRS_FOLDER],
  ...Object.values(VARIABLES).flat(),
];

interface File {
  readonly name: string;
  /** Minimum size. */
  readonly bytes: number;
}

/** Request to downloads.cjs; a part is absent if the node does not use such hosts. */
export interface Downloads {
  readonly broker?: { readonly variables: readonly string[] };
  readonly crs?: {
    /** The environment variable that turns proofs on, and the one that names the folder. */
    readonly proofs: string;
    readonly variable: string;
    readonly hosts: readonly string[];
    readonly files: readonly (File & { readonly whole: boolean })[];
    readonly cached: readonly (readonly File[])[];
  };
  readonly config?: { readonly name: string; readonly variable: string; readonly urls: readonly string[] };
  readonly stored?: {
    readonly chainId: number | undefined;
    readonly calls: { readonly canonicalRollup: string; readonly version: string };
    readonly registryVariables: readonly string[];
    readonly snapshots: { readonly variables: readonly string[]; readonly mode: readonly string[] };
    readonly stores: { readonly variables: readonly string[] };
  };
}

/**
 * Returns the hosts that a stack's node uses, for downloads.cjs.
 *
 * A prover's broker and agent store no chain and use only the broker; the vendor's image for agents contains the
 * reference strings. The node of a development chain downloads nothing.
 */
export function downloadsOf(settings: Settings): Downloads {
  const { release } = chooseRelease(settings);
  if (settings.network === "local") return {};
  const broker = { variables: VARIABLES.broker };
  if (!nodeRoles.includes(settings.role)) return { broker };
  return {
    broker,
    ...(release.isFrom(CRS_SINCE) ? { crs: crsQuestion(release) } : {}),
    ...(isPublic(settings) ? { config: configQuestion(settings.network) } : {}),
    stored: {
      chainId: chainIdOf(settings),
      calls: { canonicalRollup: ROLLUP_CALLS.canonicalRollup, version: ROLLUP_CALLS.version },
      registryVariables: VARIABLES.registry,
      snapshots: { variables: VARIABLES.snapshots, mode: VARIABLES.mode },
      stores: { variables: VARIABLES.stores },
    },
  };
}

function crsQuestion(release: Release) {
  return { proofs: REAL_PROOFS, variable: CRS_FOLDER, hosts: CRS_HOSTS, files: CRS_FILES, cached: crsKept(release) };
}

function configQuestion(name: string) {
  return { name, variable: NETWORK_CONFIG_VARIABLE, urls: NETWORK_CONFIG_URLS };
}

const host = z.object({ server: z.string(), error: z.string().optional() });
export const placeSchema = host.extend({ skipped: z.boolean().optional() });

export const downloadedSchema = z.object({
  /** Undefined if the node does not verify proofs. */
  crs: z.object({ hosts: z.array(host), cached: z.boolean().optional() }).optional(),
  config: z.object({ servers: z.array(host), chainId: z.number().optional() }).optional(),
  /** `value`: the last Aztec block of the snapshots. */
  snapshots: z.array(placeSchema.extend({ value: z.number().optional() })).optional(),
  stores: z.array(placeSchema).optional(),
  /** Why snapshots and stores could not be queried. */
  rollupError: z.string().optional(),
  broker: placeSchema.optional(),
});
export type Downloaded = z.output<typeof downloadedSchema>;
