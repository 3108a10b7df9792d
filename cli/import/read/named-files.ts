/** Finds the files of an installation by the names that the operator passed: files, or folders that have them. */
import path from "node:path";
import { COMPOSE_NAMES, composeFilesIn, isCompose } from "./compose/select";
import { isFile, isFolder, isThere, namesIn, readSource, refuseUnreadable, savedProject } from "./disk";
import { ImportError } from "./import-error";
import type { EnvVars } from "./interpolation";
import { refuseOtherText } from "./other-formats";
import type { SourceFile } from "./source-file";
import { isDropIn, isStartFile } from "./start";

/** The files of a Compose project. Of each kind, a later one overrides those before it. */
interface ProjectFiles {
  readonly compose: readonly SourceFile[];
  /** The `.env`, or the files in its place. */
  readonly env: readonly SourceFile[];
}

/**
 * Returns the file that starts a node itself (a script, a unit, a `docker run` line), and the further ones; undefined if
 * no such file was named.
 *
 * @throws {ImportError} if something else was named that starts a node too: it would not be read
 */
export function startFiles(names: readonly string[]): [SourceFile, ...SourceFile[]] | undefined {
  const sources = names.filter((name) => isFile(name) && !isCompose(name)).map(readOther);
  sources.forEach(refuseOtherText);
  const start = sources.find((file) => isStartFile(file) && !isDropIn(file)) ?? sources.find(isStartFile);
  if (!start) return undefined;
  const other = names.find((name) => !sources.some((file) => file.path === name));
  if (other === undefined) return [start, ...sources.filter((file) => file !== start)];
  refuseUnreadable(other);
  throw new ImportError(
    `${start.path} starts a node itself, so ${other} would not be read. Pass ${start.path} alone, or ${other} alone if that started the node`,
  );
}

/**
 * Returns the files that were named, those in the folders that were named, and what Docker Compose reads besides: the
 * compose files beside a `.env` that was named alone, and the `.env` beside compose files.
 */
export function projectFiles(names: readonly string[], shell: EnvVars): ProjectFiles {
  for (const name of names) if (isCompose(name) || isFolder(name)) refuseUnreadable(name);
  const found = names.map((name) => (isFolder(name) ? filesIn(name, shell) : kindOf(name)));
  const env = unique(found.flatMap((one) => one.env));
  const named = unique(found.flatMap((one) => one.compose));
  const compose = named.length > 0 ? named : composeBeside(env, shell);
  const isEnvNamed = names.some((name) => !isFolder(name) && !isCompose(name));
  const listed = isEnvNamed ? undefined : listedEnvFiles(compose[0], shell);
  const variables = listed ?? (env.length > 0 ? env : envBeside(compose[0]));
  return { compose: compose.map((file) => readSource(file)), env: variables.map(readOther) };
}

/** Reads a file that is no compose file. The `.env` of a Compose project is of little use without the project. */
function readOther(file: string): SourceFile {
  const folder = path.dirname(file);
  const isOfProject = path.basename(file) === ".env" && composeFilesIn(folder, [], {}).length > 0;
  return readSource(file, isOfProject ? savedProject(folder) : undefined);
}

const unique = (names: readonly string[]) => [...new Set(names)];

/** The names of such files. */
type Names = Readonly<Record<keyof ProjectFiles, readonly string[]>>;

function kindOf(name: string): Names {
  return isCompose(name) ? { compose: [name], env: [] } : { compose: [], env: [name] };
}

function composeBeside(env: readonly string[], shell: EnvVars): string[] {
  const [first] = env;
  return first === undefined ? [] : composeFilesIn(path.dirname(first), env.map(readOther), shell);
}

/** Finds what Docker Compose would use in a folder. @throws {ImportError} if that is nothing */
function filesIn(folder: string, shell: EnvVars): Names {
  const usual = path.join(folder, ".env");
  const env = isThere(usual) ? [usual] : [];
  const compose = composeFilesIn(folder, (listedEnvFiles(usual, shell) ?? env).map(readOther), shell);
  if (compose.length > 0 || env.length > 0) return { compose, env };
  throw new ImportError(`${folder} contains neither ${COMPOSE_NAMES.join(", ")} nor .env${insteadOf(folder)}`);
}

/** Names what else is in a folder that could be meant: projects in folders of their own, scripts, units. */
function insteadOf(folder: string): string {
  const inside = namesIn(folder).map((name) => path.join(folder, name));
  const projects = inside.filter((name) => isFolder(name) && composeFilesIn(name, [], {}).length > 0);
  const starts = inside.filter((name) => isFile(name) && /\.(sh|bash|service|container|ya?ml)$/.test(name));
  const found = [...projects, ...starts];
  return found.length === 0 ? "" : `. Pass what started the node: ${found.join(" or ")}`;
}

/**
 * Returns the files of `COMPOSE_ENV_FILES`, which Compose reads in place of the `.env`.
 *
 * @param beside a file of the project's folder, to which the names are relative
 */
function listedEnvFiles(beside: string | undefined, { COMPOSE_ENV_FILES: listed }: EnvVars): string[] | undefined {
  if (!listed || beside === undefined) return undefined;
  return listed.split(",").map((name) => {
    const file = path.resolve(path.dirname(beside), name);
    if (isFile(file)) return file;
    throw new ImportError(
      `${file} does not exist, and COMPOSE_ENV_FILES of this shell names it: unset COMPOSE_ENV_FILES, or set it as for the old node`,
    );
  });
}

function envBeside(file: string | undefined): string[] {
  const env = file === undefined ? undefined : path.join(path.dirname(file), ".env");
  return env !== undefined && isFile(env) ? [env] : [];
}
