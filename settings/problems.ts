/** Problems of a stack's configuration. They are reported together. */
import { commandOf } from "./commands";
import { type Fix, removeFix, setFix } from "./fixes";

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
  /** Whether the setting can be removed without loss: the selected release, role or network does not use it. */
  readonly obsolete?: true;
}

/** Reports a setting whose value is wrong. @param fix @default the operator sets another value */
export function wrong(path: string, message: string, fix: Fix = setFix(settingOf(path))): Problem {
  return { path, setting: settingOf(path), message, fix };
}

/** Returns the setting that contains a place: a keystore is set as a whole. */
function settingOf(path: string): string {
  return /^keystore\b/.test(path) ? "keystore" : path;
}

/** Reports a setting that is missing. @param why the node needs it */
export function missing(path: string, why: string): Problem {
  return wrong(path, `is not set: ${why}`);
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
  const lines = problems.flatMap(({ path, message, fix }) => [
    `  ${path} ${message}`,
    ...(fix ? [`      ${commandFor(fix)}`] : []),
  ]);
  return [`${count} in the settings; nothing was changed.`, ...lines].join("\n");
}
