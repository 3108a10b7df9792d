/** The documentation uses only existing commands and options, and describes every command. */
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { program } from "../cli/program";
import { type Piece, documents } from "../test/fixtures/documents";

interface NamedCommand {
  /** The name with its parent commands: `keys new`. */
  readonly name: string;
  readonly command: Command;
}

function commandsOf(command: Command, above: readonly string[] = []): NamedCommand[] {
  return command.commands.flatMap((child) => {
    const names = [...above, child.name()];
    return [{ name: names.join(" "), command: child }, ...commandsOf(child, names)];
  });
}
const commands = commandsOf(program());
const optionsOf = ({ options }: Command) => options.flatMap(({ long }) => long ?? []);

/** Returns each call of the command line in a piece. */
function callsIn({ place, text }: Piece): Piece[] {
  return [...text.matchAll(/aztec-validator ((?:(?![`|\n#]|&&| {2}).)+)/g)].flatMap(([, args = ""]) =>
    /^[a-z]/.test(args) ? [{ place, text: args.trim() }] : [],
  );
}

/** Returns the command with the longest name at the start of a call. */
function calledBy(args: string): NamedCommand | undefined {
  const fitting = commands.filter(({ name }) => args === name || args.startsWith(`${name} `));
  return fitting.sort((a, b) => b.name.length - a.name.length)[0];
}

/** Options of other programs that the documentation names without a command. */
const OTHERS_OPTIONS = [
  "--account-index",
  "--address-index",
  "--archiver",
  "--secret",
  "--show-secrets",
  "--skip-preview",
];

describe("documentation", () => {
  const pages = documents();
  const calls = pages.flatMap(({ spans, code }) => [...spans, ...code]).flatMap(callsIn);

  it("calls only commands and options that exist", () => {
    const wrong = calls.filter(({ text }) => {
      const found = calledBy(text);
      const options = [...text.matchAll(/ (--[a-z][\w-]*)/g)].map(([, option = ""]) => option);
      return !found || options.some((option) => option !== "--help" && !optionsOf(found.command).includes(option));
    });
    expect(wrong.map(({ place, text }) => `${place} aztec-validator ${text}`)).toEqual([]);
  });

  it("names only options that some command has, unless they are another program's", () => {
    const all = [...commands.flatMap(({ command }) => optionsOf(command)), "--help", ...OTHERS_OPTIONS];
    const wrong = pages
      .flatMap(({ spans }) => spans)
      .filter(({ text }) => {
        const [option = ""] = /^--[a-z][\w-]*/.exec(text) ?? [];
        return option !== "" && !all.includes(option);
      });
    expect(wrong.map(({ place, text }) => `${place} ${text}`)).toEqual([]);
  });

  it.each(commands.map(({ name }) => name))("has the command %s", (name) => {
    expect(calls.filter(({ text }) => text === name || text.startsWith(`${name} `))).not.toEqual([]);
  });
});

describe("--help", () => {
  it.each(commands.map(({ name, command }) => [name, command] as const))("describes %s", (_name, command) => {
    expect(command.description()).toMatch(/^[A-Z].*[^.]$/);
    expect(command.options.filter(({ description }) => description === "")).toEqual([]);
  });
});
