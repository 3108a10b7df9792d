/**
 * Finds the command that starts the node in a shell script, with the environment that the script gives it. It follows
 * assignments and other scripts, and refuses what depends on a condition: it never guesses.
 */
import path from "node:path";
import type { Dropped } from "../effective-env";
import { ImportError } from "../import-error";
import type { EnvVars } from "../interpolation";
import { readDockerRun, type StartedNode } from "./docker-run";
import { continues, type HereDocument, isForShell, openedIn, textOf } from "./here-document";
import { shellWords } from "./shell-words";

/** What running a script needs. Variables are text for a compose file. */
export interface Shell {
  vars: Record<string, string>;
  readonly exported: Set<string>;
  /** Variables that are set under a condition, with the place. */
  readonly conditional: Map<string, string>;
  cwd: string;
  exportsAll: boolean;
  /** Reads a file; undefined if it cannot be read. */
  readonly read: (file: string) => string | undefined;
  /** Here-documents whose text is not used, with the place. */
  readonly unread: string[];
}

export function newShell(cwd: string, env: EnvVars, read: Shell["read"]): Shell {
  const vars = { ...env, PWD: cwd };
  const nothing = { conditional: new Map<string, string>(), exportsAll: false, unread: [] };
  return { vars, exported: new Set(Object.keys(env)), cwd, read, ...nothing };
}

const OPENING = /^(if|for|while|until|case|select)$/;
const CLOSING = /^(fi|done|esac)$/;
const INSIDE = /^(then|else|elif|do|!|\{|\})$/;

/** Returns the nodes that a script starts. @param name of the script, for messages */
export function nodesIn(script: string, name: string, shell: Shell): StartedNode[] {
  const nodes: StartedNode[] = [];
  let depth = 0;
  for (const { text, line, document } of logicalLines(script)) {
    const place = `${name} line ${line}`;
    if (document !== undefined) nodes.push(...readDocument(text, document, { shell, place, isConditional: depth > 0 }));
    for (const words of commandsOf(text, shell)) {
      if (/^[\w-]+\(\)$/.test(words[0] ?? "") || words[0] === "function") depth += 1;
      const rest = words.filter((word) => {
        if (OPENING.test(word) && word === words[0]) depth += 1;
        if (CLOSING.test(word) || (word === "}" && depth > 0)) depth = Math.max(0, depth - 1);
        return !OPENING.test(word) && !CLOSING.test(word) && !INSIDE.test(word);
      });
      const found = run(rest, { shell, place, isConditional: depth > 0 });
      if (found.length > 0 && depth > 0)
        throw new ImportError(`${place} starts the node only under a condition. ${GIVE}`);
      nodes.push(...found);
    }
  }
  return nodes;
}

export const GIVE =
  "Pass a file with the start line alone, or the running node's environment: (umask 077; docker exec <container> env > old.env)";

/** A line of a script without its line breaks, and the here-document that follows it. */
interface LogicalLine {
  readonly text: string;
  readonly line: number;
  document?: HereDocument;
}

