/** The commands that set a stack's configuration right, for the messages that ask for it. */
import { z } from "zod";
import type { Fix } from "./fixes";
import { describeType } from "./schema/type-description";
import { inputType } from "./schema/definition";
import { settingAt } from "./schema";

/** Renders the command that makes a fix. */
export function commandOf(fix: Fix): string {
  switch (fix.kind) {
    case "set":
      return setCommand(fix.path, fix.value ?? fix.placeholder);
    case "remove":
      return removeCommand(fix.path);
    case "stop":
      return `pulumi config set stopped true --stack ${fix.stack} && pulumi up --stack ${fix.stack}`;
  }
}

/** Sets a setting. @param value unset, a blank that says what to fill in */
export function setCommand(path: string, value?: string): string {
  const variable = settingAt(path);
  const type = variable && inputType(variable.type);
  const blank = value ?? (type ? describeType(type).placeholder : "<value>");
  const secret = variable?.secret ? " --secret" : "";
  const where = type instanceof z.ZodRecord ? `${path}.<NAME>` : path;
  return `pulumi config set${secret}${place(where)}${blank && ` ${blank}`}`;
}

/** Removes a setting. */
export function removeCommand(path: string): string {
  return `pulumi config rm${place(path)}`;
}

/** A path as the command takes it: only a group's needs to be said to be one. */
function place(path: string): string {
  if (!path.includes(".")) return ` ${path}`;
  const written = pulumiPath(path);
  return ` --path ${written === path ? path : `'${written}'`}`;
}

/** Writes a path as Pulumi takes it: a name with other characters stands in brackets, `extraEnv["A-B"]`. */
export function pulumiPath(path: string): string {
  const isPlain = /^[\w.<>]+$/.test(path) && !/^extraEnv\..*\./.test(path);
  if (!path.includes(".") || isPlain) return path;
  const [group = "", ...name] = path.split(".");
  return `${group}["${name.join(".")}"]`;
}
