/** What is wrong with a stack's configuration, told to the operator all at once. */
import { commandOf } from "./commands";
import { type Fix, removeFix, setFix } from "./fixes";

/** One wrong setting. It never carries the value: the setting may be a secret. */
export interface Problem {
  /** As the operator writes it: `p2p.port`. */
  readonly path: string;
  /** The setting that the path is in: `ethereumHosts` of `ethereumHosts[1]`. */
  readonly setting: string;
  /** What is wrong, and what to write instead: it follows the path in a sentence. */
  readonly message: string;
  /** The change that sets it right, where one does. */
  readonly fix?: Fix;
  /** Nothing is lost with it: no release, role or network that is chosen has a use for it, so it only has to go. */
  readonly obsolete?: true;
}

/** Reports a setting whose value is wrong. @param fix @default the operator sets another value */
export function wrong(path: string, message: string, fix: Fix = setFix(path)): Problem {
  return { path, setting: path, message, fix };
}

/** Reports a setting that is missing. @param why the node needs it */
export function missing(path: string, why: string): Problem {
  return wrong(path, `is not set: ${why}`);
}

/** Reports a setting that does not go with the others and has to be removed. */
export function excess(path: string, message: string): Problem {
  return wrong(path, message, removeFix(path));
}

/** Reports a setting that nothing uses. */
export function obsolete(path: string, message: string): Problem {
  return { ...excess(path, message), obsolete: true };
}

/** Returns the list of all problems for the operator, each with the command that fixes it. */
export function problemList(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.flatMap(({ path, message, fix }) => [
    `  ${path} ${message}`,
    ...(fix ? [`      ${commandOf(fix)}`] : []),
  ]);
  return [`${count} in the settings; nothing was changed.`, ...lines].join("\n");
}
