/** Converts an installation to a stack: its settings, what is dropped and why, and what is missing. */
import { checkConfig } from "../../../settings/check-config";
import { type FlatConfig, toRawConfig } from "../../../settings/flat-config";
import { proposedRelease } from "../../../settings/network/network-release";
import type { Problem } from "../../../settings/problems";
import { mayBeSecret, resemblesKey } from "../../../settings/secrecy";
import { type DataLocations, locateData, PATH_VARS } from "../read/data-locations";
import { type Dropped, type EffectiveEnv, effectiveEnv } from "../read/effective-env";
import { ImportError } from "../read/import-error";
import type { Installation } from "../read/installation";
import { GIVE } from "../read/other-formats";
import type { EnvVars } from "../read/interpolation";
import type { KeyFiles } from "../read/old-files";
import type { Unknown } from "../read/unknown-values";
import { convertExtraHosts, convertNetworks, convertPorts, PORT_VARS } from "./connections";
import { convertMemory, dropMounts, warnOfParts } from "./compose-parts";
import { type Conversion, convert, type Converted, merge } from "./conversion";
import { convertEnv } from "./env-vars";
import { convertKeystore, convertP2pKey } from "./keys";
import { convertImage, convertNetwork, convertRole } from "./network-role-release";
import { type Service, servicesOutOfReach } from "./services";
import { renameEnvVars } from "./rename-env-vars";
import { convertSigningRecord, convertStorage } from "./storage";
import { unknownSettings } from "./unknown-settings";

export interface ImportOptions {
  /** Settings from the command line, by path; they override those of the installation. */
  readonly values: FlatConfig;
  /** The release from which the images of a private network are built. */
  readonly localRelease: string;
}

export interface ImportedStack {
  /** Settings by path, secrets included. No other field contains a secret. */
  readonly values: FlatConfig;
  readonly converted: readonly Converted[];
  readonly dropped: readonly Dropped[];
  /** Problems at which `pulumi up` would stop. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  /** What would be a setting and depends on variables that are set nowhere: nothing is written without it. */
  readonly unknown: readonly Unknown[];
  readonly locations: DataLocations | undefined;
  /** Services that the new container does not reach under the addresses that the old node used. */
  readonly outOfReach: readonly Service[];
}

/** @param keyFiles the key files that were found in the installation's directories and volumes */
export function importStack(installation: Installation, keyFiles: KeyFiles, options: ImportOptions): ImportedStack {
  const env = effectiveEnv(installation);
  const locations = locateData(installation, env);
  const { keystore, vars } = convertKeystore(env, locations, keyFiles);
  const { unknown, dropped } = unknownSettings(installation, options.values);
  const settings = merge([
    { dropped: [...env.dropped, ...dropped, ...(installation.dropped ?? [])] },
    convertNetwork(env),
    convertRole(installation.flags),
    convertImage(installation, options.values.release),
    convertOtherVars(withoutHandled(vars, installation, keystore), env),
    keystore,
    convertP2pKey(env, keyFiles),
    convertPorts(installation, env),
    convertMemory(installation),
    convertExtraHosts(installation),
    convertStorage(locations, env),
    convertSigningRecord(keyFiles),
    dropMounts(installation, locations),
  ]);
  const all = merge([settings, convertNetworks(installation, settings.values)]);
  if (Object.keys(all.values).length === 0) refuseForeign(installation, unknown.length > 0);
  const withRelease = replaceOldRelease(override(all, options), options);
  const stack = withoutUnusable(renameEnvVars(withRelease), options);
  const { problems, warnings: ofCheck } = check(stack.values, options);
  const outOfReach = servicesOutOfReach(stack.values, installation.linkNames);
  const warnings = [...(installation.notes ?? []), ...warnOfParts(locations), ...ofCheck];
  return { ...stack, problems, warnings, locations, unknown, outOfReach };
}

/** Why a value in a setting that everyone can read is not taken over. */
const HIDDEN = "the value looks like a private key, so it is neither shown nor stored";

/** Refuses variables of another program: they would become a stack without settings. @throws {ImportError} */
function refuseForeign({ compose, started }: Installation, hasUnknown: boolean): void {
  if (compose || started || hasUnknown) return;
  throw new ImportError(`No variable in this file is one that an Aztec node reads. ${GIVE}`);
}

