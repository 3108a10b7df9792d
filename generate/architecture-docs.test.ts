/** docs/architecture.md shows the rooms and their imports as .dependency-cruiser.cjs enforces them. */
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const root = path.join(__dirname, "..");
const text = readFileSync(path.join(root, "docs/architecture.md"), "utf8");

const configSchema = z.object({ forbidden: z.array(z.unknown()) });
/** A rule for one room; other rules, such as the one against cycles, have no such paths. */
const ruleSchema = z.object({ from: z.object({ path: z.string() }), to: z.object({ pathNot: z.array(z.string()) }) });

/** The rules of `npm run rooms`: a room each, and the paths that it may import. */
const { forbidden } = configSchema.parse(createRequire(__filename)(path.join(root, ".dependency-cruiser.cjs")));
const nameOf = (pattern: string) => pattern.replace(/^\^|\/$|\$$|\\/g, "");
const roomRules = forbidden.flatMap((rule) => ruleSchema.safeParse(rule).data ?? []);
const rules = roomRules.map(({ from, to }) => {
  const room = nameOf(from.path);
  return { room, imports: to.pathNot.map(nameOf).filter((name) => name !== room && name !== "node_modules") };
});
const rooms = rules.map(({ room }) => room);

/** Whole rooms that a room may import; `partial` are those of which it may import a folder or a file. */
function importsOf(room: string): { whole: string[]; partial: string[] } {
  const imports = rules.find((rule) => rule.room === room)?.imports ?? [];
  const whole = imports.filter((name) => rooms.includes(name));
  const partial = imports.map((name) => name.split("/")[0] ?? "").filter((name) => rooms.includes(name));
  return { whole, partial: [...new Set(partial)].filter((name) => !whole.includes(name)) };
}

function reaches(from: string, to: string): boolean {
  return importsOf(from).whole.some((next) => next === to || reaches(next, to));
}

/** Returns the minimal set of arrows that reaches everything a room may import. */
function arrows(): string[] {
  return rooms.flatMap((room) => {
    const { whole, partial } = importsOf(room);
    const direct = whole.filter((to) => !whole.some((other) => other !== to && reaches(other, to)));
    return [...direct.map((to) => `${room} --> ${to}`), ...partial.map((to) => `${room} -.-> ${to}`)];
  });
}

describe("docs/architecture.md", () => {
  it("has a row for each room, with exactly the imports that are allowed", () => {
    const [, section = ""] = text.split("| May import");
    const rows = [...section.matchAll(/^\| `([\w-]+)\/` +\|.*\| (\S.*?) +\|$/gm)].slice(0, rooms.length);
    const shown = rows.map(([, room, imports]) => ({
      room,
      imports: imports === "nothing" ? [] : imports?.split(", "),
    }));
    expect(shown).toHaveLength(rooms.length);
    for (const { room, imports } of rules) expect(shown).toContainEqual({ room, imports });
  });

  it("draws the arrows between rooms that lead to every allowed import, and no other", () => {
    const [, picture = ""] = /```mermaid\nflowchart BT\n([\s\S]*?)```/.exec(text) ?? [];
    const drawn = picture.split("\n").map((line) => line.trim());
    expect(drawn.filter((line) => line !== "" && !line.startsWith("index")).sort()).toEqual(arrows().sort());
  });
});
