/** Reads an installation from disk: its compose files, the `.env` beside them, and the key files they refer to. */
import { existsSync } from "node:fs";
import path from "node:path";
import { resolveFromCwd } from "../../stack/resolve-path";
import { type DataLocations, locateData } from "./data-locations";
import { hasEntries, isFolder, namesIn, readFurther, readIfPossible, readSource } from "./disk";
import { effectiveEnv } from "./effective-env";
import { ImportError } from "./import-error";
import { filesNotNamed } from "./compose/select";
import { composeInstallation, envInstallation, type ImportContext, type Installation } from "./installation";
import type { EnvVars } from "./interpolation";
import { hostPath, type MountedPath } from "./mounts";
import { projectFiles, startFiles } from "./named-files";
import type { SourceFile } from "./source-file";
import { startInstallation } from "./start";

/** A key file's text, and where it was found. */
export interface KeyFile {
  readonly from: string;
  readonly text: string;
}

export interface KeyFiles {
  /** The p2p identity. */
  readonly p2pKey?: KeyFile | undefined;
  readonly keystores?: readonly KeyFile[] | undefined;
  /** Paths of the container that have further keystores, and cannot be read. */
  readonly missingKeystores?: readonly string[] | undefined;
  /** Whether the old data has a record of what was signed; undefined if it cannot be seen. */
  readonly hasSigningRecord?: boolean | undefined;
}

export interface OldInstallation {
  readonly installation: Installation;
  readonly keyFiles: KeyFiles;
  /** The paths of the files that were read, for the report. */
  readonly read: readonly string[];
}

/**
 * @param paths      files, or the folder that contains them
 * @param service    the service to import if several are Aztec nodes
 * @param p2pKeyFile the p2p identity's file, if it is not at the installation's path
 * @param shell      the variables of the shell, which count for Compose
 * @param answered   those of them that the operator was prompted for
 * @param root       the folder that has `/etc` and `/usr`
 * @throws {ImportError} with the problem and its fix
 */
export function readOldInstallation(
  paths: readonly string[],
  {
    service,
    p2pKeyFile,
    shell = shellVariables(),
    answered,
    root,
  }: { p2pKeyFile?: string | undefined } & Partial<Omit<ImportContext, "read">> = {},
): OldInstallation {
  const names = [...new Set(paths.map(resolveFromCwd))];
  const start = startFiles(names);
  const { compose, env } = start ? { compose: [], env: [] } : projectFiles(names, shell);
  const context: ImportContext = { shell, answered, service, root, read: readFurther };
  const found = start ? startInstallation(start, context) : installationFrom(compose, env, context);
  const installation = {
    ...found,
    notes: [
      ...(found.notes ?? []),
      ...notNamed(
        compose.map((file) => file.path),
        env,
        shell,
      ),
    ],
  };
  const locations = locateData(installation, effectiveEnv(installation));
  const keyFiles = {
    p2pKey: p2pKeyFile === undefined ? readP2pKey(locations?.p2pKey) : readNamedKey(p2pKeyFile),
    ...readAllKeystores(locations),
    hasSigningRecord: findRecord(locations?.record),
  };
  const read = (start ?? [...compose, ...env]).map((file) => file.path);
  return { installation, keyFiles, read };
}

function installationFrom(
  compose: readonly SourceFile[],
  env: readonly SourceFile[],
  context: ImportContext,
): Installation {
  const [first, ...others] = compose;
  if (first) return composeInstallation([first, ...others], env, context);
  if (env.length > 0) return envInstallation(env, context);
  throw new ImportError("No compose file or .env was named: pass docker-compose.yml, .env, or their folder");
}

/** Returns the variables of this process. */
export function shellVariables(): EnvVars {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Says which files of the old node were not named: its `docker compose up` read them too. */
function notNamed(named: readonly string[], env: readonly SourceFile[], shell: EnvVars): string[] {
  const others = filesNotNamed(named, env, shell);
  if (others.length === 0) return [];
  return [`${others.join(", ")}: not read, since only other files were named. If the node used it, pass the folder`];
}

function readNamedKey(name: string): KeyFile {
  const file = resolveFromCwd(name);
  try {
    return { from: name, text: readSource(file).text };
  } catch (error) {
    throw error instanceof ImportError ? new ImportError(`--p2p-key-file: ${error.message}`) : error;
  }
}

/** Returns a key that the compose file, or a variable of it, has as a text. */
function keyInText(location: MountedPath | undefined): KeyFile | undefined {
  const { target, content } = location?.mount ?? {};
  return target === undefined || content === undefined ? undefined : { from: target, text: content };
}

function readP2pKey(location: MountedPath | undefined): KeyFile | undefined {
  const key = keyInText(location);
  if (key) return key;
  const file = location && hostPath(location);
  const text = file === undefined ? undefined : readIfPossible(file);
  return file === undefined || text === undefined ? undefined : { from: file, text };
}

function findRecord(location: MountedPath | undefined): boolean | undefined {
  const directory = location && hostPath(location);
  if (directory === undefined) return undefined;
  // Docker makes an empty folder where it mounts another one: that is no record.
  return hasEntries(directory) || undefined;
}

/** Reads all places of `KEY_STORE_DIRECTORY`, which may be several with commas. */
function readAllKeystores(locations: DataLocations | undefined): Pick<KeyFiles, "keystores" | "missingKeystores"> {
  const { keystore, severalKeystores } = locations ?? {};
  if (!severalKeystores) return readKeystores(keystore);
  const all = Object.entries(severalKeystores).map(([name, place]) => ({ name, ...readKeystores(place) }));
  return {
    keystores: all.flatMap(({ keystores = [] }) => keystores),
    missingKeystores: all.flatMap(({ name, keystores = [], missingKeystores = [] }) =>
      keystores.length === 0 ? [name] : missingKeystores,
    ),
  };
}

/** Reads every `.json` of a keystore folder, as the node does. One that cannot be read is missing: its keys count too. */
function readKeystores(location: MountedPath | undefined): Pick<KeyFiles, "keystores" | "missingKeystores"> {
  const key = keyInText(location);
  if (key) return { keystores: [key] };
  const found = location && hostPath(location);
  if (found === undefined || !existsSync(found)) return {};
  const files = isFolder(found) ? jsonFilesIn(found) : [found];
  const read = files.map((file) => ({ from: file, text: readIfPossible(file) }));
  return {
    keystores: read.flatMap(({ from, text }) => (text === undefined ? [] : [{ from, text }])),
    missingKeystores: read.flatMap(({ from, text }) => (text === undefined ? [from] : [])),
  };
}

function jsonFilesIn(folder: string): string[] {
  const files = namesIn(folder).filter((name) => name.endsWith(".json"));
  return files.map((name) => path.join(folder, name)).filter((file) => !isFolder(file));
}
