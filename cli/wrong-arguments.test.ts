/**
 * No command answers wrong arguments with a stack trace. Every command is run with the combinations of its options, with
 * right and wrong values, and with too few and too many arguments. What begins to work on a stack stops there: stacks are
 * not opened here.
 */
import type { Command, Option } from "commander";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OperatorError } from "../terminal/output";
import { program } from "./program";

vi.mock("./stack/session", () => {
  const open = () => Promise.reject(new OperatorError("A stack would be opened."));
  return { StackSession: { open, openExclusive: open, openAll: open } };
});
vi.mock("./stack/write", () => ({
  isConfigured: () => false,
  refuseNewDev: () => undefined,
  writeStack: () => Promise.resolve(),
}));

/** The end of a command that prints usage. */
class Exit extends Error {}

beforeEach(() => {
  vi.stubEnv("AZTEC_VALIDATOR_STACK", "no-such-stack");
  vi.spyOn(process, "exit").mockImplementation((code) => {
    throw new Exit(String(code));
  });
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, "write").mockReturnValue(true);
  for (const method of ["log", "error"] as const) vi.spyOn(console, method).mockReturnValue(undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

type Arguments = readonly string[];

/** Commands without subcommands, by their names as typed. */
function leaves(command: Command, path: Arguments = []): (readonly [Arguments, Command])[] {
  if (command.commands.length === 0) return [[path, command]];
  return command.commands.flatMap((one) => leaves(one, [...path, one.name()]));
}

/** Returns the ways to pass an option: with a value that is a word, one that is a number, one that is none. */
function waysOf({ long, required, optional, argChoices }: Option): Arguments[] {
  const flag = long ?? "";
  if (!required && !optional) return [[flag]];
  const values = argChoices ? [argChoices[0] ?? "", "x"] : ["x", "5"];
  return values.map((value) => [flag, value]);
}

const POSITIONALS: readonly Arguments[] = [
  [],
  ["x"],
  ["5.2.0"],
  ["0x1234567890abcdef1234567890abcdef12345678"],
  ["x", "y"],
];
/** Up to FEW options are combined in every way. Up to SOME, two at a time. More, one at a time. */
const [FEW, SOME] = [5, 12];

/** Returns the combinations of options. */
function combinations(options: readonly Option[]): Arguments[] {
  const most = options.length <= FEW ? options.length : options.length <= SOME ? 2 : 1;
  return options
    .reduce<(readonly [number, Arguments])[]>(
      (sets, option) => [
        ...sets,
        ...sets
          .filter(([size]) => size < most)
          .flatMap(([size, set]) => waysOf(option).map((way) => [size + 1, [...set, ...way]] as const)),
      ],
      [[0, []]],
    )
    .map(([, set]) => set);
}

/** Runs a command line. @returns what it throws that is neither usage nor words for the operator */
async function faultOf(args: Arguments): Promise<string | undefined> {
  try {
    await program().parseAsync(["node", "aztec-validator", ...args]);
    return undefined;
  } catch (error) {
    return error instanceof OperatorError || error instanceof Exit ? undefined : `${args.join(" ")}: ${String(error)}`;
  }
}

describe("wrong arguments", () => {
  it.each(leaves(program()).map(([path, command]) => [path.join(" "), path, command] as const))(
    "of %s are answered in words",
    async (_, path, command) => {
      const faults: string[] = [];
      const sets = combinations(command.options);
      for (const set of sets)
        for (const positional of POSITIONALS)
          faults.push(...[(await faultOf([...path, ...set, ...positional])) ?? []].flat());
      const lonely = command.options.map(({ long }) => [...path, long ?? ""]);
      for (const args of [...lonely, [...path, "--no-such-option"], [...path, "--stack="]])
        faults.push(...[(await faultOf(args)) ?? []].flat());
      expect(faults).toEqual([]);
    },
  );

  it("of the program itself are answered in words", async () => {
    for (const args of [
      [],
      ["statsu"],
      ["--stack", "x"],
      ["help", "no-such"],
      ["keys"],
      ["keys", "no-such"],
      ["--version"],
    ])
      expect(await faultOf(args)).toBeUndefined();
  });
});
