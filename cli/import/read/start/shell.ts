/** The state of a shell script that is read, and what changes it. */
import type { EnvVars } from "../interpolation";
import type { ReadFile } from "../source-file";
import { homeOf } from "./home";
import type { LogicalLine } from "./shell-lines";
import { ITEM, shellWords } from "./shell-words";

/** The context in which a script is read. Variables are text for a compose file. */
export interface Shell {
  vars: Record<string, string>;
  readonly exported: Set<string>;
  /** Variables that are set under a condition, with the place. */
  readonly conditional: Map<string, string>;
  readonly functions: Map<string, readonly LogicalLine[]>;
  cwd: string;
  exportsAll: boolean;
  readonly read: ReadFile;
  /** The variables of the shell that starts the script, which it has too. */
  outer: EnvVars;
  /** Here-documents whose text is not used, with the place. */
  readonly unread: string[];
  /** How many scripts and functions are running: one that runs itself would not end. */
  depth: number;
}

export function newShell(cwd: string, env: EnvVars, read: Shell["read"], outer: EnvVars = {}): Shell {
  const vars = { ...env, PWD: cwd };
  const nothing = { conditional: new Map<string, string>(), functions: new Map<string, readonly LogicalLine[]>() };
  return {
    vars,
    outer,
    exported: new Set(Object.keys(env)),
    cwd,
    read,
    exportsAll: false,
    unread: [],
    depth: 0,
    ...nothing,
  };
}

/** Removes variables, also those of the shell that starts the script. */
export function unset(names: readonly string[], shell: Shell): void {
  const without = (vars: EnvVars) => Object.fromEntries(Object.entries(vars).filter(([name]) => !names.includes(name)));
  shell.vars = without(shell.vars);
  shell.outer = without(shell.outer);
}

/** Runs a command as another user, in whose home the node keeps its data. */
export function withHome<T>(user: string | undefined, shell: Shell, call: () => T): T {
  const { HOME: own } = shell.vars;
  if (user === undefined || own === undefined) return call();
  shell.vars = { ...shell.vars, HOME: homeOf(user, {}, shell.read) };
  const result = call();
  shell.vars = { ...shell.vars, HOME: own };
  return result;
}

/** Sets the variables of a line such as `: "${NAME:=value}"`. */
export function assignDefaults(line: string, shell: Shell): void {
  if (!/^\s*:\s/.test(line)) return;
  for (const [all, name = "", isEmptyToo] of line.matchAll(/\$\{([A-Za-z_]\w*)(:?)=(?:[^{}]|\$\{[^}]*\})*\}/g)) {
    const value = shell.vars[name];
    if (value === undefined || (isEmptyToo && value === ""))
      shell.vars[name] = shellWords(`"${all}"`, shell)[0]?.text ?? "";
  }
}

const PARAMETER = /^(?:\d|@|\*|#)$/;

/** Runs a script or function with its arguments: `$1`, `$@`. Those of the caller are back afterwards. */
export function withArguments<T>(shell: Shell, name: string, args: readonly string[], call: () => T): T {
  const parameters = (vars: EnvVars) => Object.entries(vars).filter(([key]) => PARAMETER.test(key));
  const others = (vars: EnvVars) => Object.entries(vars).filter(([key]) => !PARAMETER.test(key));
  const before = parameters(shell.vars);
  const list = args.join(ITEM);
  const own: [string, string][] = [
    ["@", list],
    ["*", list],
    ["#", String(args.length)],
  ];
  args.slice(0, 9).forEach((arg, i) => own.push([String(i + 1), arg]));
  const script: [string, string][] = name.startsWith("/")
    ? ["0", "BASH_SOURCE[0]", "BASH_SOURCE"].map((key) => [key, name])
    : [];
  shell.vars = Object.fromEntries([...others(shell.vars), ...own, ...script]);
  const result = call();
  shell.vars = Object.fromEntries([...others(shell.vars), ...before]);
  return result;
}
