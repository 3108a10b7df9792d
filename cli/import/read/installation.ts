/** An installation in one form, whatever it was written in: how its node was started and where its data is. */
import path from "node:path";
import { parseEnv } from "node:util";
import { knownVariables } from "../../../settings/releases/release";
import { type ComposeFile, type ComposeService, mergeCompose, parseCompose } from "./compose-file";
import { ImportError } from "./import-error";
import { type EnvVars, interpolate } from "./interpolation";
import { type Mount, readMount } from "./mounts";
import { type PublishedPort, readPort } from "./published-ports";
import { splitShell, startFlags, type StartFlags } from "./start-command";

export interface SourceFile {
  /** An absolute path. */
  readonly path: string;
  readonly text: string;
}

/** What reading an installation needs besides its files. */
export interface ImportContext {
  /** Variables of the shell, such as `HOME`. */
  readonly shell: EnvVars;
  /** The service to import if several are Aztec nodes. */
  readonly service?: string | undefined;
  /** Reads a further file by its absolute path; undefined if it cannot be read. */
  readonly read: (path: string) => string | undefined;
}

export interface Installation {
  /** Undefined for a `.env` alone. `project` is Compose's prefix of containers, volumes and networks. */
  readonly compose?: { readonly files: readonly string[]; readonly project: string; readonly service: string };
  readonly env: EnvVars;
  /** Variables whose value refers to variables that are not set; an `env_file` that does not exist has no references. */
  readonly unset: readonly { readonly name: string; readonly references: readonly string[] }[];
  readonly flags?: StartFlags | undefined;
  readonly image?: string | undefined;
  /** Undefined if the node used the host's network. */
  readonly ports?: readonly PublishedPort[] | undefined;
  readonly mounts: readonly Mount[];
  /** The other services of the file, which the node could reach by name. */
  readonly otherServices: readonly string[];
  /** The names in Docker of the networks that it shared with them. */
  readonly networks: readonly string[];
}

/** Builds an installation from a `.env` alone. */
export function envInstallation(file: SourceFile): Installation {
  refuseBinary(file);
  const env = parseEnvFile(file.text);
  if (Object.keys(env).length === 0) throw new ImportError(`${file.path} sets no variable`);
  return { env, unset: [], mounts: [], otherServices: [], networks: [] };
}

/**
 * Builds an installation from compose files, each overriding the one before it.
 *
 * @param env the `.env` that the files are interpolated from
 * @throws {ImportError} if the files have no Aztec node, or several and none is selected
 */
export function composeInstallation(
  files: readonly [SourceFile, ...SourceFile[]],
  env: SourceFile | undefined,
  context: ImportContext,
): Installation {
  if (env) refuseBinary(env);
  const folder = path.dirname(files[0].path);
  const [base, ...overrides] = files.map((file) => parseCompose(file.text, file.path));
  if (!base) throw new ImportError(`${files[0].path} is empty`);
  const file = overrides.reduce(mergeCompose, base);
  const vars = { ...parseEnvFile(env?.text ?? ""), ...context.shell };
  const interpolated = (text: string) => interpolate(text, vars).text;
  const { name, service } = chooseService(file, context.service, interpolated, files[0].path);
  const project = interpolated(file.name ?? "") || projectName(folder);
  const args = argsOf(service, interpolated);
  return {
    compose: { files: files.map((one) => one.path), project, service: name },
    ...envOf(service, folder, vars, context),
    flags: startFlags(args),
    image: interpolated(service.image ?? "") || undefined,
    ports: service.network_mode === "host" ? undefined : service.ports.flatMap((port) => readPort(port, interpolated)),
    mounts: service.volumes.map((mount) => readMount(mount, { folder, interpolated, project, volumes: file.volumes })),
    otherServices: Object.keys(file.services).filter((other) => other !== name),
    networks: networksOf(service, file, project),
  };
}

function refuseBinary({ path: name, text }: SourceFile): void {
  if (text.includes("\0")) throw new ImportError(`${name} is a binary file: pass docker-compose.yml or .env`);
}

/** Parses a `.env`: a variable may refer to those before it, and an empty one counts as unset. */
function parseEnvFile(text: string): EnvVars {
  const vars: Record<string, string> = {};
  for (const [name, value = ""] of Object.entries(parseEnv(text))) {
    vars[name] = value.includes("${") ? interpolate(value, vars).text : value;
  }
  return Object.fromEntries(Object.entries(vars).filter(([, value]) => value !== ""));
}

/** Derives the project's name from the folder, as Compose does. */
function projectName(folder: string): string {
  return path
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}

interface NamedService {
  readonly name: string;
  readonly service: ComposeService;
}

function chooseService(
  { services }: ComposeFile,
  selected: string | undefined,
  interpolated: (text: string) => string,
  file: string,
): NamedService {
  const all = Object.entries(services).map(([name, service]) => ({ name, service }));
  const names = (some: readonly NamedService[]) => some.map(({ name }) => name).join(", ");
  if (selected !== undefined) {
    const found = all.find(({ name }) => name === selected);
    if (found) return found;
    throw new ImportError(`${file} has no service ${selected}; its services: ${names(all)}`);
  }
  const nodes = all.filter(({ service }) => isAztecNode(service, interpolated));
  const [node, ...others] = nodes;
  if (!node) {
    throw new ImportError(
      `${file} has no Aztec node among its services (${names(all) || "none"}). Select one with --service <name>`,
    );
  }
  if (others.length === 0) return node;
  throw new ImportError(
    `${file} has ${nodes.length} Aztec services: ${names(nodes)}. Import each as its own stack: --service ${node.name}`,
  );
}

/** Recognises a node by its image, its command, or its environment variables. */
function isAztecNode(service: ComposeService, interpolated: (text: string) => string): boolean {
  if (/(^|\/)aztec(-prover-agent)?([:@]|$)/.test(interpolated(service.image ?? ""))) return true;
  const flags = Object.keys(startFlags(argsOf(service, interpolated)) ?? {});
  if (flags.some((flag) => ["--node", "--sequencer", "--prover-node", "--prover-broker"].includes(flag))) return true;
  return Object.keys(service.environment).filter((name) => knownVariables().includes(name)).length >= 3;
}

function argsOf({ entrypoint, command }: ComposeService, interpolated: (text: string) => string): string[] {
  return [entrypoint, command].flatMap((args) => {
    if (typeof args === "string") return splitShell(interpolated(args));
    return (args ?? []).map(interpolated);
  });
}

function envOf(
  { environment, env_file: files }: ComposeService,
  folder: string,
  vars: EnvVars,
  { read }: ImportContext,
): Pick<Installation, "env" | "unset"> {
  const env: Record<string, string> = {};
  const unset: { name: string; references: readonly string[] }[] = [];
  for (const file of files) {
    const text = read(path.resolve(folder, interpolate(file, vars).text));
    if (text === undefined) unset.push({ name: `env_file ${file}`, references: [] });
    Object.assign(env, parseEnvFile(text ?? ""));
  }
  for (const [name, value] of Object.entries(environment)) {
    const result = value === null ? { text: vars[name] ?? "", unset: [] } : interpolate(value, vars);
    if (result.unset.length > 0) unset.push({ name, references: result.unset });
    else env[name] = result.text;
  }
  // `environment` can empty a variable of an env_file: that unsets it too.
  return { env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")), unset };
}

function networksOf({ networks }: ComposeService, file: ComposeFile, project: string): string[] {
  const keys = networks.length > 0 ? networks : ["default"];
  return keys.map((key) => file.networks[key]?.name ?? (file.networks[key]?.external ? key : `${project}_${key}`));
}
