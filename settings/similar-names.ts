/** Which name was probably meant. */
import { distance } from "fastest-levenshtein";
import { settingDefinitions } from "./schema";

/**
 * The name nearest to one that is not known, if one is near enough to be a slip.
 *
 * @param name as it was written
 * @param names all there are
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  const near = names
    .map((candidate) => ({ candidate, far: distance(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => far <= Math.max(2, Math.ceil(candidate.length / 4)))
    .sort((a, b) => a.far - b.far);
  return near[0]?.candidate;
}

/** The setting that takes the place of a variable of the node, of any release, or of the seed's tool. */
export function settingOfVariable(name: string): string | undefined {
  return settingDefinitions.find(({ env = [], legacyNames = [] }) => {
    const names = env.flatMap((entry) => (typeof entry === "string" ? [entry] : entry.names));
    return names.includes(name) || legacyNames.includes(name);
  })?.path;
}

/** The setting that was probably meant by an unknown name: a variable's, a mistyped one, one without its group. */
export function settingMeant(name: string): string | undefined {
  const paths = settingDefinitions.map(({ path }) => path);
  const last = name.split(".").at(-1) ?? name;
  const byLast = paths.filter((path) => path.split(".").at(-1)?.toLowerCase() === last.toLowerCase());
  const asVariable = last.replace(/[a-z](?=[A-Z])/g, "$&_").toUpperCase();
  return settingOfVariable(asVariable) ?? nearest(name, paths) ?? byLast[0];
}
