/** The commands that set a stack's configuration right, for the messages that ask for it. */
import { kindOf } from "./variables/kind";
import { writtenType } from "./variables/row";
import { variableAt } from "./variables";

/** Sets a setting. @param value unset, a blank that says what to fill in */
export function setCommand(path: string, value?: string): string {
  const variable = variableAt(path);
  const blank = value ?? (variable ? kindOf(writtenType(variable.type)).blank : "<value>");
  const secret = variable?.secret ? " --secret" : "";
  return `pulumi config set${secret}${byPath(path)} ${path}${blank && ` ${blank}`}`;
}

/** Removes a setting. */
export function removeCommand(path: string): string {
  return `pulumi config rm${byPath(path)} ${path}`;
}

function byPath(path: string): string {
  return path.includes(".") ? " --path" : "";
}
