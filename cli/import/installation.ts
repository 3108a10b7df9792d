/** An old installation, whatever it was written in: what its node was started with, and where its data is. */
import path from "node:path";
import { parseEnv } from "node:util";
import { knownVariables } from "../../settings/releases/release";
import { type ComposeFile, type ComposeService, mergeCompose, parseCompose } from "./compose-file";
import { ImportError } from "./import-error";
import { interpolate, type Variables } from "./interpolation";
import { type Mount, readMount } from "./mounts";
import { type Published, readPort } from "./published-ports";
import { type Flags, shellWords, startFlags } from "./start-command";

/** A text and where it is from. */
export interface SourceFile {
  /** An absolute path. */
  readonly path: string;
  readonly text: string;
}

/** What is beside the files that were given. */
export interface ImportContext {
  /** What the shell gives: `HOME`, for the paths that are written with it. */
  readonly shell: Variables;
  /** The service to take, where several are Aztec nodes. */
  readonly service?: string | undefined;
  /** The text of a further file, by its absolute path; undefined where there is none. */
  readonly read: (path: string) => string | undefined;
}

export interface Installation {
  /** Of a compose file: what Compose calls the containers, volumes and networks after. */
  readonly compose?: { readonly files: readonly string[]; readonly project: string; readonly service: string };
  readonly variables: Variables;
  /** Variables whose value needs others that have none. */
  readonly unset: readonly { readonly variable: string; readonly names: readonly string[] }[];
  readonly flags?: Flags | undefined;
  readonly image?: string | undefined;
  /** Undefined where the node was in the host's own network. */
  readonly ports?: readonly Published[] | undefined;
  readonly mounts: readonly Mount[];
  /** Names that the node reached other services of the file by. */
  readonly neighbours: readonly string[];
  /** The Docker networks that it shared with them, by their own names. */
  readonly networks: readonly string[];
}

/** From a `.env` alone. */
export function envInstallation(env: SourceFile): Installation {
  refuseBinary(env);
  const variables = definedIn(env.text);
  if (Object.keys(variables).length === 0) throw new ImportError(`${env.path} has no variable in it`);
  return { variables, unset: [], mounts: [], neighbours: [], networks: [] };
}

/**
 * From compose files, each over the one before it.
 *
 * @param env the `.env` that the files are interpolated from
 * @throws {ImportError} where they have no Aztec node, or several and none is named
 */
export function composeInstallation(
  files: readonly [SourceFile, ...SourceFile[]],
  env: SourceFile | undefined,
  around: ImportContext,
): Installation {
  if (env) refuseBinary(env);
  const folder = path.dirname(files[0].path);
  const [base, ...over] = files.map((file) => parseCompose(file.text, file.path));
  const file = over.reduce<ComposeFile | undefined>((all, next) => (all ? mergeCompose(all, next) : next), base);
  if (!file) throw new ImportError(`${files[0].path} is empty`);
  const known = { ...definedIn(env?.text ?? ""), ...around.shell };
  const scope = (text: string) => interpolate(text, known).text;
  const service = chooseService(file, around.service, scope, files[0].path);
  const project = scope(file.name ?? "") || projectOf(folder);
  return {
    compose: { files: files.map((one) => one.path), project, service: service.name },
    ...variablesOf(service.content, folder, known, around),
    ...runsAs(service.content, scope),
    mounts: service.content.volumes.map((mount) => readMount(mount, { folder, scope, project, names: file.volumes })),
    neighbours: Object.keys(file.services).filter((name) => name !== service.name),
    networks: networksOf(service.content, file, project),
  };
}

function refuseBinary({ path: name, text }: SourceFile): void {
  if (text.includes("\0")) throw new ImportError(`${name} is not a text: give docker-compose.yml or .env`);
}

/** Variables that a file defines, each of them by those before it too; empty ones are none. */
function definedIn(text: string): Variables {
  const all: Record<string, string> = {};
  for (const [name, value = ""] of Object.entries(parseEnv(text))) {
    all[name] = value.includes("${") ? interpolate(value, all).text : value;
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/** As Compose names a project after its folder. */
function projectOf(folder: string): string {
  return path
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}

interface Named {
  readonly name: string;
  readonly content: ComposeService;
}

function chooseService(
  { services }: ComposeFile,
  wanted: string | undefined,
  scope: (text: string) => string,
  file: string,
): Named {
  const all = Object.entries(services).map(([name, content]) => ({ name, content }));
  const names = (some: readonly Named[]) => some.map(({ name }) => name).join(", ");
  if (wanted !== undefined) {
    const found = all.find(({ name }) => name === wanted);
    if (found) return found;
    throw new ImportError(`${file} has no service ${wanted}: there are ${names(all)}`);
  }
  const nodes = all.filter(({ content }) => isAztec(content, scope));
  const [node, ...others] = nodes;
  if (!node) {
    throw new ImportError(
      `${file} has no service of an Aztec node (${names(all) || "it has none at all"}); --service names one that does not look like it`,
    );
  }
  if (others.length === 0) return node;
  throw new ImportError(
    `${file} has ${nodes.length} Aztec services: ${names(nodes)}. Each is a stack of its own: --service ${node.name}`,
  );
}

/** By its image, by its command, or by what it is given. */
function isAztec(service: ComposeService, scope: (text: string) => string): boolean {
  if (/(^|\/)aztec(-prover-agent)?([:@]|$)/.test(scope(service.image ?? ""))) return true;
  const flags = Object.keys(startFlags(wordsOf(service, scope)) ?? {});
  if (flags.some((flag) => ["--node", "--sequencer", "--prover-node", "--prover-broker"].includes(flag))) return true;
  return Object.keys(service.environment).filter((name) => knownVariables().includes(name)).length >= 3;
}

function runsAs(service: ComposeService, scope: (text: string) => string) {
  const isOnHost = service.network_mode === "host";
  return {
    flags: startFlags(wordsOf(service, scope)),
    image: scope(service.image ?? "") || undefined,
    ports: isOnHost ? undefined : service.ports.flatMap((port) => readPort(port, scope)),
  };
}

function wordsOf({ entrypoint, command }: ComposeService, scope: (text: string) => string): string[] {
  return [entrypoint, command].flatMap((words) => {
    if (typeof words === "string") return shellWords(scope(words));
    return (words ?? []).map(scope);
  });
}

function variablesOf(
  { environment, env_file: files }: ComposeService,
  folder: string,
  known: Variables,
  { read }: ImportContext,
): Pick<Installation, "variables" | "unset"> {
  const variables: Record<string, string> = {};
  const unset: { variable: string; names: readonly string[] }[] = [];
  for (const file of files) {
    const place = path.resolve(folder, interpolate(file, known).text);
    const text = read(place);
    if (text === undefined) unset.push({ variable: `env_file ${file}`, names: [] });
    Object.assign(variables, definedIn(text ?? ""));
  }
  for (const [name, given] of Object.entries(environment)) {
    const value = given === null ? { text: known[name] ?? "", unset: [] } : interpolate(given, known);
    if (value.unset.length > 0) unset.push({ variable: name, names: value.unset });
    else variables[name] = value.text;
  }
  // What a file gives and the environment empties is not set either.
  return { variables: Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== "")), unset };
}

function networksOf({ networks }: ComposeService, file: ComposeFile, project: string): string[] {
  const keys = networks.length > 0 ? networks : ["default"];
  return keys.map((key) => file.networks[key]?.name ?? (file.networks[key]?.external ? key : `${project}_${key}`));
}
