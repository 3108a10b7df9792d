/** Scripts that run in a container, as the text of `node -e`. */
import { readFileSync } from "node:fs";
import path from "node:path";

const REQUIRED = /require\("(\.{1,2}\/[\w./-]+\.cjs)"\)/g;

/**
 * Reads a script and puts the scripts that it requires by a path into its text: a container has no such files. Each of
 * them runs once, before those that require it, and gets its own `module`, as in CommonJS.
 */
export function bundledScript(file: string): string {
  const order: string[] = [];
  const texts: string[] = [];
  const withoutRequires = (of: string): string =>
    readFileSync(of, "utf8").replace(REQUIRED, (_, required: string) => {
      const inner = path.join(path.dirname(of), required);
      if (!order.includes(inner)) {
        const text = withoutRequires(inner);
        order.push(inner);
        texts.push(`((module) => {\n${text}\nreturn module.exports;\n})({ exports: {} })`);
      }
      return `bundled[${order.indexOf(inner)}]`;
    });
  const main = withoutRequires(file);
  const modules = texts.map((text, index) => `bundled[${index}] = ${text};`);
  return ["const bundled = [];", ...modules, main].join("\n");
}
