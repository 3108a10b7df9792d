/**
 * Reads an installation that is started by a script, a systemd unit or a `docker run` line. The node is described as a
 * service of a compose file, so that one reader decides what each part becomes.
 */
import path from "node:path";
import { PATH_VARS } from "../data-locations";
import { variableOf } from "../effective-env";
import { ImportError } from "../import-error";
import { composeInstallation, type ImportContext, type Installation } from "../installation";
import { type EnvVars, interpolate, unknownIn } from "../interpolation";
import { placeOfReference, refuseBinary, type SourceFile } from "../source-file";
import type { StartedNode } from "./docker-run";
import { GIVE } from "../other-formats";
import { dropInsOf } from "./drop-ins";
import { PassedFiles } from "./passed-files";
import { newShell } from "./shell";
import { nodesIn, unreadDocuments } from "./shell-script";
import { isQuadlet, nodeOfQuadlet } from "./quadlet";
import { isUsers, nodesOfUnit, unitName } from "./systemd-unit";

const isUnit = (file: SourceFile) => isQuadlet(file) || isService(file);
const isService = ({ path: name, text }: SourceFile) => name.endsWith(".service") || /^\[Service\]\s*$/m.test(text);

/** Returns whether a file starts a node: a script, a unit or a line, but no `.env`. */
export function isStartFile(file: SourceFile): boolean {
  const { path: name, text } = file;
  if (/\.(sh|bash|service|container)$/.test(name) || text.startsWith("#!") || isUnit(file)) return true;
  // A variable of it may have a start command.
  if (name.endsWith(".env")) return false;
  return (
    /^(?![ \t]*#)(?:[^=\n]|=(?=.*\s--))*\b(?:docker|podman|aztec|supervised-start|index\.js)\b.*\b(?:run|start)\b/m.test(
      text,
    ) && !/^\s*services:/m.test(text)
  );
}

/** Returns whether a file is a part of a unit, and none by itself. */
export function isDropIn(file: SourceFile): boolean {
  return file.path.endsWith(".conf") || (isUnit(file) && !/\.(service|container)$/.test(file.path));
}

/** @param files the file, then those that were passed with it: drop-ins of a unit, and copies of files that it reads */
export function startInstallation(
  [file, ...more]: readonly [SourceFile, ...SourceFile[]],
  { read: readHere, ...rest }: ImportContext,
): Installation {
  refuseBinary(file);
  const own = isUnit(file) ? more.filter(isDropIn) : [];
  const passed = new PassedFiles(
    more.filter((one) => !own.includes(one)),
    readHere,
  );
  const context: ImportContext = { ...rest, read: passed.read };
  const dropIns = isUnit(file) ? dropInsOf(file, own, context) : [];
  const node = onlyNode(file, nodesOf([file, ...dropIns], context));
  const text = composeText(node);
  const found = composeInstallation([{ path: file.path, text }], [], { ...context, service: "node" });
  passed.refuseUnused(file.path);
  const installation = asStarted(found, node, context);
  const { unknown = [], notes = [] } = installation;
  return {
    ...installation,
    notes: [
      ...notes,
      ...notesOn(
        file,
        dropIns.filter((one) => !own.includes(one)),
      ),
    ],
    // The reader has seen a text that was made here: places are those in the operator's file.
    unknown: unknown.map(({ from, variables }) => ({
      from,
      variables: variables.map(({ name }) => ({ name, place: placeOfReference(name, [file, ...dropIns, ...more]) })),
    })),
    started: startedBy(file, node),
  };
}

/** Says which files count that are not beside a unit: the unit may be a copy from another machine. */
function notesOn({ path: unit }: SourceFile, dropIns: readonly SourceFile[]): string[] {
  const others = dropIns.filter((file) => path.dirname(path.dirname(file.path)) !== path.dirname(unit));
  return others.map((file) => `${file.path}: read too, since it changes ${unitName(unit)} on this machine`);
}

/** @throws {ImportError} unless a file starts exactly one node */
function onlyNode(file: SourceFile, [node, ...others]: readonly StartedNode[]): StartedNode {
  if (!node) throw new ImportError(`${file.path} has no line that starts an Aztec node. ${GIVE}`);
  if (others.length === 0) return node;
  throw new ImportError(
    `${file.path} starts ${others.length + 1} Aztec nodes: copy each line into a file of its own, and import each as its own stack`,
  );
}

