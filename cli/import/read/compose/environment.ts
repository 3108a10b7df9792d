/** The variables that Compose interpolates its files from, and those that a service's container gets. */
import path from "node:path";
import { savedProject } from "../disk";
import { parseDotenv, parseEnvFiles, parseRawEnv } from "../dotenv";
import { ImportError } from "../import-error";
import { type EnvVars, interpolate, unknownIn, withReferences } from "../interpolation";
import type { SourceFile } from "../source-file";
import type { ComposeService } from "./project";
import { parseTrees } from "./tree";

/** Variables, and what reads otherwise than it looks. */
interface Environment {
  readonly vars: EnvVars;
  readonly notes: readonly string[];
}

/**
 * Returns the variables that a project's files are interpolated from. As in Compose, those of the shell win over those
 * of its files of variables. `PWD` is the project's folder: the operator ran Compose there.
 */
export function projectEnv(files: readonly SourceFile[], envFiles: readonly SourceFile[], shell: EnvVars): Environment {
  const folder = path.dirname(files[0]?.path ?? "/");
  // With COMPOSE_FILE the files may be elsewhere; Compose ran where the .env is.
  const usual = envFiles.find((file) => path.basename(file.path) === ".env");
  const known = { ...shell, PWD: usual ? path.dirname(usual.path) : folder };
  const { vars, notes } = parseEnvFiles(envFiles, known);
  const all = { ...vars, ...known };
  return { vars: { ...all, COMPOSE_PROJECT_NAME: projectName(files, all, folder) }, notes };
}

/** Variables that every shell sets. */
const ORDINARY = ["HOME", "PWD", "USER", "LOGNAME", "SHELL", "PATH"];
/** Variables of Compose itself. */
export const OF_COMPOSE = [
  "COMPOSE_FILE",
  "COMPOSE_PATH_SEPARATOR",
  "COMPOSE_PROJECT_NAME",
  "COMPOSE_PROFILES",
  "COMPOSE_ENV_FILES",
];

/** The shell that runs the import. */
export interface ShellContext {
  readonly shell: EnvVars;
  /** Variables of it that the operator has just been prompted for. */
  readonly answered?: readonly string[] | undefined;
}

/**
 * Says which variables are taken from this shell. Compose does so too, but the old node may have been started by another.
 *
 * @param passed names that the service passes on without a value
 */
export function notesOnShell(
  sources: readonly SourceFile[],
  passed: readonly string[],
  { shell, answered = [] }: ShellContext,
): string[] {
  const referred = sources.flatMap(({ text }) =>
    [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name),
  );
  const names = new Set([...referred, ...passed].filter((name) => !ORDINARY.includes(name) && name in shell));
  return [...names].map((name) =>
    answered.includes(name)
      ? `${name}: set nowhere, so it is what you answered at the prompt`
      : `${name}: taken from this shell, whose variables win over the .env as in Docker Compose`,
  );
}

/** Derives the project's name, by which Compose names containers, volumes and networks. */
function projectName(files: readonly SourceFile[], vars: EnvVars, folder: string): string {
  const names = files
    .flatMap(parseTrees)
    .flatMap(({ name }) => (typeof name === "string" && name !== "" ? [name] : []));
  const named = names.at(-1);
  if (vars.COMPOSE_PROJECT_NAME) return vars.COMPOSE_PROJECT_NAME;
  if (named !== undefined) return interpolate(named, vars);
  return path
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}

/** Returns the profiles that are on. */
export function activeProfiles({ COMPOSE_PROFILES: profiles = "" }: EnvVars): string[] {
  return profiles.split(",").map((profile) => profile.trim());
}

/**
 * Returns what a container gets: the `env_file`s in their order, and `environment` over them. A value may have marks of
 * variables that are set nowhere.
 *
 * @throws {ImportError} if a required `env_file` cannot be read
 */
export function containerEnv(
  { environment, env_file: files }: ComposeService,
  vars: EnvVars,
  read: (path: string, advice?: string) => SourceFile | undefined,
): Environment {
  const env: Record<string, string> = {};
  const notes: string[] = [];
  const own = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
  const known = { ...own, ...vars };
  for (const { path: name, required, format } of files) {
    const file = read(name, savedProject());
    if (!file) {
      if (required === "false" && unknownIn(name).length === 0) continue;
      throw new ImportError(
        `env_file ${withReferences(name)} does not exist here, and its variables would be lost. Put the file there`,
      );
    }
    const set = format === "raw" ? { vars: parseRawEnv(file, known), notes: [] } : parseDotenv(file, known, env);
    Object.assign(env, set.vars);
    notes.push(...set.notes);
  }
  // A name without a value passes on the variable of the shell that started Compose.
  for (const [name, value] of Object.entries(environment)) env[name] = value ?? interpolate(`\${${name}}`, vars);
  return { vars: env, notes };
}
