/** Texts of scripts that are part of a container's command line or environment. */
import { readFileSync } from "node:fs";
import path from "node:path";

/** Reads a script of this folder, without its comments: a better comment must not replace a validator's container. */
export function scriptText(name: string): string {
  return readFileSync(path.join(__dirname, name), "utf8").replace(/^ *(\/\*\*|\*|\/\/).*\n/gm, "");
}
