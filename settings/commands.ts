/** Renders the commands that resolve problems of a configuration. */
import { z } from "zod";
import { type Fix, type MoveFix, removeFix, type RemoveFix, type SetFix } from "./fixes";
import { splitPath } from "./flat-config";
import { mayBeSecret, mayHoldKey } from "./secrecy";
import { quote } from "./shell-word";
import { describeType } from "./schema/type-description";
import { inputType } from "./schema/definition";
import { settingAt, settingDefinitions } from "./schema";
import { isDevStack } from "./stack-name";

/** Returns the command that applies a fix. @param stack undefined for the selected one */
export function commandOf(fix: Fix, stack?: string): string {
  switch (fix.kind) {
    case "set":
      return `${fix.replaces ? keepKey(fix.path, stack) : ""}${setCommand(fix.path, valueOf(fix), stack, fix.isSecret)}`;
    case "encrypt":
      return encryptCommand(fix.path, stack);
    case "remove":
    case "remove secret":
      return removalCommand(fix, stack);
    case "move":
      return moveCommand(fix, stack);
    case "stop":
      return stopCommand(fix.stack);
    case "replace file":
      return replaceFileCommand(fix.stack);
  }
}

/** Returns the value or placeholder of a command: nothing for a secret, for which Pulumi prompts. */
function valueOf({ path, value, placeholder }: SetFix): string | undefined {
  return value ?? (mayBeSecret(path) ? undefined : placeholder);
}

/**
 * Returns the command that stops another stack's node. One that the backend lists with a `/` is of another project or
 * organization: from here, Pulumi would change this project's file of that name, and run this program on that state.
 */
function stopCommand(stack: string): string {
  if (!stack.includes("/")) return `pulumi config set stopped true --stack ${stack} && pulumi up --stack ${stack}`;
  const name = stack.slice(stack.lastIndexOf("/") + 1);
  return `in the checkout of ${stack}: aztec-validator stop --stack ${name}`;
}

/** Returns the command that puts a stack's file aside and makes another: it may be the only copy of keys. */
function replaceFileCommand(stack: string): string {
  const file = `Pulumi.${stack}.yaml`;
  return `mv ${file} ${file}.other && aztec-validator config --stack ${stack}`;
}

/**
 * Returns the commands that set a setting in place of what is elsewhere. A value that may be secret is stored at its new
 * place before it is removed: nobody has to know it, and none of it is on a command line.
 */
function moveCommand({ from, to }: MoveFix, stack?: string): string {
  if (stack !== undefined && isDevStack(stack)) {
    const { group, name = "" } = splitPath(to);
    const isInGroup = from.path === to;
    return fileChange(
      stack,
      isInGroup ? `write ${to} as ${name} below ${group}` : `remove ${from.path}, and set ${to}`,
    );
  }
  if (!mayBeSecret(to)) return `${removalCommand(from, stack)} && ${setCommand(to, undefined, stack)}`;
  const keep = from.kind === "remove secret" || mayHoldKey(to) ? keepCopy(stack) : "";
  return `${keep}${storeCommand(from, to, stack)} && ${plainRemoval(from, stack)}`;
}

/** Returns the command that encrypts a value in its place. */
function encryptCommand(path: string, stack?: string): string {
  if (stack !== undefined && isDevStack(stack)) return setCommand(path, undefined, stack);
  return storeCommand({ path }, path, stack);
}

/** Returns the command that stores a value as a secret under another path, or the same. It never stores an empty one. */
function storeCommand({ path, isName }: Pick<RemoveFix, "path" | "isName">, to: string, stack?: string): string {
  const get = `pulumi config get${isName ? ` ${quote(path)}` : pathArgument(path)}${stackOption(stack)}`;
  const set = `pulumi config set --secret${pathArgument(to)}${stackOption(stack)}`;
  return `(value=$(${get}) && [ -n "$value" ] && printf %s "$value" | ${set})`;
}

/**
 * Returns the step before a command that removes or replaces a key: it copies the stack's file, in which the key stays
 * encrypted. Each copy has a name of its own, so that none replaces another.
 */
