/** Reads an old installation from the disk: its files, the `.env` beside them, and the keys that they lead to. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { keptBy } from "./data";
import { givenTo } from "./given";
import type { Files } from "./identity";
import { ImportError } from "./import-error";
import {
  composeInstallation,
  envInstallation,
  type Installation,
  type SourceFile,
  type ImportContext,
} from "./installation";
import { directoryOf, type Place } from "./mounts";
import { resolveFromCwd } from "../stack/resolve-path";

export interface OldInstallation {
  readonly installation: Installation;
  readonly files: Files;
  /** The files that were read, for the operator to see. */
  readonly read: readonly string[];
}

/** In the order in which Docker Compose looks for them. */
const COMPOSE_NAMES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** No file of settings is larger; a disk's image or a log is not read for one. */
const LARGEST = 1_000_000;

/**
 * @param paths   files, or the folder that they are in
 * @param service the service to take, where several are Aztec nodes
 * @param keyFile where the p2p identity is, if not where the files say
 * @throws {ImportError} with what to give instead
 */
export function readOldInstallation(
  paths: readonly string[],
  { service, keyFile }: { service?: string | undefined; keyFile?: string | undefined } = {},
): OldInstallation {
  const all = paths.flatMap((given) => filesOf(resolveFromCwd(given)));
  const compose = all.filter(isCompose);
  const env = all.find((file) => !isCompose(file)) ?? besideOf(compose[0]);
  const around: ImportContext = { shell: { HOME: process.env.HOME ?? "" }, service, read: readIfThere };
  const installation = installationOf(compose.map(source), env === undefined ? undefined : source(env), around);
  const kept = keptBy(installation, givenTo(installation));
  const files = {
    p2pKey: keyFile === undefined ? keyIn(kept?.p2pKey) : { from: keyFile, text: keyOf(resolveFromCwd(keyFile)) },
    keystores: keystoresIn(kept?.keystore),
  };
  return { installation, files, read: [...compose, ...(env === undefined ? [] : [env])] };
}

function keyOf(file: string): string {
  if (!existsSync(file)) throw new ImportError(`${file} is not there`);
  return source(file).text;
}

function installationOf(
  compose: readonly SourceFile[],
  env: SourceFile | undefined,
  around: ImportContext,
): Installation {
  const [first, ...others] = compose;
  if (first) return composeInstallation([first, ...others], env, around);
  if (env) return envInstallation(env);
  throw new ImportError("no file was given: docker-compose.yml, .env, or the folder that they are in");
}

/** A folder stands for the files in it that Docker Compose would take; a `.env` for the compose file beside it too. */
function filesOf(given: string): string[] {
  if (!existsSync(given)) throw new ImportError(`${given} is not there`);
  if (!statSync(given).isDirectory()) return isCompose(given) ? [given] : [...composeIn(path.dirname(given)), given];
  const compose = composeIn(given);
  const env = path.join(given, ".env");
  const found = [...compose, ...(existsSync(env) ? [env] : [])];
  if (found.length === 0) throw new ImportError(`${given} has neither ${COMPOSE_NAMES.join(", ")} nor .env`);
  return found;
}

function composeIn(folder: string): string[] {
  const main = COMPOSE_NAMES.find((name) => existsSync(path.join(folder, name)));
  if (main === undefined) return [];
  const over = COMPOSE_NAMES.map((name) => name.replace(".y", ".override.y"));
  return [main, ...over.filter((name) => existsSync(path.join(folder, name))).slice(0, 1)].map((name) =>
    path.join(folder, name),
  );
}

function isCompose(file: string): boolean {
  return /\.ya?ml$/.test(file);
}

function besideOf(file: string | undefined): string | undefined {
  const env = file && path.join(path.dirname(file), ".env");
  return env && existsSync(env) ? env : undefined;
}

function source(file: string): SourceFile {
  const { size } = statSync(file);
  if (size > LARGEST) throw new ImportError(`${file} is too large to be a file of settings`);
  return { path: file, text: readFileSync(file, "utf8") };
}

/** @returns undefined also for what may not be read: the operator is told how to read it as root */
function readIfThere(file: string): string | undefined {
  try {
    return source(file).text;
  } catch {
    return undefined;
  }
}

function keyIn(place: Place | undefined): Files["p2pKey"] {
  const file = place && directoryOf(place);
  const text = file === undefined ? undefined : readIfThere(file);
  return file === undefined || text === undefined ? undefined : { from: file, text };
}

/** Of a folder every `.json` is a keystore to the node. */
function keystoresIn(place: Place | undefined): Files["keystores"] {
  const found = place && directoryOf(place);
  if (found === undefined || !existsSync(found)) return undefined;
  const names = statSync(found).isDirectory() ? jsonIn(found) : [found];
  return names.flatMap((file) => {
    const text = readIfThere(file);
    return text === undefined ? [] : [{ from: file, text }];
  });
}

function jsonIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
    return names.sort().map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}
