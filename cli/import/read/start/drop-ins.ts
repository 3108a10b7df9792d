/** Finds the drop-ins of a unit or Quadlet. Source: systemd.unit(5), podman-systemd.unit(5). */
import { realpathSync } from "node:fs";
import path from "node:path";
import { copyOf, namesIn } from "../disk";
import type { ImportContext } from "../installation";
import type { SourceFile } from "../source-file";
import { isQuadlet } from "./quadlet";
import { isUsers, unitName } from "./systemd-unit";

/** The folders of units and Quadlets, of the system and of a user; `~` is the user's home. The first one has precedence. */
const FOLDERS = {
  unit: {
    system: [
      "/etc/systemd/system",
      "/run/systemd/system",
      "/usr/local/lib/systemd/system",
      "/usr/lib/systemd/system",
      "/lib/systemd/system",
    ],
    user: [
      "~/.config/systemd/user",
      "/etc/systemd/user",
      "/run/systemd/user",
      "~/.local/share/systemd/user",
      "/usr/lib/systemd/user",
    ],
  },
  quadlet: {
    system: ["/run/containers/systemd", "/etc/containers/systemd", "/usr/share/containers/systemd"],
    user: ["~/.config/containers/systemd", "/etc/containers/systemd/users"],
  },
} as const;

/**
 * Returns the drop-ins in the order in which they override each other. Of those with one name in several folders, only the
 * first one counts. The folder of a unit that is a copy elsewhere comes before those of this machine.
 *
 * @param passed drop-ins that the operator named, which take the place of those with their names
 */
export function dropInsOf(unit: SourceFile, passed: readonly SourceFile[], context: ImportContext): SourceFile[] {
  const own = path.dirname(unit.path);
  const usual = foldersOf(unit, context);
  const folders = usual.includes(own) ? usual : [own, ...usual];
  const { names, ofType } = namesFor(unitName(unit.path));
  const places = [
    ...folders.flatMap((folder) => names.map((name) => path.join(folder, name))),
    ...folders.map((folder) => path.join(folder, ofType)),
  ];
  const found = new Map<string, string>();
  for (const place of places) {
    for (const name of namesIn(place).filter((one) => one.endsWith(".conf"))) {
      if (!found.has(name)) found.set(name, path.join(place, name));
    }
  }
  for (const { path: file } of passed) found.delete(path.basename(file));
  const files = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
  return [...files.flatMap((file) => readDropIn(file, context)), ...passed];
}

function foldersOf(unit: SourceFile, { shell: { HOME: home = "~" }, root = "/" }: ImportContext): string[] {
  const kinds = FOLDERS[isQuadlet(unit) ? "quadlet" : "unit"];
  const folders = kinds[isUsers(unit.path) ? "user" : "system"];
  return folders.map((folder) => (folder.startsWith("~") ? folder.replace("~", home) : path.join(root, folder)));
}

/** Returns the names of the folders of drop-ins: for `a-b@one.service` its own, `a-b@.service.d`, `a-.service.d`, `service.d`. */
function namesFor(unit: string): { names: string[]; ofType: string } {
  const [, name = unit, type = "service"] = /^(.*)\.(\w+)$/.exec(unit) ?? [];
  const [prefix = name, instance] = name.split("@");
  const parts = prefix.split("-");
  const shorter = parts.slice(1).map((_, i) => `${parts.slice(0, parts.length - 1 - i).join("-")}-`);
  const template = instance === undefined || instance === "" ? [] : [`${prefix}@`];
  return { names: [name, ...template, ...shorter].map((one) => `${one}.${type}.d`), ofType: `${type}.d` };
}

/** Reads a drop-in; a link to /dev/null only hides those with its name. */
function readDropIn(file: string, { read }: ImportContext): SourceFile[] {
  const text = isNothing(file) ? undefined : read(file, copyOf(file));
  return text === undefined ? [] : [{ path: file, text }];
}

function isNothing(file: string): boolean {
  try {
    return realpathSync(file) === "/dev/null";
  } catch {
    return false;
  }
}
