/** Checks that the role, the host and the release use each setting. */
import { removeFix, setFix } from "../fixes";
import { obsolete, type Problem } from "../problems";
import { spansOf, type Span } from "../releases/release";
import { envVars, envVarsFor } from "../releases/env-vars";
import { definitionsFor } from "../schema";
import { publisherRoles, type Role, type SettingDefinition } from "../schema/definition";
import type { Check, Context } from "./context";

export const checkApplicability: Check = (context) =>
  definitionsFor(Object.keys(context.settings.namedAttesters))
    .filter(({ path }) => context.isSet(path))
    .flatMap((definition) => {
      const ofRole = unusedByRole(definition, context);
      if (ofRole) return [ofOtherRole(definition, ofRole, context)];
      const message = unusedByHost(definition, context) ?? unusedByRelease(definition, context);
      return message ? [obsolete(definition.path, message)] : [];
    });

function unusedByRole({ roles }: SettingDefinition, { settings }: Context): string | undefined {
  if (!roles || roles.includes(settings.role)) return undefined;
  return `has no effect on a ${settings.role}: only a ${roles.join(" or ")} uses it`;
}

/** Reports a setting of another role. If all keys of the stack belong to that role, its role is more likely wrong. */
function ofOtherRole({ path, roles = [] }: SettingDefinition, message: string, context: Context): Problem {
  const problem = obsolete(path, message);
  const role = roleOfKeys(context);
  if (role === undefined || !roles.includes(role)) return problem;
  return { ...problem, fix: setFix("role", role), alternative: removeFix(path) };
}

/** Returns the role to which all keys of the stack belong; undefined without one. */
function roleOfKeys({ settings, isSet }: Context): Role | undefined {
  const keys = definitionsFor(Object.keys(settings.namedAttesters)).filter(
    ({ path, secret, roles }) =>
      secret === "always" && roles?.every((role) => publisherRoles.includes(role)) && isSet(path),
  );
  return keys.length === 0
    ? undefined
    : publisherRoles.find((role) => keys.every(({ roles }) => roles?.includes(role)));
}

function unusedByHost({ path, hosts }: SettingDefinition, { settings }: Context): string | undefined {
  const { kind } = settings.host;
  if (!hosts || hosts.includes(kind)) return undefined;
  if (path.startsWith("storage.")) return "has no effect on AWS: the data is on its own volume there";
  return `has no effect with host.kind: ${kind}, only with ${hosts.join(" or ")}`;
}

function unusedByRelease(definition: SettingDefinition, { release }: Context): string | undefined {
  if (isApplicable(definition, release)) return undefined;
  const alternative = definition.alternative ? `. Alternative: ${definition.alternative}` : "";
  return `is not read by release ${release.version} (${readBy(definition)})${alternative}`;
}

/** Returns whether a release uses a setting: in a variable, in a file, or because this program uses it itself. */
export function isApplicable(definition: SettingDefinition, release: Context["release"]): boolean {
  if (definition.behindAddresses || (!definition.env && !definition.fileSince)) return true;
  return envVarsFor(definition, release) !== undefined || isInFile(definition, release);
}

/** Returns whether a release reads a setting from a file. */
function isInFile({ fileSince }: SettingDefinition, release: Context["release"]): boolean {
  return fileSince !== undefined && release.isFrom(fileSince);
}

/** Describes the releases that read a setting. */
function readBy(definition: SettingDefinition): string {
  const spans = envVars(definition).flatMap(({ names }) => names.flatMap(spansOf));
  const texts = [...new Set(spans.map(spanText))];
  return definition.fileSince && !definition.env ? fileSinceText(definition.fileSince) : texts.join(", ");
}

/** Describes a span of releases: `0.66.0 to 4.4.0`, `from 5.0.0`. */
export function spanText([first, last]: Span): string {
  return last ? `${first} to ${last}` : `from ${first}`;
}

/** Describes a setting that releases read from a file. */
export function fileSinceText(release: string): string {
  return `a file from ${release}`;
}