/** Replaces settings by those of the command line. */
function override(all: Required<Conversion>, { values }: ImportOptions): Required<Conversion> {
  const paths = Object.keys(values);
  const others = all.converted.filter(({ path }) => !paths.includes(path));
  return merge([
    { ...all, converted: others },
    { values, converted: paths.map((path) => ({ from: "command line", path })) },
  ]);
}

/** Removes the variables that another part of the installation already converts. */
function withoutHandled(vars: EnvVars, { ports, compose, started }: Installation, keystore: Conversion): EnvVars {
  const handled = [
    "NETWORK",
    ...(ports ? PORT_VARS : []),
    ...(compose || started ? PATH_VARS : []),
    ...(vars.DATA_DIRECTORY?.startsWith(".") ? ["DATA_DIRECTORY"] : []),
    ...(keystore.values || keystore.dropped ? ["KEY_STORE_DIRECTORY"] : []),
  ];
  return Object.fromEntries(Object.entries(vars).filter(([name]) => !handled.includes(name)));
}

/** Converts the remaining variables, reported by their flags where they came from one. */
function convertOtherVars(vars: EnvVars, { origins }: EffectiveEnv): Conversion {
  const { values, converted, dropped } = convertEnv(vars);
  const originOf = (name: string) => origins[name] ?? name;
  const isUsed = ({ path }: Converted) => path in values;
  return {
    values,
    converted: converted.filter(isUsed).map((one) => ({ ...one, from: originOf(one.from) })),
    dropped: [
      ...dropped.map(({ from, reason }) => ({ from: originOf(from), reason })),
      ...converted
        .filter((one) => !isUsed(one))
        .map(({ from, path }) => ({ from: originOf(from), reason: redundancy(path) })),
    ],
  };
}

function redundancy(path: string): string {
  return path === "publisherPrivateKeys"
    ? "the attester's key, which publishes by default"
    : `equals the default of ${path}`;
}

/** Replaces a release that the network no longer runs by the one proposed for the network. */
function replaceOldRelease(all: Required<Conversion>, options: ImportOptions): Required<Conversion> {
  const { release, image, network } = all.values;
  if (release === undefined || options.values.release !== undefined || image !== undefined) return all;
  const tooOld = check(all.values, options).problems.find(({ path }) => path === "release");
  if (!tooOld) return all;
  const others = all.converted.filter(({ path }) => path !== "release");
  const note = `the old release ${tooOld.message}`;
  return merge([{ ...all, converted: others }, convert("image", "release", proposedRelease(network), note)]);
}

/**
 * Drops the settings that the check finds obsolete, and keys in wrong places; checks again, since others may be obsolete
 * without them.
 */
function withoutUnusable(all: Required<Conversion>, options: ImportOptions): Required<Conversion> {
  const isKey = ({ path }: Problem) => !mayBeSecret(path) && resemblesKey(all.values[path] ?? "");
  const dropped = check(all.values, options).problems.filter(
    (problem) => problem.path in all.values && (problem.obsolete === true || isKey(problem)),
  );
  if (dropped.length === 0) return all;
  const shown = (problem: Problem) => (isKey(problem) ? `${problem.message}; ${HIDDEN}` : problem.message);
  const reasons = new Map(dropped.map((problem) => [problem.path, `${problem.path} ${shown(problem)}`]));
  const originsOf = (path: string) => all.converted.filter((one) => one.path === path).map((one) => one.from);
  return withoutUnusable(
    {
      values: Object.fromEntries(Object.entries(all.values).filter(([path]) => !reasons.has(path))),
      converted: all.converted.filter(({ path }) => !reasons.has(path)),
      dropped: [
        ...all.dropped,
        ...[...reasons].map(([path, reason]) => ({ from: originsOf(path).join(", ") || path, reason })),
      ],
    },
    options,
  );
}

function check(values: FlatConfig, { localRelease }: ImportOptions): Pick<ImportedStack, "problems" | "warnings"> {
  const result = checkConfig(toRawConfig(values), mayBeSecret, localRelease);
  return result.ok ? { problems: [], warnings: result.warnings } : { problems: result.problems, warnings: [] };
}