function logicalLines(script: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let open = "";
  const all = script.split(/\r?\n/);
  all.forEach((text, i) => {
    const last = lines.at(-1);
    if (open === "" && last?.document && continues(last.document, text)) return;
    const joined = open + text;
    const isOpen = /(^|[^\\])\\$/.test(text) || (joined.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1;
    if (isOpen) open = text.endsWith("\\") ? `${joined.slice(0, -1)} ` : `${joined}\n`;
    else {
      const document = openedIn(joined);
      lines.push({ text: joined, line: i + 1, ...(document ? { document } : {}) });
      open = "";
    }
  });
  return open === "" ? lines : [...lines, { text: open, line: all.length }];
}

/** Runs a here-document that a shell reads; another one is listed, because the node may read the file that it becomes. */
function readDocument(command: string, document: HereDocument, { shell, place }: Running): StartedNode[] {
  if (!document.isClosed) throw new ImportError(`${place} opens a here-document that does not end. ${GIVE}`);
  if (isForShell(command)) return nodesIn(textOf(document), `${place}, here-document`, shell);
  shell.unread.push(place);
  return [];
}

/** Splits a line into commands, one after the other, so that each sees what those before it have set. */
function* commandsOf(text: string, shell: Shell): Generator<string[]> {
  let at = 0;
  for (;;) {
    const words = shellWords(text, shell.vars);
    const commands = [[]] as string[][];
    let skipsTarget = false;
    for (const { text: word, isOperator } of words) {
      if (isOperator && /[<>]/.test(word)) skipsTarget = !/&\d$/.test(word);
      else if (isOperator) commands.push([]);
      else if (skipsTarget) skipsTarget = false;
      else commands.at(-1)?.push(word);
    }
    const command = commands[at];
    if (command === undefined) return;
    at += 1;
    if (command.length > 0) yield command;
  }
}

interface Running {
  readonly shell: Shell;
  readonly place: string;
  readonly isConditional: boolean;
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

function run(words: readonly string[], running: Running): StartedNode[] {
  const { shell } = running;
  const count = words.findIndex((word) => !ASSIGNMENT.test(word));
  const assignments = words.slice(0, count < 0 ? words.length : count);
  if (count < 0) {
    for (const word of assignments) assign(word, running, shell.exportsAll);
    return [];
  }
  const own = Object.fromEntries(
    assignments.map((word) => ASSIGNMENT.exec(word)?.slice(1, 3) ?? [word, ""]),
  ) as EnvVars;
  return runCommand(unwrapped(words.slice(count)), { ...running, own });
}

function assign(word: string, { shell, place, isConditional }: Running, isExported: boolean): void {
  const [, name, value] = ASSIGNMENT.exec(word) ?? [];
  const target = name ?? word;
  if (isExported) shell.exported.add(target);
  if (value === undefined) return;
  if (isConditional) {
    shell.conditional.set(target, place);
    shell.vars = Object.fromEntries(Object.entries(shell.vars).filter(([other]) => other !== target));
  } else {
    shell.vars[target] = value;
    shell.conditional.delete(target);
  }
}

/** Removes the programs that only start another one. */
function unwrapped(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  const program = path.posix.basename(first);
  if (["exec", "nohup", "time", "setsid", "command", "builtin"].includes(program)) return unwrapped(rest);
  if (!["sudo", "nice", "ionice", "stdbuf", "screen", "tmux", "timeout"].includes(program)) return words;
  const start = rest.findIndex((word) => isNodeProgram(word) || /\sstart(\s|$)/.test(word) || isShell(word));
  return start < 0 ? [] : rest.slice(start);
}

function isShell(word: string): boolean {
  return /^(ba|da|z)?sh$/.test(path.posix.basename(word));
}

function isNodeProgram(word: string): boolean {
  return /^(aztec|aztec-run|docker|podman|npx|node|env|supervised-start)$/.test(path.posix.basename(word));
}

interface RunningCommand extends Running {
  /** Assignments before the command, for it alone. */
  readonly own: EnvVars;
}

function runCommand(words: readonly string[], running: RunningCommand): StartedNode[] {
  const { shell, place } = running;
  const [first = "", ...rest] = words;
  const program = path.posix.basename(first);
  if (["export", "declare", "typeset", "readonly"].includes(program)) {
    for (const word of rest.filter((one) => !one.startsWith("-")))
      assign(word, running, program === "export" || rest.includes("-x"));
    return [];
  }
  if (program === "set") {
    if (/^-\w*a/.test(rest[0] ?? "") || rest.join(" ") === "-o allexport") shell.exportsAll = true;
    if (/^\+\w*a/.test(rest[0] ?? "") || rest.join(" ") === "+o allexport") shell.exportsAll = false;
    return [];
  }
  if (program === "unset") {
    shell.vars = Object.fromEntries(Object.entries(shell.vars).filter(([name]) => !rest.includes(name)));
    return [];
  }
  if (program === "cd" && rest[0] !== undefined) {
    shell.cwd = path.posix.resolve(shell.cwd, rest[0]);
    shell.vars.PWD = shell.cwd;
    return [];
  }
  if (program === "env")
    return run(
      rest.filter((word) => word !== "-i"),
      running,
    );
  if (["source", "."].includes(program)) return nodesIn(fileOf(rest[0], running), rest[0] ?? "", shell);
  if (isShell(first)) return inShell(rest, running);
  if (program === "docker" || program === "podman") return inDocker(rest, running);
  if (/\s(supervised-)?start(\s|$)/.test(first)) return nodesIn(first, place, shell);
  const start = words.findIndex((word) => /^(supervised-)?start$/.test(word));
  const isNode = /^(aztec|aztec-run|npx|node|supervised-start)$/.test(program) || /\baztec\b/.test(first);
  return isNode && (start >= 0 || program === "supervised-start") ? [onHost(words, running)] : [];
}

function fileOf(name: string | undefined, { shell, place }: Running): string {
  const file = path.posix.resolve(shell.cwd, name ?? "");
  const text = shell.read(file);
  if (text === undefined) throw new ImportError(`${place} reads ${file}, which cannot be read here. ${GIVE}`);
  return text;
}

/** `sh -c '…'`, or a script. */
function inShell(args: readonly string[], running: Running): StartedNode[] {
  const { shell, place } = running;
  const [first = "", ...rest] = args.filter((word, i) => !word.startsWith("-") || word.endsWith("c") || i > 1);
  if (/^-\w*c$/.test(first)) return nodesIn((rest[0] ?? "").replaceAll("$$", "$"), place, shell);
  return first === "" ? [] : nodesIn(fileOf(first, running), first, shell);
}

function inDocker(args: readonly string[], { shell, place, own }: RunningCommand): StartedNode[] {
  const words = args[0] === "container" ? args.slice(1) : args;
  const [action, ...rest] = words;
  if (action === "compose" && /\bup\b/.test(rest.join(" "))) {
    throw new ImportError(`${place} runs docker compose. Pass the folder of its compose file instead`);
  }
  if (action !== "run" && action !== "create") return [];
  const node = readDockerRun(rest, place);
  const {
    image = "",
    command = [],
    environment = [],
    env_file: files = [],
  } = node.service as Record<string, string | string[]>;
  const started = [image, command].flat().join(" ");
  const isAztec = started.includes("aztec") || /\sstart(\s|$)/.test(started);
  if (!isAztec) return [];
  const vars: EnvVars = { ...shell.vars, ...own };
  const passed = [environment].flat().map((one) => {
    const value = vars[one];
    return one.includes("=") || value === undefined ? one : `${one}=${value}`;
  });
  const resolved = [files].flat().map((file) => path.posix.resolve(shell.cwd, file));
  return [
    {
      ...node,
      service: { ...node.service, environment: passed, ...(resolved.length > 0 ? { env_file: resolved } : {}) },
    },
  ];
}

/** A node outside Docker, or in the container of Aztec's own command line, which shows it the host's directories. */
function onHost(command: readonly string[], { shell, own }: RunningCommand): StartedNode {
  const env: EnvVars = { ...Object.fromEntries([...shell.exported].flatMap((name) => entry(name, shell))), ...own };
  return {
    service: {
      environment: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      command: [...command],
      network_mode: "host",
      volumes: ["/:/"],
    },
    dropped: unreadable(shell),
  };
}

/** Returns a variable that the node gets; one that is set under a condition is unknown. */
function entry(name: string, { vars, conditional }: Shell): [string, string][] {
  const value = vars[name];
  if (value !== undefined) return [[name, value]];
  return conditional.has(name) ? [[name, `\${${name}}`]] : [];
}

function unreadable({ conditional }: Shell): Dropped[] {
  return [...conditional].map(([from, place]) => ({ from, reason: `${place} sets it only under a condition` }));
}

const UNREAD_DOCUMENT =
  "its text is not read. If the node gets variables or keys from the file that it writes, run the script once, and pass that file too";

/** Lists the here-documents whose text is not used. */
export function unreadDocuments({ unread }: Shell): Dropped[] {
  return unread.map((place) => ({ from: `here-document, ${place}`, reason: UNREAD_DOCUMENT }));
}
