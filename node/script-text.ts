/** Texts of scripts that are part of a container's command line or environment. */
import { readFileSync } from "node:fs";
import path from "node:path";

/** Reads a script of this folder, without its comments: a better comment must not replace a validator's container. */
export function scriptText(name: string): string {
  return readFileSync(path.join(__dirname, name), "utf8").replace(/^ *(\/\*\*|\*|\/\/).*\n/gm, "");
}

/** Returns the option of Node that runs a script of this folder before a program's first line. */
export function importOption(name: string): string {
  const script = encodeURI(scriptText(name).trim());
  // These end a URL's path, or the variable's word.
  const escaped = script.replaceAll("#", "%23").replaceAll("?", "%3F").replaceAll('"', "%22");
  return `--import=data:text/javascript,${escaped}`;
}