/** Corrects what a reader of compose files does not know of a node that something else starts. */
function asStarted(found: Installation, node: StartedNode, context: ImportContext): Installation {
  return {
    ...found,
    ...withDataDirectory(withAbsolutePaths(found, node, context), node, context),
    compose: undefined,
    dropped: [...(found.dropped ?? []).filter(({ from }) => !isDefaultNetwork(from, node)), ...node.dropped],
  };
}

function startedBy(file: SourceFile, { container, engine, isAutoRemoved }: StartedNode): Installation["started"] {
  return { file: file.path, container, engine, isAutoRemoved, ...unitOf(file) };
}

function unitOf(file: SourceFile): Partial<Installation["started"]> {
  const isUserUnit = isUsers(file.path);
  if (isQuadlet(file))
    return { unit: unitName(file.path).replace(/\.container$/, ".service"), isQuadlet: true, isUserUnit };
  return isUnit(file) ? { unit: unitName(file.path), isUserUnit } : {};
}

/** Returns whether a dropped option is only the engine's default network: then nothing is lost. */
function isDefaultNetwork(from: string, { service }: StartedNode): boolean {
  return from === "network_mode" && service.network_mode === "bridge";
}

function nodesOf(
  [file, ...dropIns]: readonly [SourceFile, ...SourceFile[]],
  { shell, read }: ImportContext,
): StartedNode[] {
  const { HOME: home = "" } = shell;
  if (isQuadlet(file)) return [nodeOfQuadlet([file, ...dropIns], isUsers(file.path) ? home : "/root")];
  if (isUnit(file)) return nodesOfUnit([file, ...dropIns], shell, read);
  const folder = path.dirname(file.path);
  const script = newShell(folder, { HOME: home }, read, shell);
  const places = { "0": file.path, "BASH_SOURCE[0]": file.path, BASH_SOURCE: file.path };
  Object.assign(script.vars, places);
  const nodes = nodesIn(file.text, file.path, script);
  return nodes.map((node) => ({ ...node, dropped: [...node.dropped, ...unreadDocuments(script)] }));
}

/** Writes a service as a compose file. Volumes and networks have the names that Docker knows. */
function composeText({ service }: StartedNode): string {
  const { volumes = [], networks = [] } = service as { volumes?: unknown[]; networks?: string[] };
  const named = volumes.flatMap((mount) => {
    const source =
      typeof mount === "string"
        ? mount.includes(":")
          ? mount.split(":")[0]
          : undefined
        : (mount as { source?: string }).source;
    return source !== undefined && /^\w/.test(source) ? [source] : [];
  });
  const external = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, { external: true, name }]));
  return JSON.stringify({ services: { node: service }, volumes: external(named), networks: external(networks) });
}

/** Makes the paths of a node outside a container absolute: they are relative to its working directory. */
function withAbsolutePaths(found: Installation, { cwd }: StartedNode, { shell }: ImportContext): Installation {
  const folder = cwd === undefined ? "" : interpolate(cwd, shell);
  if (folder === "" || unknownIn(folder).length > 0) return found;
  const absolute = (values: EnvVars) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        PATH_VARS.includes(variableOf(name))
          ? value
              .split(",")
              .map((one) => path.posix.resolve(folder, one.trim()))
              .join(",")
          : value,
      ]),
    );
  return { ...found, env: absolute(found.env), flags: found.flags && absolute(found.flags) };
}

/** Adds the default of Aztec's own command line, which a node outside a container has in the user's home. */
function withDataDirectory(
  { env, flags, unknown = [] }: Installation,
  { service, home: text = "" }: StartedNode,
  { shell }: ImportContext,
): Pick<Installation, "env" | "flags" | "unknown"> {
  const isInContainer = service.image !== undefined;
  const network = flags?.["--network"] ?? env.NETWORK;
  const isSet = env.DATA_DIRECTORY ?? flags?.["--data-directory"];
  const home = interpolate(text, shell);
  if (isInContainer || isSet || network === undefined || home === "") return { env, flags, unknown };
  const variables = unknownIn(home).map((name) => ({ name }));
  if (variables.length > 0) return { env, flags, unknown: [...unknown, { from: "DATA_DIRECTORY", variables }] };
  return { flags, unknown, env: { ...env, DATA_DIRECTORY: `${home}/.aztec/${network}/data` } };
}
