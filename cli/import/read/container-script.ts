/** Reads how a container starts its node: by its flags, and by a script that sets variables first, in its command or in a file that is mounted. */
import path from "node:path";
import { argsOf } from "./compose/choose-service";
import type { ComposeService } from "./compose/project";
import { type ReadFlags, readFlags } from "./container-shell";
import type { Dropped } from "./effective-env";
import { ImportError } from "./import-error";
import { type EnvVars, interpolate, unknownIn } from "./interpolation";
import { hostPath, locate, type Mount } from "./mounts";
import { newShell, withArguments } from "./start/shell";
import { nodesIn } from "./start/shell-script";
import { escaped } from "./start/shell-words";
import type { ReadFile } from "./source-file";
import type { UnknownValues } from "./unknown-values";

/** A container before its start. */
export interface Container {
  readonly env: EnvVars;
  readonly mounts: readonly Mount[];
  /** Reads a file of the host. */
  readonly read: ReadFile;
}

interface Started extends ReadFlags {
  /** The variables that the node gets. */
  readonly env: EnvVars;
}

interface Script {
  readonly text: string;
  /** Its path in the container; undefined for one in the command. */
  readonly file?: string;
  readonly args: readonly string[];
}

/** @param unknown gets what depends on variables that are set nowhere */
export function readStart(service: ComposeService, container: Container, unknown: UnknownValues): Started {
  const args = argsOf(service);
  const script = scriptIn(args, container);
  const found = script && run(script, container);
  const isFile = script?.file !== undefined;
  const words = isFile && typeof found === "object" ? found.command : args;
  const { flags, dropped } = readFlags(words, container.env, unknown);
  if (found === undefined) return { flags, env: container.env, dropped: [...dropped, ...notRead(args, flags)] };
  if (typeof found === "string") {
    const from = script?.file ?? "command";
    return { flags, env: container.env, dropped: [...dropped, { from, reason: found }] };
  }
  return { flags, env: found.env, dropped: [...dropped, ...found.dropped] };
}

/** Says what a program of the image does that no file here shows. */
function notRead(args: readonly string[], flags: ReadFlags["flags"]): Dropped[] {
  const [program] = args;
  if (program === undefined || flags !== undefined) return [];
  const reason = `starts no node by itself, and what ${path.posix.basename(program)} sets is not known here. If it passes flags or variables to the node, import the environment of the running node instead`;
  return [{ from: "command", reason }];
}

function scriptIn(args: readonly string[], container: Container): Script | undefined {
  const [program = "", ...rest] = args;
  const isShell = /^(ba|da|z|a)?sh$/.test(path.posix.basename(program));
  const inline = isShell ? rest.findIndex((word) => /^-\w*c$/.test(word)) : -1;
  if (inline >= 0) return { text: rest[inline + 1] ?? "", args: rest.slice(inline + 3) };
  const words = isShell ? rest.filter((word) => !word.startsWith("-")) : args;
  const [file = "", ...others] = words;
  const text = file.startsWith("/") ? contentOf(file, container) : undefined;
  return text === undefined ? undefined : { text, file, args: others };
}

/** Returns the text of a file that is mounted in the container; undefined if it is not known. */
function contentOf(file: string, { mounts, read }: Container, advice?: string): string | undefined {
  const place = locate(file, mounts);
  const onHost = place && hostPath(place);
  return place?.mount.content ?? (onHost === undefined ? undefined : read(onHost, advice));
}

interface Run {
  readonly command: readonly string[];
  readonly env: EnvVars;
  readonly dropped: readonly Dropped[];
}

/** A script that sets a variable. */
const SETS = /(?:^|[\s;&|])[A-Za-z_]\w*\+?=|\bexport\s/;

/** Runs a script as far as it is known. @returns why it cannot be read; undefined if it sets nothing */
function run({ text, file, args }: Script, container: Container): Run | string | undefined {
  const { env } = container;
  const known = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, escaped(value)]));
  const shell = newShell("/", known, (name, advice) => contentOf(name, container, advice));
  try {
    const nodes = withArguments(shell, file ?? "command", args.map(escaped), () =>
      nodesIn(text, file ?? "command", shell),
    );
    const [node, ...others] = nodes;
    if (node === undefined && !SETS.test(text)) return undefined;
    if (node === undefined || others.length > 0) return NOT_ONE;
    const { environment = [], command = [] } = node.service as Record<string, readonly string[] | undefined>;
    return { command: command.map((word) => interpolate(word, {})), ...changedBy(environment, env) };
  } catch (error) {
    if (error instanceof ImportError) return `its script cannot be read: ${error.message}`;
    throw error;
  }
}

const NOT_ONE = "its script starts not exactly one node, so what the script sets is not read";
const UNREADABLE =
  "the container's script makes it of a command, of a variable that is not set, or under a condition: set it in the stack";

/** Compares the environment of the node with that of its container. @param environment as text for a compose file */
function changedBy(environment: readonly string[], before: EnvVars): Pick<Run, "env" | "dropped"> {
  const pairs = environment.map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)] as const);
  const after = pairs.map(([name, value]) => [name, interpolate(value, {})] as const);
  const isNew = ([name, value]: readonly [string, string]) => before[name] !== value && !(name in OWN);
  const unreadable = after.filter((one) => isNew(one) && unknownIn(one[1]).length > 0).map(([name]) => name);
  const changed = after.filter((one) => isNew(one) && !unreadable.includes(one[0]));
  const rest = Object.entries(before).filter(([name]) => !unreadable.includes(name));
  return {
    env: Object.fromEntries([...rest, ...changed]),
    dropped: unreadable.map((from) => ({ from, reason: UNREADABLE })),
  };
}

/** Variables of every shell. */
const OWN: Readonly<Record<string, true>> = { PWD: true, HOME: true };
