/** Loads a Compose project: several files over each other, `include` and `extends`, as Docker Compose does. */
import path from "node:path";
import { savedProject } from "../disk";
import { parseDotenv } from "../dotenv";
import { ImportError } from "../import-error";
import { type EnvVars, unknownIn, withReferences } from "../interpolation";
import type { SourceFile } from "../source-file";
import { absolutePath, canonical, withAbsolutePaths } from "./canonical";
import { mergeFiles, mergeServices, withoutTags } from "./merge";
import { interpolateTree, isList, isMap, mapOf, parseTrees, type Tree, type TreeMap } from "./tree";

/** The context of loading, besides the files that are named. */
export interface LoadContext {
  /** The folder that paths are relative to. */
  readonly folder: string;
  readonly env: EnvVars;
  /** Reads a further file, see `ReadFile`. */
  readonly read: (path: string, advice?: string) => SourceFile | undefined;
}

/** Returns the merged project; paths are absolute, and variables that are set nowhere are marks. */
export function loadProject(files: readonly SourceFile[], context: LoadContext): TreeMap {
  return mapOf(withoutTags(loadFiles(files, context, [])));
}

function loadFiles(files: readonly SourceFile[], context: LoadContext, including: readonly string[]): TreeMap {
  let project: TreeMap = {};
  for (const file of files) {
    for (const document of parseTrees(file)) {
      const own = readDocument(document, file, context.env);
      const withIncluded = include(own, context, [...including, file.path]);
      project = mergeFiles(project, extendServices(withIncluded, file.path, context));
    }
  }
  return withAbsolutePaths(project, context.folder, context.env.HOME ?? "~");
}

function readDocument(document: TreeMap, file: SourceFile, env: EnvVars): TreeMap {
  try {
    return canonical(mapOf(interpolateTree(document, env)));
  } catch (error) {
    throw error instanceof ImportError ? new ImportError(`${file.path}: ${error.message}`) : error;
  }
}

/** Merges the included projects under a file: what the file says itself wins. */
function include(file: TreeMap, context: LoadContext, including: readonly string[]): TreeMap {
  const { include: included, ...rest } = file;
  if (included === undefined || included === null) return file;
  if (!isList(included)) throw new ImportError(`${including.at(-1) ?? ""}: include is not a list`);
  return included
    .map((entry) => includedProject(entry, context, including))
    .reduce<TreeMap>((all, one) => mergeFiles(one, all), rest);
}

function includedProject(entry: Tree, context: LoadContext, including: readonly string[]): TreeMap {
  const {
    path: paths,
    project_directory: directory,
    env_file: envFiles,
  } = mapOf(isMap(entry) ? entry : { path: entry });
  const from = including.at(-1) ?? "";
  const files = texts(paths).map((name) => required(name, "include", from, context));
  const [first] = files;
  if (!first) throw new ImportError(`${from}: an include names no file`);
  const cycle = files.find((file) => including.includes(file.path));
  if (cycle) throw new ImportError(`${from} includes itself: ${[...including, cycle.path].join(" → ")}`);
  const folder =
    typeof directory === "string"
      ? absolutePath(directory, context.folder, context.env.HOME ?? "~")
      : path.dirname(first.path);
  const env = { ...includedEnv(envFiles, folder, from, context), ...context.env };
  return loadFiles(files, { ...context, folder, env }, including);
}

/** Reads the `.env` of an included project; variables that are set already win. */
function includedEnv(names: Tree | undefined, folder: string, from: string, context: LoadContext): EnvVars {
  const beside = context.read(path.join(folder, ".env"), savedProject());
  const files = texts(names).filter((name) => name !== "/dev/null");
  const sources = names === undefined ? [beside] : files.map((name) => required(name, "env_file", from, context));
  return sources.reduce<EnvVars>(
    (env, file) => (file ? { ...env, ...parseDotenv(file, { ...env, ...context.env }).vars } : env),
    {},
  );
}

/** Replaces each service that extends another by the two merged. */
function extendServices(file: TreeMap, name: string, context: LoadContext): TreeMap {
  if (!isMap(file.services)) return file;
  const services = file.services;
  const extended = Object.keys(services).map((service): [string, Tree] => [
    service,
    extendService(service, { services, file: name }, context, []),
  ]);
  return { ...file, services: Object.fromEntries(extended) };
}

/** The services of one file. */
interface Services {
  readonly file: string;
  readonly services: TreeMap;
}

/** @param chain the services that extend this one, to find a circle */
function extendService(
  name: string,
  { file, services }: Services,
  context: LoadContext,
  chain: readonly string[],
): Tree {
  const service = services[name] ?? null;
  if (!isMap(service) || service.extends === undefined || service.extends === null) return service;
  const { extends: base, ...own } = service;
  const here = `${file} ${name}`;
  if (chain.includes(here)) throw new ImportError(`${file}: the service ${name} extends itself`);
  const { service: baseName, file: baseFile } = mapOf(isMap(base) ? base : { service: base });
  if (typeof baseName !== "string") throw new ImportError(`${file}: the service ${name} extends no named service`);
  const from = typeof baseFile === "string" ? servicesOf(baseFile, file, context) : { file, services };
  if (!(baseName in from.services)) {
    throw new ImportError(`${file}: the service ${name} extends ${baseName}, which is not in ${from.file}`);
  }
  const extended = extendService(baseName, from, context, [...chain, here]);
  return isMap(extended) ? mergeServices(extended, own) : own;
}

/** Reads the services of another file; its paths are relative to its own folder. */
function servicesOf(name: string, from: string, context: LoadContext): Services {
  const file = required(name, "extends", from, context);
  const folder = path.dirname(file.path);
  const project = parseTrees(file)
    .map((document) => readDocument(document, file, context.env))
    .reduce<TreeMap>(mergeFiles, {});
  return { file: file.path, services: mapOf(withAbsolutePaths(project, folder, context.env.HOME ?? "~").services) };
}

function required(name: string, key: string, from: string, context: LoadContext): SourceFile {
  const unknown = unknownIn(name);
  if (unknown.length > 0) {
    throw new ImportError(
      `${from}: ${key} names ${withReferences(name)}, and ${unknown.join(", ")} is set nowhere. Set it in .env or in this shell`,
    );
  }
  const file = absolutePath(name, context.folder, context.env.HOME ?? "~");
  const source = context.read(file, savedProject());
  if (source) return source;
  throw new ImportError(
    `${from}: ${key} names ${name}, which cannot be read here. Put the file there, or import what "docker compose config" prints`,
  );
}

function texts(tree: Tree | undefined): string[] {
  return (isList(tree) ? tree : [tree]).filter((one) => typeof one === "string");
}
