/** What is wrong with a stack's configuration, told to the operator all at once. */
import { commandOf } from "./commands";
import type { Fix } from "./fixes";

/** One wrong setting. It never carries the value: the setting may be a secret. */
export interface Problem {
  /** As the operator writes it: `p2p.port`. */
  readonly path: string;
  /** What is wrong, and what to write instead: it follows the path in a sentence. */
  readonly message: string;
  /** The change that sets it right, where one does. */
  readonly fix?: Fix;
  /** Nothing is lost with it: no release, role or network that is chosen has a use for it, so it only has to go. */
  readonly obsolete?: true;
}

/** Thrown once for everything that is wrong; its message is the whole list. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  constructor(readonly problems: readonly Problem[]) {
    super(describe(problems));
  }
}

function describe(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.flatMap(({ path, message, fix }) => [
    `  ${path} ${message}`,
    ...(fix ? [`      ${commandOf(fix)}`] : []),
  ]);
  return [`${count} in the settings; nothing was changed.`, ...lines].join("\n");
}
