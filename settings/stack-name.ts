/** Names of stacks. */

/** A name of a stack, as Pulumi allows it. The first character is not a dot: the name of a hidden file, or a path, is refused. */
const NAME = String.raw`[\w-][\w.-]{0,99}`;
const SETTINGS_FILE = new RegExp(String.raw`^Pulumi\.(${NAME})\.yaml$`);

export const STACK_NAME_RULE =
  "a stack's name has only letters, digits, `.`, `-` and `_`, up to 100, and does not begin with a dot";

export function isStackName(name: string): boolean {
  return new RegExp(`^${NAME}$`).test(name);
}

/** Returns the names of the stacks whose settings files are among a folder's files. */
export function stackNamesIn(files: readonly string[]): string[] {
  return files.flatMap((file) => SETTINGS_FILE.exec(file)?.[1] ?? []);
}

/** Returns whether a stack is a development stack, by its name. */
export function isDevStack(name: string): boolean {
  return /^dev(-|$)/.test(name);
}

/** Label with the stack that a container, network or volume belongs to, as `<project>/<stack>`. */
export const STACK_LABEL = "aztec-validator.stack";
