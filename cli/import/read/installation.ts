/** An installation in one form, whatever it was written in: how its node was started and where its data is. */
import path from "node:path";
import { chooseService } from "./compose/choose-service";
import {
  activeProfiles,
  containerEnv,
  notesOnShell,
  OF_COMPOSE,
  projectEnv,
  type ShellContext,
} from "./compose/environment";
import { droppedKeys } from "./compose/keys";
import { loadProject } from "./compose/load";
import { mebibytes } from "./compose/memory";
import {
  type ComposeProject,
  type ComposeService,
  dockerName,
  linkNames,
  namesOfOthers,
  networkOwner,
  parseProject,
} from "./compose/project";
import { type SwarmService, swarmService } from "./compose/swarm";
import { parseEnvFiles } from "./dotenv";
import { readStart } from "./container-script";
import type { Dropped } from "./effective-env";
import { ImportError } from "./import-error";
import { type EnvVars, withReferences } from "./interpolation";
import { type Mount, mountsOf } from "./mounts";
import { type PublishedPort, readPort } from "./published-ports";
import type { ReadFile, SourceFile } from "./source-file";
import type { StartFlags } from "./start-command";
import { type Unknown, UnknownValues } from "./unknown-values";

/** The context of reading an installation, besides its files. */
export interface ImportContext extends ShellContext {
  /** The service to import if several are Aztec nodes. */
  readonly service?: string | undefined;
  readonly read: ReadFile;
  /** The folder that has `/etc` and `/usr`, if it is not this machine's. */
  readonly root?: string | undefined;
}

/** The options by which Docker Compose finds the old container. */
interface OldCompose {
  readonly files: readonly string[];
  /** Options that `docker compose` needs besides the files. */
  readonly options?: readonly string[] | undefined;
  /** The prefix of containers, volumes and networks. */
  readonly project: string;
  readonly service: string;
  /** The service of Swarm that it is, if `docker stack deploy` runs the files. */
  readonly swarm?: SwarmService | undefined;
}

/** A script or unit that started the node. */
export interface StartedBy {
  readonly file: string;
  /** The name of its container, if Docker ran it and the name is known. */
  readonly container?: string | undefined;
  /** The program that runs the container; undefined for a node outside one. */
  readonly engine?: "docker" | "podman" | undefined;
  /** Whether the engine removes the container, and all that is in no mount, as soon as it stops. */
  readonly isAutoRemoved?: boolean | undefined;
  /** The name of systemd's unit. */
  readonly unit?: string | undefined;
  /** Whether podman makes the unit of the file: a Quadlet. */
  readonly isQuadlet?: boolean | undefined;
  /** Whether the unit is of a user's own systemd. */
  readonly isUserUnit?: boolean | undefined;
}

export interface Installation {
  /** Undefined for a `.env` alone. */
  readonly compose?: OldCompose | undefined;
  /** What started the node, if that was not Compose. */
  readonly started?: StartedBy | undefined;
  /** The variables of the container that are known and not empty. */
  readonly env: EnvVars;
  /** Values that depend on variables that are set nowhere; no other field has anything of them. */
  readonly unknown?: readonly Unknown[] | undefined;
  /** Parts that a stack does not take over. */
  readonly dropped?: readonly Dropped[] | undefined;
  /** The limit of memory, and where it was set; without a number if it is not a size. */
  readonly memory?: { readonly from: string; readonly mebibytes?: number | undefined } | undefined;
  /** What reads otherwise than it looks, for the operator. */
  readonly notes?: readonly string[] | undefined;
  readonly flags?: StartFlags | undefined;
  readonly image?: string | undefined;
  /** Undefined if the node used the host's network. */
  readonly ports?: readonly PublishedPort[] | undefined;
  readonly mounts: readonly Mount[];
  /** Names of the other services of the file, by which the node could reach them: also of containers, and aliases. */
  readonly otherServices: readonly string[];
  /** The names in Docker of the networks that it shared with them. */
  readonly networks: readonly string[];
  /** Names that the container knew besides those of DNS: `host.docker.internal:host-gateway`. */
  readonly extraHosts?: readonly string[] | undefined;
  /** Names that only the container's links had: no network has them. */
  readonly linkNames?: readonly string[] | undefined;
}

/**
 * Builds an installation from files of variables alone; a later one wins.
 *
 * @param context the shell, whose variables stand where the file refers to them
 */
export function envInstallation(files: readonly SourceFile[], context: ShellContext): Installation {
  const { vars, notes } = parseEnvFiles(files, context.shell);
  const unknown = new UnknownValues(files);
  const env = unknown.knownVariables(vars);
  const names = files.map((file) => file.path).join(" and ");
  if (Object.values(vars).every((value) => value === "")) throw new ImportError(`${names} sets no variable`);
  return {
    env,
    unknown: unknown.all,
    notes: [...notes, ...notesOnShell(files, [], context)],
    mounts: [],
    otherServices: [],
    networks: [],
  };
}

/**
 * Builds an installation from compose files, each overriding the one before it.
 *
 * @param envFiles the `.env` that the files are interpolated from, or the files in its place
 * @throws {ImportError} if the files have no Aztec node, or several and none is selected
 */
