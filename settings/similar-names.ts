/** Suggests names for mistyped ones. */
import { distance } from "fastest-levenshtein";
import { pathOf, splitName } from "./attester-names";
import { attesterDefinitions, settingDefinitions } from "./schema";

/**
 * Returns the name most similar to an unknown one, if it is similar enough for a typing mistake.
 *
 * @param name  as the operator wrote it
 * @param names all valid names
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  const near = names
    .map((candidate) => ({ candidate, edits: distance(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(2, Math.ceil(candidate.length / 4)))
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.candidate;
}

/** Returns the setting that replaces a variable of the node, of any release, or of aztec-spartan.sh. */
export function settingOfVariable(name: string): string | undefined {
  return settingDefinitions.find(({ env = [], legacyNames = [] }) => {
    const names = env.flatMap((entry) => (typeof entry === "string" ? [entry] : entry.names));
    return names.includes(name) || legacyNames.includes(name);
  })?.path;
}

/** Suggests a setting for an unknown name: that of a variable, a mistyped one, or one without its group. */
export function settingMeant(name: string): string | undefined {
  const paths = settingDefinitions.map(({ path }) => path);
  const last = name.split(".").at(-1) ?? name;
  const byLast = paths.filter((path) => path.split(".").at(-1)?.toLowerCase() === last.toLowerCase());
  const asVariable = last.replace(/[a-z](?=[A-Z])/g, "$&_").toUpperCase();
  const groups = [...new Set(paths.flatMap((path) => (path.includes(".") ? [path.replace(/\..*/, "")] : [])))];
  const group = groups.find((one) => one.toLowerCase() === name.toLowerCase());
  const [setting = "", attester] = name.split("_");
  const withName = attester && paths.includes(setting) ? `${setting}-${attester}` : undefined;
  return settingOfVariable(asVariable) ?? group ?? withName ?? ofAttester(name) ?? nearest(name, paths) ?? byLast[0];
}

/** Suggests an attester's setting for a mistyped one with an attester's name: `attesterPrivatKey-second`. */
function ofAttester(name: string): string | undefined {
  const [setting = "", ...rest] = name.split("-");
  const meant = nearest(
    setting,
    attesterDefinitions.map(({ path }) => path),
  );
  const path = meant && pathOf(meant, rest.join("-"));
  return path && splitName(path).attester !== undefined ? path : undefined;
}
