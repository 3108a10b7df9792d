/**
 * Finds the command that starts the node in a shell script, with the environment that the script gives it. It follows
 * assignments, functions and other scripts, and refuses what depends on a condition: it never guesses.
 */
import path from "node:path";
import { copyOf } from "../disk";
import type { Dropped } from "../effective-env";
import { ImportError } from "../import-error";
import type { EnvVars } from "../interpolation";
import { GIVE } from "../other-formats";
import { type Engine, readDockerRun, type StartedNode } from "./docker-run";
import { type HereDocument, isForShell, textOf } from "./here-document";
import { assignDefaults, newShell, type Shell, unset, withArguments, withHome } from "./shell";
import { ASSIGNMENT, commandsOf } from "./shell-commands";
import { Conditions } from "./shell-conditions";
import { type LogicalLine, logicalLines, withoutFunctions } from "./shell-lines";
import { refuseOtherStarter } from "./other-starters";
import { ITEM } from "./shell-words";
import { unwrapped, userOf } from "./shell-wrappers";

/** Returns the nodes that a script starts. @param name of the script, for messages */
export function nodesIn(script: string, name: string, shell: Shell): StartedNode[] {
  const { functions, lines } = withoutFunctions(logicalLines(script));
  for (const { name: called, body } of functions) shell.functions.set(called, body);
  return nodesOfLines(lines, name, shell);
}

const MOST_NESTED = 20;

function nodesOfLines(lines: readonly LogicalLine[], name: string, shell: Shell): StartedNode[] {
  if (shell.depth > MOST_NESTED) throw new ImportError(`${name} runs itself without end. ${GIVE}`);
  shell.depth += 1;
  const conditions = new Conditions((file) => shell.read(path.posix.resolve(shell.cwd, file)) !== undefined);
  const nodes = lines.flatMap((line) => nodesOfLine(line, `${name} line ${line.line}`, shell, conditions));
  shell.depth -= 1;
  return nodes;
}

function nodesOfLine(line: LogicalLine, place: string, shell: Shell, conditions: Conditions): StartedNode[] {
  const nodes: StartedNode[] = [];
  conditions.operator(";");
  if (conditions.certainty === "yes") assignDefaults(line.text, shell);
  if (line.document)
    nodes.push(...readDocument(line.text, line.document, { shell, place, isConditional: conditions.isInside }));
  for (const { operator, words } of commandsOf(line.text, shell)) {
    conditions.operator(operator);
    const command = conditions.command(words);
    const { certainty } = conditions;
    if (certainty === "no" || command.length === 0) continue;
    const found = run(command, { shell, place, isConditional: certainty === "maybe" });
    if (found.length > 0 && conditions.isInside)
      throw new ImportError(`${place} starts the node only under a condition. ${GIVE}`);
    nodes.push(...found);
  }
  return nodes;
}

/** Runs a here-document that a shell reads; another one is listed, because the node may read the file that it becomes. */
function readDocument(command: string, document: HereDocument, { shell, place }: Running): StartedNode[] {
  if (!document.isClosed) throw new ImportError(`${place} opens a here-document that does not end. ${GIVE}`);
  if (isForShell(command)) return nodesIn(textOf(document), `${place}, here-document`, shell);
  shell.unread.push(place);
  return [];
}

/** Returns the nodes that one command starts. @param words as text for a compose file @param place for messages */
export function nodesOfCommand(words: readonly string[], place: string, shell: Shell): StartedNode[] {
  return run(words, { shell, place, isConditional: false });
}

interface Running {
  readonly shell: Shell;
  readonly place: string;
  readonly isConditional: boolean;
}

function run(words: readonly string[], running: Running): StartedNode[] {
  const { shell } = running;
  const count = words.findIndex((word) => !ASSIGNMENT.test(word));
  const assignments = words.slice(0, count < 0 ? words.length : count);
  if (count < 0) {
    for (const word of assignments) assign(word, running, shell.exportsAll);
    return [];
  }
  const own = Object.fromEntries(assignments.map((word) => valueIn(word, shell)));
  const command = unwrapped(words.slice(count));
  refuseOtherStarter(command, running);
  return withHome(userOf(words.slice(count)), shell, () => runCommand(command, { ...running, own }));
}