function keepCopy(stack = "<stack>"): string {
  const file = `Pulumi.${stack}.yaml`;
  return `cp ${file} copy-$(date +%s)-${file} && `;
}

/** Returns that step if a setting may hold a key. A development stack's file is in Git, and has none. */
function keepKey(path: string, stack?: string): string {
  return mayHoldKey(path) && !(stack !== undefined && isDevStack(stack)) ? keepCopy(stack) : "";
}

/** Returns the change of a development stack's file: its state is not where `pulumi config` looks for it. */
function fileChange(stack: string, what: string): string {
  return `${what} in Pulumi.${stack}.yaml`;
}

/**
 * Returns the command that sets a setting.
 *
 * @param value    @default a placeholder; nothing for a secret, for which Pulumi prompts
 * @param stack    undefined for the selected one
 * @param isSecret whether it encrypts the value @default if the setting may contain a secret
 */
export function setCommand(path: string, value?: string, stack?: string, isSecret?: boolean): string {
  const record = recordOf(path);
  const definition = settingAt(record ?? path);
  const type = definition && inputType(definition.type);
  const placeholder = type ? describeType(type).placeholder : "<value>";
  const secret = (isSecret ?? definition?.secret) ? " --secret" : "";
  const where = type instanceof z.ZodRecord && record === undefined ? `${path}.<NAME>` : path;
  if (stack !== undefined && isDevStack(stack)) {
    const shown = value ?? placeholder;
    return fileChange(stack, `set ${where}${shown && `: ${shown}`}`);
  }
  // Pulumi prompts for it: a key on a command line is in the shell's history, and every user of the machine sees it.
  const text = value ?? (secret && !isFromFile(placeholder) ? "" : placeholder);
  return `pulumi config set${secret}${pathArgument(where)}${text && ` ${text}`}${stackOption(stack)}`;
}

/** Returns whether a placeholder stands for a file that a shell passes on standard input. */
function isFromFile(placeholder: string): boolean {
  return placeholder.startsWith("< ");
}

/** Returns the command that moves a validator away from a host that is lost for good, with its node. */
export function lostHostCommand(from: string, to = "<another stack>"): string {
  return `aztec-validator move --from ${from} --to ${to} --host-is-gone`;
}

/** Returns the command that removes a setting. Of a key it keeps a copy. */
export function removeCommand(path: string, stack?: string): string {
  return removalCommand(removeFix(path), stack);
}

function removalCommand(fix: RemoveFix, stack?: string): string {
  if (stack !== undefined && isDevStack(stack)) return fileChange(stack, `remove ${fix.path}`);
  return `${fix.kind === "remove secret" ? keepCopy(stack) : ""}${plainRemoval(fix, stack)}`;
}

function plainRemoval({ path, isName }: RemoveFix, stack?: string): string {
  return `pulumi config rm${isName ? ` ${quote(path)}` : pathArgument(path)}${stackOption(stack)}`;
}

/** Returns the option that names a stack; nothing for the selected one. */
export function stackOption(stack: string | undefined): string {
  return stack === undefined ? "" : ` --stack ${stack}`;
}

/** Returns the path argument of a command. A setting in a group needs `--path`. */
function pathArgument(path: string): string {
  if (!path.includes(".")) return ` ${quote(path)}`;
  const quoted = pulumiPath(path);
  return ` --path ${quoted === path ? path : quote(quoted)}`;
}

/** Settings whose values have names of their own: `extraEnv`, `aws.tags`. */
const RECORDS = settingDefinitions.filter(({ type }) => inputType(type) instanceof z.ZodRecord).map(({ path }) => path);

/** Returns the setting in which a path names a value; undefined for the path of a setting. */
function recordOf(path: string): string | undefined {
  return RECORDS.find((record) => path.startsWith(`${record}.`));
}

/** Converts a path to Pulumi's syntax: a name with a dot or other characters is in brackets, `extraEnv["A-B"]`. */
function pulumiPath(path: string): string {
  const group = recordOf(path) ?? splitPath(path).group;
  const name = path.slice(group.length + 1);
  return /^[\w<>]+$/.test(name) ? path : `${group}[${JSON.stringify(name)}]`;
}
