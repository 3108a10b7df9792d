/** Reads the unit of a node that systemd starts, with its drop-ins. Source: systemd.service(5), systemd.exec(5), version 257. */
import path from "node:path";
import { copyOf } from "../disk";
import type { Dropped } from "../effective-env";
import { ImportError } from "../import-error";
import type { EnvVars } from "../interpolation";
import { quote } from "../../../../settings/shell-word";
import { GIVE } from "../other-formats";
import type { StartedNode } from "./docker-run";
import { parseEnvironmentFile } from "./environment-file";
import { homeOf } from "./home";
import { newShell, type Shell } from "./shell";
import { nodesOfCommand } from "./shell-script";
import { escaped } from "./shell-words";
import { commandsIn, expanded, wordsIn } from "./systemd-words";

/** The settings of a unit's section [Service], in order. */
export type Lines = readonly (readonly [key: string, value: string])[];

/** Keys that the import reads, or that say nothing about the node. */
const READ = [
  "Environment",
  "EnvironmentFile",
  "PassEnvironment",
  "UnsetEnvironment",
  "ExecStart",
  "WorkingDirectory",
  "Type",
  "User",
  "Group",
];

/** @param files the unit, then its drop-ins, each overriding those before it */
export function nodesOfUnit(
  files: readonly { path: string; text: string }[],
  shell: EnvVars,
  read: Shell["read"],
): StartedNode[] {
  const lines = files.flatMap(({ path: file, text }) => sectionLines(text, file, "Service"));
  const name = files[0]?.path ?? "";
  refuseTemplate(name, lines);
  const user = last(lines, "User");
  const own = isUsers(name) ? shell.USER : "root";
  const owned = { HOME: homeOf(user ?? own ?? "", shell, read) };
  const specify = specifiersOf(name, owned.HOME, user ?? "root");
  const directory = specify(last(lines, "WorkingDirectory")?.replace(/^-/, "") ?? "/");
  const { env, dropped } = environmentOf(lines, { specify, unit: name, read });
  const started = newShell(directory.replace(/^~/, owned.HOME), { ...owned, ...env }, read);
  const start = commandsOf(lines, specify, started.vars);
  if (start.length === 0) throw new ImportError(`${name} has no ExecStart in its section [Service]. ${GIVE}`);
  const nodes = start.flatMap((command) => nodesOfCommand(command, `${name}, ExecStart`, started));
  const isAutoRemoved = lines.some(([key, value]) => key.startsWith("ExecStop") && REMOVES.test(value));
  return nodes.map((node) => ({
    ...node,
    isAutoRemoved: node.isAutoRemoved === true || isAutoRemoved,
    dropped: [...node.dropped, ...dropped, ...othersOf(lines)],
  }));
}

/** A command of a unit that removes its container as it stops. */
const REMOVES = /\b(?:docker|podman)\b.*\brm\b/;

/** Whether a unit is of a user's own systemd. Source: the search paths of systemd.unit(5) and podman-systemd.unit(5). */
export function isUsers(file: string): boolean {
  return /\/\.config\/(systemd\/user|containers\/systemd)\/|\/systemd\/(user|users)\//.test(file);
}

/** Without the name of an instance, files and directories are unknown, and an optional file would be skipped. */
function refuseTemplate(file: string, lines: Lines): void {
  const template = /^(.*@)(\.\w+)$/.exec(unitName(file));
  if (!template || !lines.some(([, value]) => /%[iIjJ]/.test(value))) return;
  const instance = `${template[1] ?? ""}<instance>${template[2] ?? ""}`;
  throw new ImportError(
    `${file} is a template, and the name of its instance is a part of its values. Pass a copy with that name: cp ${quote(file)} '${instance}'`,
  );
}

/** Returns the settings of one section of a unit or Quadlet, in order. */
export function sectionLines(text: string, file: string, wanted: string): Lines {
  let section = "";
  return wholeLines(text).flatMap((raw): (readonly [string, string])[] => {
    const line = raw.trim();
    if (line === "") return [];
    const [, header] = /^\[(.+)\]$/.exec(line) ?? [];
    if (header !== undefined) section = header;
    if (header !== undefined || section !== wanted) return [];
    const [, key, value = ""] = /^([A-Za-z]+)\s*=\s*(.*)$/s.exec(line) ?? [];
    if (key === undefined) throw new ImportError(`${file} has a line in [${wanted}] that is not a setting of systemd`);
    return [[key, value]];
  });
}

/** Joins lines that a backslash continues. A remark is a whole line, is never continued, and may stand between such lines. */
function wholeLines(text: string): string[] {
  const lines: string[] = [];
  let open = "";
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*[#;]/.test(line)) continue;
    const isContinued = /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
    if (!isContinued) lines.push(open + line);
    open = isContinued ? `${open}${line.slice(0, -1)} ` : "";
  }
  return open === "" ? lines : [...lines, open];
}

