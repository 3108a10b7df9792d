/** Selects the files of a Compose project in a folder, as Docker Compose selects them there. */
import path from "node:path";
import { isThere } from "../disk";
import { parseEnvFiles } from "../dotenv";
import { ImportError } from "../import-error";
import type { EnvVars } from "../interpolation";
import type { SourceFile } from "../source-file";

/** Names of compose files, in the order in which Docker Compose looks for them. */
export const COMPOSE_NAMES = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const OVERRIDE_NAMES = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

export function isCompose(file: string): boolean {
  return /\.(ya?ml|json)$/.test(file);
}

/**
 * Returns the files that `docker compose` would use in a folder: those of `COMPOSE_FILE`, or the file with one of the
 * usual names and its override; none if there is none.
 *
 * @param env the `.env` of the folder, or the files in its place
 */
export function composeFilesIn(folder: string, env: readonly SourceFile[], shell: EnvVars): string[] {
  const vars = { ...parseEnvFiles(env, shell).vars, ...shell };
  const { COMPOSE_FILE: listed, COMPOSE_PATH_SEPARATOR: separator = "" } = vars;
  if (listed)
    return listed.split(separator === "" ? ":" : separator).map((name) => existing(path.resolve(folder, name)));
  const find = (names: readonly string[]) => names.map((name) => path.join(folder, name)).find((file) => isThere(file));
  const main = find(COMPOSE_NAMES);
  if (main === undefined) return [];
  const override = find(OVERRIDE_NAMES);
  return override === undefined ? [main] : [main, override];
}

function existing(file: string): string {
  if (isThere(file)) return file;
  throw new ImportError(`${file} does not exist, and COMPOSE_FILE names it: name the compose files themselves`);
}

/** Returns the files beside those that were named which Compose would use in their folder too. */
export function filesNotNamed(named: readonly string[], env: readonly SourceFile[], shell: EnvVars): string[] {
  const [first] = named;
  if (first === undefined) return [];
  const usual = composeFilesIn(path.dirname(first), env, shell);
  return usual.includes(first) ? usual.filter((file) => !named.includes(file)) : [];
}
