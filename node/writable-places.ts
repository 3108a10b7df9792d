/**
 * Directories that a node writes to besides its databases. They are on the data volume, because its root is read-only.
 *
 * Source: a run of release 4.1.2 with real proofs and a writable root: outside its data directory it wrote to the
 * directories of the reference strings and the proofs, and to /tmp. For releases 5 and 6: their source code.
 */
import type { Release } from "../settings/releases/release";
import { importOption } from "./script-text";
import { withNodeOption } from "./secret-environment";
import type { Settings } from "../settings/schema";
import {
  ACVM_WORKING_DIRECTORY,
  BB_WORKING_DIRECTORY,
  CRS_PATH,
  HOME,
  NOIR_EXECUTE_WORKING_DIRECTORY,
  REAL_PROOFS,
} from "../settings/schema/fixed";

/** The vendor's image for prover agents: it carries the reference strings, 2 GiB, and names their place itself. */
const AGENT_IMAGE = /\/aztec-prover-agent[:@]/;

/** Size limit of /tmp in MiB. It is in memory and counts towards the container's limit. */
export const TMP_MB = 1024;

/**
 * @param dataDirectory mount point of the data volume
 * @returns environment variables with the directories that a release writes to
 */
export function writablePlaces({ image }: Pick<Settings, "image">, release: Release, dataDirectory: string) {
  const places = {
    ...(image && AGENT_IMAGE.test(image) ? {} : { [CRS_PATH]: "crs" }),
    [BB_WORKING_DIRECTORY]: "bb",
    [ACVM_WORKING_DIRECTORY]: "acvm",
    [NOIR_EXECUTE_WORKING_DIRECTORY]: "acvm",
  };
  const read = Object.entries(places).filter(([name]) => release.reads(name));
  // Every program reads HOME. Releases without CRS_PATH store the reference strings there.
  const all = [...read, [HOME, "home"] as const];
  return Object.fromEntries(all.map(([name, folder]) => [name, `${dataDirectory}/${folder}`]));
}

/** Returns whether a node verifies or computes real proofs: always, unless its stack is a development one or its settings turn that off. */
function hasRealProofs({ network, extraEnv }: Pick<Settings, "network" | "extraEnv">): boolean {
  return network !== "local" && !extraEnv?.names.includes(REAL_PROOFS);
}

const MIB = 2 ** 20;

/**
 * Bytes of the reference strings (CRS) that a node downloads before it starts, 0 without real proofs.
 *
 * Source: 4.1.2 keeps two points of each curve and 2^16 + 1 of Grumpkin; 5.x also 2^20 + 1 of BN254 for its batch
 * verifier; an agent that computes proofs 2^25 + 1.
 */
export function referenceStringBytes(settings: Settings, release: Release): number {
  const { role, image } = settings;
  if (!hasRealProofs(settings) || role === "prover-broker") return 0;
  if (role === "prover-agent") return image && AGENT_IMAGE.test(image) ? 0 : 2048 * MIB;
  return (release.isFrom("5.0.0") ? 64 : 0) * MIB + 4 * MIB;
}

/** Bytes that have to stay free on a data volume: a node that cannot write exits. */
const LEAST_FREE = 1024 * MIB;

/** Returns the bytes that have to be free on the data volume's disk before the first start of a release. */
export function dataBytesNeeded(settings: Settings, release: Release): number {
  return LEAST_FREE + referenceStringBytes(settings, release);
}

/**
 * Adds the script that creates the directories to a node's environment.
 *
 * @param env    the whole environment; the operator's NODE_OPTIONS are kept
 * @param append appends a text to a value
 */
export function preparesPlaces<V>(
  env: Readonly<Record<string, V | string>>,
  append: (value: V | string, text: string) => V | string,
): Record<string, V | string> {
  // In the environment instead of a file: a prover agent has only its data volume.
  return withNodeOption(env, importOption("prepare-places.mjs"), append);
}
