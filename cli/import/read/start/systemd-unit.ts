/** Reads the unit of a node that systemd starts, with its drop-ins. Source: systemd.service(5), systemd.exec(5), version 257. */
import path from "node:path";
import { parseEnv } from "node:util";
import type { Dropped } from "../effective-env";
import { ImportError } from "../import-error";
import type { StartedNode } from "./docker-run";
import { newShell, nodesIn, type Shell } from "./shell-script";
import { escaped, shellWords } from "./shell-words";

/** The settings of a unit's section [Service], in order. */
type Lines = readonly (readonly [key: string, value: string])[];

/** Keys that the import reads, or that say nothing about the node. */
const READ = ["Environment", "EnvironmentFile", "ExecStart", "WorkingDirectory", "Type", "User", "Group"];

/** @param files the unit, then its drop-ins, each overriding those before it */
export function nodesOfUnit(
  files: readonly { path: string; text: string }[],
  home: string,
  read: Shell["read"],
): StartedNode[] {
  const lines = files.flatMap(({ path: file, text }) => serviceLines(text, file));
  const name = files[0]?.path ?? "";
  const user = last(lines, "User");
  const directory = last(lines, "WorkingDirectory")?.replace(/^-/, "") ?? "/";
  const owned = { HOME: user === undefined || user === "root" ? "/root" : home };
  const env = environmentOf(lines, owned, name, read);
  const start = commandsOf(lines);
  if (start.length === 0) throw new ImportError(`${name} has no ExecStart in its section [Service]`);
  const shell = newShell(directory.replace(/^~|^%h/, owned.HOME), { ...owned, ...env }, read);
  const nodes = start.flatMap((command) => nodesIn(command, `${name}, ExecStart`, shell));
  return nodes.map((node) => ({ ...node, dropped: [...node.dropped, ...othersOf(lines)] }));
}

function serviceLines(text: string, file: string): Lines {
  const joined = text.replace(/\\\r?\n(?:[#;].*\r?\n)*/g, " ");
  let section = "";
  return joined.split(/\r?\n/).flatMap((raw): (readonly [string, string])[] => {
    const line = raw.trim();
    if (line === "" || /^[#;]/.test(line)) return [];
    const [, header] = /^\[(.+)\]$/.exec(line) ?? [];
    if (header !== undefined) section = header;
    if (header !== undefined || section !== "Service") return [];
    const [, key, value = ""] = /^([A-Za-z]+)\s*=\s*(.*)$/s.exec(line) ?? [];
    if (key === undefined) throw new ImportError(`${file} has a line in [Service] that is not a setting of systemd`);
    return [[key, value]];
  });
}

function last(lines: Lines, key: string): string | undefined {
  return lines.filter(([name]) => name === key).at(-1)?.[1];
}

/** Returns the values of a list; an empty one resets it, as in a drop-in. */
function listed(lines: Lines, key: string): string[] {
  return lines
    .filter(([name]) => name === key)
    .reduce<string[]>((all, [, value]) => (value === "" ? [] : [...all, value]), []);
}

/** Files override `Environment=`. Values are literal; only specifiers such as %h are replaced. */
function environmentOf(
  lines: Lines,
  owned: { HOME: string },
  unit: string,
  read: Shell["read"],
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const line of listed(lines, "Environment")) {
    for (const { text } of shellWords(line.replaceAll("$", "\\$"), {})) {
      const [, name, value = ""] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
      if (name !== undefined) env[name] = specifiers(value, owned);
    }
  }
  for (const entry of listed(lines, "EnvironmentFile")) {
    const [, optional, file = ""] = /^(-?)(.*)$/.exec(specifiers(entry, owned)) ?? [];
    const text = read(file);
    if (text === undefined && !optional) {
      throw new ImportError(
        `${unit} reads ${file}, which cannot be read here: run the import with sudo, or pass that file too`,
      );
    }
    for (const [name, value = ""] of Object.entries(parseEnv(text ?? ""))) env[name] = escaped(value);
  }
  return env;
}

function specifiers(value: string, { HOME }: { HOME: string }): string {
  return value.replaceAll("%h", HOME).replaceAll("%%", "%");
}

/** Returns the commands, without systemd's prefixes. */
function commandsOf(lines: Lines): string[] {
  return listed(lines, "ExecStart").map((command) => command.replace(/^[-@:+!|]+/, "").replaceAll("%%", "%"));
}

function othersOf(lines: Lines): Dropped[] {
  const keys = new Set(lines.map(([key]) => key).filter((key) => !READ.includes(key)));
  return [...keys].map((from) => ({ from, reason: "systemd's; Docker starts and limits the node of a stack" }));
}

/** Returns the folder of a unit's drop-ins. */
export function dropInFolder(unit: string): string {
  return `${unit}.d`;
}

/** Returns the unit's name, as `systemctl` takes it. */
export function unitName(file: string): string {
  return path.posix.basename(file);
}
