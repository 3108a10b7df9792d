/** Whether a setting is of use: to the role, and to the release. */
import { obsolete } from "../problems";
import { spansOf, type Span } from "../releases/release";
import { envVars, envVarsFor } from "../releases/env-vars";
import { definitionsFor } from "../schema";
import type { SettingDefinition } from "../schema/definition";
import type { Check, Context } from "./context";

export const checkApplicability: Check = (context) =>
  definitionsFor(Object.keys(context.settings.namedAttesters))
    .filter(({ path }) => context.isSet(path))
    .flatMap((variable) => {
      const message =
        unusedByRole(variable, context) ?? unusedByHost(variable, context) ?? unusedByRelease(variable, context);
      return message ? [obsolete(variable.path, message)] : [];
    });

function unusedByRole({ roles }: SettingDefinition, { settings }: Context): string | undefined {
  if (!roles || roles.includes(settings.role)) return undefined;
  return `is of no use to a ${settings.role}: it is for a ${roles.join(" or ")}`;
}

function unusedByHost({ path, hosts }: SettingDefinition, { settings }: Context): string | undefined {
  const { kind } = settings.host;
  if (!hosts || hosts.includes(kind)) return undefined;
  if (path.startsWith("storage.")) return "is of no use on AWS: the data is on a volume of its own there";
  return `is of no use with host.kind: ${kind}, but with ${hosts.join(" or ")}`;
}

function unusedByRelease(variable: SettingDefinition, { release }: Context): string | undefined {
  if (isApplicable(variable, release)) return undefined;
  const instead = variable.alternative ? `; instead: ${variable.alternative}` : "";
  return `is not read by release ${release.version} (${readBy(variable)})${instead}`;
}

/** Whether a release has a use for a setting: by a variable, by a file, or since it is none of the node's. */
export function isApplicable(variable: SettingDefinition, release: Context["release"]): boolean {
  if (variable.behindAddresses || (!variable.env && !variable.fileSince)) return true;
  return envVarsFor(variable, release) !== undefined || isInFile(variable, release);
}

/** Whether a release reads a setting from a file. */
function isInFile({ fileSince }: SettingDefinition, release: Context["release"]): boolean {
  return fileSince !== undefined && release.isFrom(fileSince);
}

/** The releases that read it, for a person. */
function readBy(variable: SettingDefinition): string {
  const spans = envVars(variable).flatMap(({ names }) => names.flatMap(spansOf));
  const told = [...new Set(spans.map(spanText))];
  return variable.fileSince && !variable.env ? fileSinceText(variable.fileSince) : told.join(", ");
}

/** `0.66.0 to 4.4.0`, `from 5.0.0` */
export function spanText([first, last]: Span): string {
  return last ? `${first} to ${last}` : `from ${first}`;
}

/** For what a release reads from a file. */
export function fileSinceText(release: string): string {
  return `a file from ${release}`;
}
