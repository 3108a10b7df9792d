/** An old installation → a stack: what is a setting now, what is dropped and why, and what is missing. */
import { proposedRelease } from "../../settings/network/network-release";
import { type Problem, SettingsError } from "../../settings/problems";
import { checkConfig } from "../../settings/check-config";
import { settingAt } from "../../settings/schema";
import { toRawConfig, splitPath, type FlatConfig } from "../../settings/flat-config";
import { keptBy, type Kept, PATH_VARIABLES, storagePart } from "./data";
import { type Given, givenTo } from "./given";
import { type Files, keystorePart, p2pKeyPart } from "./identity";
import type { Installation } from "./installation";
import { type Dropped, moved, type Moved, type Part, together } from "./parts";
import { neighboursPart, PORT_VARIABLES, portsPart } from "./reachable";
import { withNewNames } from "./renamed";
import { importVariables } from "./variables";
import { imagePart, networkPart, rolePart } from "./what-runs";

/** What the operator wants otherwise than it was. */
export interface ImportOptions {
  /** By the settings' paths: `network`, `release` and whatever else. */
  readonly values: FlatConfig;
  /** The release that images for a network of one's own are made of. */
  readonly localRelease: string;
}

export interface ImportedStack {
  /** By the settings' paths; secrets are among them. No other part has one. */
  readonly values: FlatConfig;
  readonly moved: readonly Moved[];
  readonly dropped: readonly Dropped[];
  /** What `pulumi up` would stop at: the stack's own check. */
  readonly missing: readonly Problem[];
  readonly warnings: readonly string[];
  readonly kept: Kept | undefined;
}

/** @param files what was found of keys in the old installation's files */
export function importStack(installation: Installation, files: Files, wishes: ImportOptions): ImportedStack {
  const given = givenTo(installation);
  const kept = keptBy(installation, given);
  const all = together([
    { dropped: given.dropped },
    networkPart(given),
    rolePart(installation.flags),
    imagePart(installation, wishes.values.release),
    ...keyParts(installation, given, kept, files),
    portsPart(installation, given),
    neighboursPart(installation, given),
    storagePart(kept, given),
  ]);
  const fitting = withoutUseless(withNewNames(withFittingRelease(wished(all, wishes), wishes)), wishes);
  return { ...fitting, ...checked(fitting.values, wishes), kept };
}

/** What is asked for stands in place of what was. */
function wished(all: Required<Part>, { values }: ImportOptions): Required<Part> {
  const paths = Object.keys(values);
  const others = all.moved.filter(({ path }) => !paths.includes(path));
  return together([
    { ...all, moved: others },
    { values, moved: paths.map((path) => ({ from: "as asked", path })) },
  ]);
}

function keyParts(installation: Installation, given: Given, kept: Kept | undefined, files: Files): Part[] {
  const { part, variables } = keystorePart(given, kept, files);
  const handled = [
    "NETWORK",
    ...(installation.ports ? PORT_VARIABLES : []),
    ...(installation.compose ? PATH_VARIABLES : []),
    ...(variables.DATA_DIRECTORY?.startsWith(".") ? ["DATA_DIRECTORY"] : []),
    ...(part.values || part.dropped ? ["KEY_STORE_DIRECTORY"] : []),
  ];
  const rest = Object.entries(variables).filter(([name]) => !handled.includes(name));
  return [variablesPart(Object.fromEntries(rest), given), part, p2pKeyPart(given, files)];
}

function variablesPart(variables: Given["variables"], { origins }: Given): Part {
  const imported = importVariables(variables);
  const origin = (variable: string) => origins[variable] ?? variable;
  const idle = imported.moved.filter(({ path }) => !(path in imported.values));
  return {
    values: imported.values,
    moved: imported.moved
      .filter((one) => !idle.includes(one))
      .map(({ variable, ...one }) => ({ from: origin(variable), ...one })),
    dropped: [
      ...imported.dropped.map(({ variable, why }) => ({ from: origin(variable), why })),
      ...idle.map(({ variable, path }) => ({ from: origin(variable), why: idleReason(path) })),
    ],
  };
}

function idleReason(path: string): string {
  return path === "publisherPrivateKeys" ? "the attester's key, which publishes anyhow" : `the default of ${path}`;
}

/** A public network moves on: an old release would only stand by, and its settings with it. */
function withFittingRelease(all: Required<Part>, wishes: ImportOptions): Required<Part> {
  const { release } = all.values;
  if (release === undefined || wishes.values.release !== undefined || all.values.image !== undefined) return all;
  const tooOld = checked(all.values, wishes).missing.find(({ path }) => path === "release");
  if (!tooOld) return all;
  const others = { ...all, moved: all.moved.filter(({ path }) => path !== "release") };
  return together([others, moved("image", "release", proposedRelease(all.values.network), tooOld.message)]);
}

/** What the stack's own check has no use for; once it is gone, the check may say it of something else. */
function withoutUseless(all: Required<Part>, wishes: ImportOptions): Required<Part> {
  const obsolete = checked(all.values, wishes).missing.filter(
    (problem) => problem.obsolete && problem.path in all.values,
  );
  if (obsolete.length === 0) return all;
  const gone = new Map(obsolete.map(({ path, message }) => [path, message]));
  const from = (path: string) => all.moved.filter((one) => one.path === path).map((one) => one.from);
  return withoutUseless(
    {
      values: Object.fromEntries(Object.entries(all.values).filter(([path]) => !gone.has(path))),
      moved: all.moved.filter(({ path }) => !gone.has(path)),
      dropped: [
        ...all.dropped,
        ...[...gone].map(([path, why]) => ({ from: from(path).join(", ") || path, why: `${path} ${why}` })),
      ],
    },
    wishes,
  );
}

function checked(values: FlatConfig, { localRelease }: ImportOptions): Pick<ImportedStack, "missing" | "warnings"> {
  try {
    return { missing: [], warnings: checkConfig(toRawConfig(values), willBeSecret, localRelease).warnings };
  } catch (error) {
    if (error instanceof SettingsError) return { missing: error.problems, warnings: [] };
    throw error;
  }
}

/** Everything that may be secret is stored so. */
export function willBeSecret(path: string): boolean {
  return settingAt(path)?.secret !== undefined || settingAt(splitPath(path).group)?.secret !== undefined;
}
