/** Scripts that run in a container, as the text of `node -e`. */
import { readFileSync } from "node:fs";
import path from "node:path";

/** Reads a script and puts the scripts that it requires from its folder into its text: a container has no such files. */
export function bundledScript(file: string): string {
  const text = readFileSync(file, "utf8");
  return text.replace(/require\("(\.\/[\w-]+\.cjs)"\)/g, (_, required: string) => {
    const inner = bundledScript(path.join(path.dirname(file), required));
    return `((module) => { ${inner}\nreturn module.exports; })({ exports: {} })`;
  });
}
