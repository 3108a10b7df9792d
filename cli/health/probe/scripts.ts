/** Joins the scripts of the probe into one text for `node -e`: it runs where none of their files are. */
import { readFileSync } from "node:fs";
import path from "node:path";

/** Scripts in the order in which they run: each requires only those before it. `probe` is the main program. */
export const PROBE_SCRIPTS = ["servers", "multicall", "blobs", "work", "downloads", "thorough", "probe"] as const;

/** Returns the text: every script becomes a function that gets its own `module`, as in CommonJS. */
export function probeScript(): string {
  const load = "const load = (name) => loaded[name] ?? require(name);";
  return ["const loaded = {};", load, ...PROBE_SCRIPTS.map(wrapped)].join("\n");
}

function wrapped(name: string): string {
  const text = readFileSync(path.join(__dirname, "scripts", `${name}.cjs`), "utf8");
  const module = `((require, module) => {\n${text}\nreturn module.exports;\n})(load, { exports: {} })`;
  return `loaded["./${name}.cjs"] = ${module};`;
}
