/** What an old node was given, by its variables' names: a flag stands for the variable that it is one with. */
import startFlags from "./start-flags.json";
import type { Installation } from "./installation";
import type { Dropped } from "./parts";

export interface Given {
  readonly variables: Readonly<Record<string, string>>;
  /** What the operator wrote for a variable, where that is not its name: the flag. */
  readonly origins: Readonly<Record<string, string>>;
  /** What stands for no variable. */
  readonly dropped: readonly Dropped[];
}

const variableOfFlag = new Map(Object.entries(startFlags.flags));

/** Flags that only say what is started; the stack's role and release say that. */
const PARTS = new Set(["--node", "--sequencer", "--prover-node", "--prover-broker", "--prover-agent"]);

const WITHOUT_VARIABLE: Readonly<Record<string, string>> = {
  "--archiver": "follows from the release: 5.0.0 and later end with an error over it",
  "--pxe": "not for a node; 5.0.0 and later end with an error over it",
};

/** A flag beats the variable, as it does in the node's own command line. */
export function givenTo({ variables, unset, flags = {} }: Installation): Given {
  const all: Record<string, string> = { ...variables };
  const origins: Record<string, string> = {};
  const dropped: Dropped[] = unset.map(({ variable, names }) => ({ from: variable, why: without(names) }));
  for (const [flag, value] of Object.entries(flags)) {
    const variable = variableOfFlag.get(flag);
    if (variable) {
      all[variable] = value;
      origins[variable] = flag;
    } else if (!PARTS.has(flag)) {
      dropped.push({ from: flag, why: WITHOUT_VARIABLE[flag] ?? "a flag that no variable of the node is known for" });
    }
  }
  return { variables: all, origins, dropped };
}

function without(names: readonly string[]): string {
  if (names.length === 0) return "the file is not there";
  const all = names.map((name) => `\${${name}}`).join(", ");
  return `${all} has no value: it is not in the .env beside the file`;
}