export function last(lines: Lines, key: string): string | undefined {
  return lines.filter(([name]) => name === key).at(-1)?.[1];
}

/** Returns the values of a list; an empty one resets it, as in a drop-in. */
export function listed(lines: Lines, key: string): string[] {
  return lines
    .filter(([name]) => name === key)
    .reduce<string[]>((all, [, value]) => (value === "" ? [] : [...all, value]), []);
}

interface Reading {
  /** Replaces the specifiers of systemd: `%h`. */
  readonly specify: (text: string) => string;
  readonly unit: string;
  readonly read: Shell["read"];
}

/** Files override `Environment=`. Values are literal; only specifiers are replaced. */
function environmentOf(lines: Lines, { specify, unit, read }: Reading): { env: EnvVars; dropped: readonly Dropped[] } {
  const env = assignmentsIn(listed(lines, "Environment"), specify);
  const ignored: Dropped[] = [];
  for (const entry of listed(lines, "EnvironmentFile")) {
    const [, optional, file = ""] = /^(-?)(.*)$/.exec(specify(entry)) ?? [];
    if (/[*?[]|\$\{SPECIFIER_/.test(file)) {
      throw new ImportError(
        `${unit} reads ${withoutMarks(file)}, which stands for a name that import does not know: write the whole path of each file into a copy of the unit, and pass that`,
      );
    }
    const text = read(file, copyOf(file));
    if (text === undefined && !optional) {
      throw new ImportError(`${unit} reads ${withoutMarks(file)}, which does not exist here: pass a copy of it too`);
    }
    const { vars, dropped } = parseEnvironmentFile({ path: file, text: text ?? "" });
    for (const [name, value] of Object.entries(vars)) env[name] = escaped(value);
    ignored.push(...dropped);
  }
  const names = (key: string) => listed(lines, key).flatMap((value) => value.split(/\s+/));
  // Only systemd knows the values that it passes on.
  for (const name of names("PassEnvironment")) env[name] ??= `\${${name}}`;
  const unset = names("UnsetEnvironment").map((entry) => entry.replace(/=.*/s, ""));
  const set = Object.entries(env).filter(([name]) => !unset.includes(name));
  return { env: Object.fromEntries(set), dropped: ignored };
}

/** Returns the variables of `Environment=` lines, as text for a compose file. */
export function assignmentsIn(lines: readonly string[], specify: (text: string) => string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const line of lines) {
    for (const word of wordsIn(line)) {
      const [, name, value = ""] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
      if (name !== undefined) env[name] = specify(escaped(value));
    }
  }
  return env;
}

const withoutMarks = (text: string) => text.replace(/\$\{SPECIFIER_(\w)\}/g, "%$1");

/** Returns what replaces the specifiers of a unit; one that is not known here becomes a variable that is set nowhere. */
export function specifiersOf(file: string, home: string, user: string): (text: string) => string {
  const full = unitName(file);
  const name = full.replace(/\.\w+$/, "");
  const [prefix = name, instance] = name.split("@");
  const known = new Map([
    ["h", home],
    ["u", user],
    ["n", full],
    ["N", name],
    ["p", prefix],
    ["E", "/etc"],
    ["S", "/var/lib"],
    ["C", "/var/cache"],
    ["L", "/var/log"],
    ["t", "/run"],
    ["%", "%"],
  ]);
  if (instance) known.set("i", instance).set("I", instance.replaceAll("-", "/"));
  return (text) => text.replace(/%([A-Za-z%])/g, (_, letter: string) => known.get(letter) ?? `\${SPECIFIER_${letter}}`);
}

/** Returns the commands without systemd's prefixes, of which `@` puts a name before the arguments, and `:` leaves variables out. */
function commandsOf(lines: Lines, specify: Reading["specify"], vars: EnvVars): string[][] {
  return listed(lines, "ExecStart")
    .flatMap(commandsIn)
    .map(([first = "", ...rest]) => {
      const [, prefixes = "", program = ""] = /^([-@:+!|]*)(.*)$/s.exec(first) ?? [];
      const words = [program, ...(prefixes.includes("@") ? rest.slice(1) : rest)];
      if (prefixes.includes(":")) return words.map((word) => specify(escaped(word)));
      return words.flatMap((word) => expanded(specify(word), vars));
    });
}

function othersOf(lines: Lines): Dropped[] {
  const keys = new Set(lines.map(([key]) => key).filter((key) => !READ.includes(key)));
  return [...keys].map((from) => ({ from, reason: from.includes("Credential") ? IN_CREDENTIAL : OF_SYSTEMD }));
}

const OF_SYSTEMD = "systemd's; Docker starts and limits the node of a stack";
const IN_CREDENTIAL =
  "a file that systemd gives the node, which is not read: set in the stack what the node took from it";

/** Returns the unit's name, as `systemctl` takes it. */
export function unitName(file: string): string {
  return path.posix.basename(file);
}