/** Returns the name and the value of an assignment; `NAME+=value` appends. */
function valueIn(word: string, { vars }: Shell): [name: string, value: string] {
  const [, name = word, plus = "", value = ""] = ASSIGNMENT.exec(word) ?? [];
  const before = plus === "" ? undefined : vars[name];
  if (before === undefined) return [name, value];
  return [name, name.endsWith("[@]") ? [before, value].filter((one) => one !== "").join(ITEM) : before + value];
}

function assign(word: string, { shell, place, isConditional }: Running, isExported: boolean): void {
  const [name, value] = valueIn(word, shell);
  if (isExported) shell.exported.add(name);
  if (!ASSIGNMENT.test(word)) return;
  // A reference to itself stays unknown: a default in another place must not count.
  shell.vars[name] = isConditional ? `\${${name.replace("[@]", "")}}` : value;
  if (isConditional) shell.conditional.set(name, place);
  else shell.conditional.delete(name);
}

function isShell(word: string): boolean {
  return /^(ba|da|z)?sh$/.test(path.posix.basename(word));
}

interface RunningCommand extends Running {
  /** Assignments before the command, for it alone. */
  readonly own: EnvVars;
}

function runCommand(words: readonly string[], running: RunningCommand): StartedNode[] {
  const { shell, place } = running;
  const [first = "", ...rest] = words;
  const program = path.posix.basename(first);
  if (["export", "declare", "typeset", "readonly", "local"].includes(program)) {
    refuseOutput(rest, place);
    for (const word of rest.filter((one) => !one.startsWith("-")))
      assign(word, running, program === "export" || rest.includes("-x"));
    return [];
  }
  if (program === "set") setOptions(rest.join(" "), shell);
  if (program === "unset") unset(rest, shell);
  if (program === "set" || program === "unset") return [];
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
  if (program === "eval") return nodesIn(rest.join(" ").replaceAll("$$", "$"), place, shell);
  if (["source", "."].includes(program)) return sourced(rest[0] ?? "", running);
  const body = shell.functions.get(first);
  if (body !== undefined)
    return withArguments(shell, first, rest, () => nodesOfLines(body, `${place}, ${first}`, shell));
  if (isShell(first)) return inShell(rest, running);
  if (program === "docker" || program === "podman") return inEngine(program, rest, running);
  if (/\s(supervised-)?start(\s|$)/.test(first)) return nodesIn(first.replaceAll("$$", "$"), place, shell);
  const isKnown = /^(aztec|aztec-run|npx|node|supervised-start)$/.test(program);
  const nodes = isKnown || !first.includes("/") ? undefined : otherScript(first, rest, running);
  if (nodes !== undefined) return nodes;
  const isNode = isKnown || /\baztec\b/.test(first);
  const starts = program === "supervised-start" || words.some((word) => /^(supervised-)?start$/.test(word));
  return isNode && starts ? [onHost(words, running)] : [];
}

/** What a command prints may be any variables: they would be lost. */
function refuseOutput(words: readonly string[], place: string): void {
  if (!words.some((word) => /^\$\{OUTPUT_OF_\w+\}$/.test(word))) return;
  throw new ImportError(`${place} exports what a command prints, and import does not run it. ${GIVE}`);
}

function setOptions(options: string, shell: Shell): void {
  if (/^-\w*a|^-o allexport/.test(options)) shell.exportsAll = true;
  if (/^\+\w*a|^\+o allexport/.test(options)) shell.exportsAll = false;
}

/** Reads a file into the same shell. In a condition, a missing file is skipped, as the old node skipped it. */
function sourced(name: string, running: Running): StartedNode[] {
  const { shell, isConditional } = running;
  const file = path.posix.resolve(shell.cwd, name);
  if (isConditional && shell.read(file, copyOf(file)) === undefined) return [];
  return nodesIn(fileOf(name, running), name, shell);
}

