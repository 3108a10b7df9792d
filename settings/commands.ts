/** Renders the commands that resolve problems of a configuration. */
import { z } from "zod";
import type { Fix } from "./fixes";
import { describeType } from "./schema/type-description";
import { inputType } from "./schema/definition";
import { settingAt } from "./schema";
import { isDevStack } from "./stack-name";

/** Returns the command that applies a fix. @param stack undefined for the selected one */
export function commandOf(fix: Fix, stack?: string): string {
  switch (fix.kind) {
    case "set":
      return setCommand(fix.path, fix.value ?? fix.placeholder, stack, fix.isSecret);
    case "remove":
      return removeCommand(fix.path, stack);
    case "stop":
      return `pulumi config set stopped true --stack ${fix.stack} && pulumi up --stack ${fix.stack}`;
    case "replace file":
      return replaceFileCommand(fix.stack);
  }
}

/** Returns the command that puts a stack's file aside and makes another: it may be the only copy of keys. */
function replaceFileCommand(stack: string): string {
  const file = `Pulumi.${stack}.yaml`;
  return `mv ${file} ${file}.other && aztec-validator config --stack ${stack}`;
}

/** Returns the change of a development stack's file: its state is not where `pulumi config` looks for it. */
function fileChange(stack: string, what: string): string {
  return `${what} in Pulumi.${stack}.yaml`;
}

/**
 * Returns the command that sets a setting.
 *
 * @param value    @default a placeholder
 * @param stack    undefined for the selected one
 * @param isSecret whether it encrypts the value @default if the setting may contain a secret
 */
export function setCommand(path: string, value?: string, stack?: string, isSecret?: boolean): string {
  const variable = settingAt(path);
  const type = variable && inputType(variable.type);
  const text = value ?? (type ? describeType(type).placeholder : "<value>");
  const secret = (isSecret ?? variable?.secret) ? " --secret" : "";
  const where = type instanceof z.ZodRecord ? `${path}.<NAME>` : path;
  if (stack !== undefined && isDevStack(stack)) return fileChange(stack, `set ${where}${text && `: ${text}`}`);
  return `pulumi config set${secret}${pathArgument(where)}${text && ` ${text}`}${stackOption(stack)}`;
}

/** Returns the command that removes a setting. */
export function removeCommand(path: string, stack?: string): string {
  if (stack !== undefined && isDevStack(stack)) return fileChange(stack, `remove ${path}`);
  return `pulumi config rm${pathArgument(path)}${stackOption(stack)}`;
}

/** Returns the option that names a stack; nothing for the selected one. */
export function stackOption(stack: string | undefined): string {
  return stack === undefined ? "" : ` --stack ${stack}`;
}

/** Returns the path argument of a command. A setting in a group needs `--path`. */
function pathArgument(path: string): string {
  if (!path.includes(".")) return ` ${path}`;
  const quoted = pulumiPath(path);
  return ` --path ${quoted === path ? path : `'${quoted}'`}`;
}

/** Converts a path to Pulumi's syntax: a name with other characters is in brackets, `extraEnv["A-B"]`. */
function pulumiPath(path: string): string {
  const isPlain = /^[\w.<>]+$/.test(path) && !/^extraEnv\..*\./.test(path);
  if (!path.includes(".") || isPlain) return path;
  const [group = "", ...name] = path.split(".");
  return `${group}["${name.join(".")}"]`;
}
