/** Problems of a stack's configuration. They are reported together. */
import { commandOf } from "./commands";
import { type Fix, removeFix, replaceFix, setFix } from "./fixes";

/** A problem with one setting. Never contains its value, which may be secret. */
export interface Problem {
  /** As the operator writes it: `p2p.port`. */
  readonly path: string;
  /** The setting that the path is in: `ethereumHosts` of `ethereumHosts[1]`. */
  readonly setting: string;
  /** The predicate of a sentence whose subject is the path: what is wrong, and what to set instead. */
  readonly message: string;
  /** The change that resolves it, if a single one does. */
  readonly fix?: Fix;
  /** Another change that resolves it, if both may be meant. */
  readonly alternative?: Fix;
  /** Whether nothing uses the setting with the selected release, role or network. It may be a key's only copy all the same. */
  readonly obsolete?: true;
}

/** Reports a setting whose value is wrong. @param fix @default the operator sets another value */
export function wrong(path: string, message: string, fix: Fix = replaceFix(settingOf(path))): Problem {
  return { path, setting: settingOf(path), message, fix };
}

/** Returns the setting that contains a place: a keystore is set as a whole. */
function settingOf(path: string): string {
  return /^keystore\b/.test(path) ? "keystore" : path;
}

/** Reports a setting that is missing. @param why the node needs it */
export function missing(path: string, why: string): Problem {
  return wrong(path, `is not set: ${why}`, setFix(path));
}

/** Reports a setting that conflicts with others and has to be removed. */
export function excess(path: string, message: string): Problem {
  // A field of a keystore is removed by another keystore.
  return settingOf(path) === path ? wrong(path, message, removeFix(path)) : wrong(path, message);
}

/** Reports a setting that nothing uses. */
export function obsolete(path: string, message: string): Problem {
  return { ...excess(path, message), obsolete: true };
}

/**
 * Returns the list of all problems for the operator, each with the command that fixes it.
 *
 * @param stack      undefined for the selected one
 * @param commandFor returns the command of a fix @default the change of the settings
 */
export function problemList(
  problems: readonly Problem[],
  stack?: string,
  commandFor: (fix: Fix) => string = (fix) => commandOf(fix, stack),
): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.flatMap((problem) => problemLines(problem, commandFor));
  return [`${count} in the settings; nothing was changed.`, ...lines].join("\n");
}

/** Returns the lines of a problem: what is wrong, and the commands that fix it. */
export function problemLines({ path, message, fix, alternative }: Problem, commandFor: (fix: Fix) => string): string[] {
  return [
    `  ${path} ${message}`,
    ...(fix ? [`      ${commandFor(fix)}`] : []),
    ...(alternative ? [`      or, without it: ${commandFor(alternative)}`] : []),
  ];
}