export function composeInstallation(
  files: readonly [SourceFile, ...SourceFile[]],
  envFiles: readonly SourceFile[],
  context: ImportContext,
): Installation {
  const [main] = files;
  const sources = [...files, ...envFiles];
  const read = recordedReader(context.read, sources);
  const { vars, notes: ofEnv } = projectEnv(files, envFiles, context.shell);
  const project = parseProject(loadProject(files, { folder: path.dirname(main.path), env: vars, read }), main.path);
  const { name, service } = chooseService(project, context.service, activeProfiles(vars), main.path);
  const { COMPOSE_PROJECT_NAME: projectName = "" } = vars;
  const swarm = swarmService(project, { name, service }, { file: main.path, stack: projectName });
  const container = containerEnv(service, vars, read);
  const unknown = new UnknownValues(sources);
  const mounts = mountsOf(service, project, vars);
  const started = readStart(service, { env: container.vars, mounts, read: context.read }, unknown);
  const ofShell = notesOnShell(sources, [...passedOn(service), ...OF_COMPOSE], context);
  return {
    compose: {
      files: files.map((one) => one.path),
      options: composeOptions(main, envFiles, context.shell, service),
      project: projectName,
      service: name,
      swarm,
    },
    env: unknown.knownVariables(started.env),
    notes: [...ofEnv, ...container.notes, ...(swarm ? [ofSwarm(projectName)] : []), ...ofShell],
    dropped: [...droppedKeys(project, name, service), ...started.dropped],
    memory: memoryOf(service, unknown),
    ...connectionsOf(service, project, vars, unknown),
    mounts: knownMounts(mounts, unknown),
    flags: started.flags,
    image: service.image ? unknown.known("image", service.image) : undefined,
    otherServices: namesOfOthers(project, name),
    unknown: unknown.all,
  };
}

/** Returns a reader of files that adds what it reads to the sources. */
function recordedReader(read: ImportContext["read"], sources: SourceFile[]) {
  return (name: string, advice?: string): SourceFile | undefined => {
    const text = read(name, advice);
    const file = text === undefined ? undefined : { path: name, text };
    if (file) sources.push(file);
    return file;
  };
}

/** Says what is assumed of a file for Swarm, which has no name for its stack. */
function ofSwarm(stack: string): string {
  return `The file is one for docker stack deploy, and names in Docker are those of a stack called ${stack}. If docker stack ls prints another name, set COMPOSE_PROJECT_NAME to it and import again. A new container joins the stack's networks only if they are attachable.`;
}

/** Returns the options with which Compose finds the service from another shell and folder. It finds a `.env` beside the main file alone. */
function composeOptions(
  main: SourceFile,
  envFiles: readonly SourceFile[],
  { COMPOSE_PROJECT_NAME: project }: EnvVars,
  { profiles: [profile] }: ComposeService,
): string[] {
  const isFound = envFiles.length === 1 && envFiles[0]?.path === path.join(path.dirname(main.path), ".env");
  return [
    ...(isFound ? [] : envFiles.flatMap((file) => ["--env-file", file.path])),
    ...(project ? ["--project-name", project] : []),
    ...(profile === undefined ? [] : ["--profile", profile]),
  ];
}

/** Returns the names of the variables that a service has without a value. */
function passedOn({ environment }: ComposeService): string[] {
  return Object.keys(environment).filter((name) => environment[name] === null);
}

function connectionsOf(
  service: ComposeService,
  project: ComposeProject,
  vars: EnvVars,
  unknown: UnknownValues,
): Pick<Installation, "ports" | "networks" | "extraHosts" | "linkNames"> {
  const { network_mode: mode, ports, networks, extra_hosts: hosts } = networkOwner(service, project);
  // With a mode, Docker gives a container no network in which others have names.
  const used = Object.keys(networks).length > 0 ? Object.keys(networks) : mode ? [] : ["default"];
  const names = used.map((key) => dockerName(key, project.networks, vars.COMPOSE_PROJECT_NAME ?? ""));
  const known = ports.filter((port) => {
    const text = typeof port === "string" ? port : `${port.published ?? ""}:${port.target}`;
    return unknown.known(`ports ${withReferences(text)}`, text) !== undefined;
  });
  const isHost = unknown.known("network_mode", mode ?? "") === "host";
  return {
    ports: isHost ? undefined : uniquePorts(known.flatMap(readPort)),
    networks: isHost ? [] : unknown.knownOf("networks", names),
    extraHosts: unknown.knownOf("extra_hosts", hosts),
    linkNames: linkNames(service),
  };
}

function memoryOf({ mem_limit: limit, deploy }: ComposeService, unknown: UnknownValues): Installation["memory"] {
  const [from, size] = limit
    ? ["mem_limit", limit]
    : ["deploy.resources.limits.memory", deploy?.resources?.limits?.memory];
  const known = size ? unknown.known(from, size) : undefined;
  return known === undefined ? undefined : { from, mebibytes: mebibytes(known) };
}

/** Removes duplicates: a port may be written in two forms, in the main file and in one that overrides it. */
function uniquePorts(ports: readonly PublishedPort[]): PublishedPort[] {
  const keyOf = ({ container, host, protocol, ip }: PublishedPort) => [ip, host, container, protocol].join(" ");
  return [...new Map(ports.map((port) => [keyOf(port), port])).values()];
}

function knownMounts(mounts: readonly Mount[], unknown: UnknownValues): Mount[] {
  return mounts.filter(({ target, directory, volume, content }) => {
    const source = directory ?? volume;
    const text = source === undefined ? target : `${source}:${target}`;
    const from = content === undefined ? `volumes ${withReferences(text)}` : `configs ${target}`;
    return unknown.known(from, text + (content ?? "")) !== undefined;
  });
}