/** Runs a script that a command names: it gets the exported variables alone. @returns undefined if it is no script */
function otherScript(name: string, args: readonly string[], running: RunningCommand): StartedNode[] | undefined {
  const file = path.posix.resolve(running.shell.cwd, name);
  const text = running.shell.read(file);
  const isScript = text !== undefined && !text.includes("\0") && (text.startsWith("#!") || /\.(ba)?sh$/.test(file));
  return isScript ? inChild(text, file, args, running) : undefined;
}

function inChild(text: string, file: string, args: readonly string[], { shell, own }: RunningCommand): StartedNode[] {
  const exported = Object.fromEntries([...shell.exported].flatMap((name) => entry(name, shell)));
  const child = {
    ...newShell(shell.cwd, { ...exported, ...own }, shell.read, shell.outer),
    depth: shell.depth,
    unread: shell.unread,
  };
  return withArguments(child, file, args, () => nodesIn(text, file, child));
}

function fileOf(name: string | undefined, { shell, place }: Running): string {
  const file = path.posix.resolve(shell.cwd, name ?? "");
  const text = shell.read(file, copyOf(file));
  if (text === undefined)
    throw new ImportError(`${place} reads ${file}, which cannot be read here: pass a copy of it too. ${GIVE}`);
  return text;
}

/** Reads `sh -c '…'`, or a script that a shell runs. */
function inShell(args: readonly string[], running: RunningCommand): StartedNode[] {
  const { shell, place } = running;
  const [first = "", ...rest] = args.filter((word, i) => !word.startsWith("-") || word.endsWith("c") || i > 1);
  if (/^-\w*c$/.test(first)) return nodesIn((rest[0] ?? "").replaceAll("$$", "$"), place, shell);
  return first === "" ? [] : inChild(fileOf(first, running), path.posix.resolve(shell.cwd, first), rest, running);
}

function inEngine(engine: Engine, args: readonly string[], { shell, place, own }: RunningCommand): StartedNode[] {
  const words = args[0] === "container" ? args.slice(1) : args;
  const [action, ...rest] = words;
  if (action !== "run" && action !== "create") return [];
  const node = readDockerRun(rest, { engine, cwd: shell.cwd, place });
  const { image = "", command = [], environment = [] } = node.service as Record<string, string | string[]>;
  const started = [image, command].flat().join(" ");
  const isAztec = started.includes("aztec") || /\sstart(\s|$)/.test(started);
  if (!isAztec) return [];
  const vars: EnvVars = { ...shell.vars, ...own };
  const passed = [environment].flat().map((one) => {
    const value = vars[one];
    return one.includes("=") || value === undefined ? one : `${one}=${value}`;
  });
  return [{ ...node, service: { ...node.service, environment: passed } }];
}

/** Reads a node outside Docker, or in the container of Aztec's own command line, which shows it the host's directories. */
function onHost(command: readonly string[], { shell, own }: RunningCommand): StartedNode {
  const exported = [...shell.exported].filter((name) => name !== "HOME");
  const env: EnvVars = { ...Object.fromEntries(exported.flatMap((name) => entry(name, shell))), ...own };
  return {
    service: {
      environment: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      command: [...command],
      network_mode: "host",
      volumes: ["/:/"],
    },
    home: shell.vars.HOME,
    cwd: shell.cwd,
    dropped: unreadable(shell),
  };
}

/** Returns a variable that the node gets; one that is set under a condition is unknown. */
function entry(name: string, { vars }: Shell): [string, string][] {
  const value = vars[name];
  return value === undefined || name.includes("[") ? [] : [[name, value]];
}

function unreadable({ conditional }: Shell): Dropped[] {
  return [...conditional].map(([from, place]) => ({ from, reason: `${place} sets it only under a condition` }));
}

const UNREAD_DOCUMENT =
  "its text is not read. If the node gets variables or keys from the file that it writes, import where that file is";

/** Lists the here-documents whose text is not used. */
export function unreadDocuments({ unread }: Shell): Dropped[] {
  return unread.map((place) => ({ from: `here-document, ${place}`, reason: UNREAD_DOCUMENT }));
}
