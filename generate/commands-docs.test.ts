/** What documentation says of the command line, beside what its commands take: none is told of that is not there. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { program } from "../cli/program";
import { PROJECT_DIR } from "../pulumi/dev-stack";

const files = ["README.md", ...readdirSync(path.join(PROJECT_DIR, "docs")).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith(".md"),
);
const textOf = (file: string) => readFileSync(path.join(PROJECT_DIR, file), "utf8");

/** Names of commands and of theirs: `keys new`. */
function pathsOf(command: Command, before: readonly string[] = []): { words: string; command: Command }[] {
  return command.commands.flatMap((one) => {
    const words = [...before, one.name()];
    return [{ words: words.join(" "), command: one }, ...pathsOf(one, words)];
  });
}
const commands = pathsOf(program());

/** Each call of the command line that a text has, up to where it ends. */
function calls(text: string): string[] {
  return [...text.matchAll(/aztec-validator ((?:(?![`|\n]|&&| {2}).)+)/g)].flatMap(([, words = ""]) =>
    /^[a-z]/.test(words) ? [words] : [],
  );
}

function called(words: string): { words: string; command: Command } | undefined {
  const fitting = commands.filter((one) => words === one.words || words.startsWith(`${one.words} `));
  return fitting.sort((one, other) => other.words.length - one.words.length)[0];
}

describe.each(files)("%s", (file) => {
  it("calls no command and no option that there is none of", () => {
    const wrong = calls(textOf(file)).flatMap((words) => {
      const found = called(words);
      if (!found) return [words];
      const options = [...words.matchAll(/ (--[a-z][\w-]*)/g)].map(([, option]) => option);
      const known = found.command.options.flatMap(({ long }) => long ?? []);
      return options.filter((option) => option !== "--help" && !known.includes(option ?? "")).map(() => words);
    });
    expect(wrong).toEqual([]);
  });
});

describe("each command", () => {
  const told = [
    textOf("README.md"),
    textOf("docs/daily-operations.md"),
    textOf("docs/upgrades.md"),
    textOf("docs/security.md"),
  ].flatMap(calls);

  it.each(commands.map(({ words }) => words))("%s is told of", (words) => {
    expect(told.some((one) => one === words || one.startsWith(`${words} `))).toBe(true);
  });

  it.each(commands.map(({ words, command }) => [words, command] as const))(
    "%s says what it does",
    (_words, command) => {
      expect(command.description()).toMatch(/^[A-Z].*[^.]$/);
      expect(command.options.filter(({ description }) => description === "")).toEqual([]);
    },
  );
});
