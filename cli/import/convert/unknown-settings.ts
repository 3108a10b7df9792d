/** Separates the unknown values that would be settings from those that a stack does not take over anyway. */
import type { FlatConfig } from "../../../settings/flat-config";
import { knownVariables } from "../../../settings/releases/release";
import { DROPPED_VARIABLES } from "../../../settings/schema/fixed";
import { settingOfVariable } from "../../../settings/similar-names";
import { type Dropped, variableOf } from "../read/effective-env";
import type { Installation } from "../read/installation";
import type { Unknown } from "../read/unknown-values";

/** Settings of the command line that replace a part of the installation. */
const REPLACED_BY: Readonly<Record<string, readonly string[]>> = { image: ["image", "release"], NETWORK: ["network"] };

/** @param values the settings of the command line, by path: what they replace need not be known */
export function unknownSettings(
  { unknown = [] }: Installation,
  values: FlatConfig,
): { unknown: Unknown[]; dropped: Dropped[] } {
  const isGiven = ({ from }: Unknown) => {
    const name = variableOf(from);
    return [settingOfVariable(name), ...(REPLACED_BY[name] ?? [])].some((path) => path !== undefined && path in values);
  };
  const needed = unknown.filter((one) => matters(one.from) && !isGiven(one));
  const others = unknown.filter((one) => !needed.includes(one) && !isGiven(one));
  return { unknown: needed, dropped: others.map((one) => ({ from: one.from, reason: whySetNowhere(one) })) };
}

/** Returns whether an unknown value matters. One that is not of a variable is a part of the compose file. */
function matters(from: string): boolean {
  const name = variableOf(from);
  if (name in DROPPED_VARIABLES) return false;
  return !/^[A-Z][A-Z\d_]*$/.test(name) || knownVariables().includes(name) || settingOfVariable(name) !== undefined;
}

/** Says which variables are set nowhere, and where they are referred to. */
export function whySetNowhere({ variables }: Unknown): string {
  return variables
    .map(({ name, place }) => `\${${name}} is set nowhere${place === undefined ? "" : ` (${place})`}`)
    .join(", ");
}
