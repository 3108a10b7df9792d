/** Compares the settings of a running node with those that it got. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { valueAt } from "../../settings/config-values";
import { findRelease } from "../../settings/releases/release";
import { envVarsFor } from "../../settings/releases/env-vars";
import { settingDefinitions } from "../../settings/schema";

const reportSchema = z.object({
  environ: z.record(z.string(), z.string()),
  parsed: z.array(z.object({ name: z.string(), key: z.string(), value: z.unknown() })),
  running: z.record(z.string(), z.unknown()),
});
export type Report = z.output<typeof reportSchema>;

/** Loads the variables that are not in the container's environment. */
const HIDDEN = "--require=/var/lib/keys/environment.cjs";

/** Queries the node's admin API, its parser and its process, inside its container. */
export async function queryNode(container: string, adminApiKey: string): Promise<Report> {
  // With all of the node's options, Node accepts no module on standard input; one of them loads the hidden variables.
  const script = readFileSync(path.join(__dirname, "node-config.mjs"), "utf8");
  const args = [
    "exec",
    "-i",
    "-e",
    "ADMIN_KEY",
    "-e",
    `NODE_OPTIONS=${HIDDEN}`,
    container,
    "node",
    "--input-type=module",
    "-",
  ];
  const { stdout } = await execa("docker", args, { input: script, env: { ADMIN_KEY: adminApiKey } });
  return reportSchema.parse(JSON.parse(stdout));
}

/** A setting, and its value in the node. */
export interface Came {
  readonly path: string;
  /** The best source: the running node, else its parser, else its process's environment. */
  readonly by: "running" | "parsed" | "environ" | "nothing";
  readonly set: unknown;
  readonly got: unknown;
}

/** Returns each value that the release reads from its environment, as the node reports it. */
export function cameBack(values: Readonly<Record<string, unknown>>, version: string, report: Report): Came[] {
  const release = findRelease(version);
  return settingDefinitions.flatMap((variable) => {
    const names = envVarsFor(variable, release)?.names ?? [];
    if (!(variable.path in values)) return [];
    return names.map((name) => ({ path: variable.path, set: values[variable.path], ...witness(name, report) }));
  });
}

function witness(name: string, { environ, parsed, running }: Report): Pick<Came, "by" | "got"> {
  const found = parsed.find((one) => one.name === name);
  if (found && found.key in running) return { by: "running", got: valueAt(running, [found.key]) };
  // Only the process shows a secret: the parser's value is redacted as text.
  const isHidden = found && JSON.stringify(found.value).includes("[Redacted]");
  if (found && !isHidden) return { by: "parsed", got: found.value };
  return name in environ ? { by: "environ", got: environ[name] } : { by: "nothing", got: undefined };
}

/** Numbers that the node keeps as text: 4.1.2 has no parser for P2P_BROADCAST_PORT, and uses it in addresses only. */
const KEPT_AS_TEXT = new Set(["p2p.announcePort"]);

/** Returns whether a value equals the one that was set, with its type if the source has types. */
export function isSame({ path: setting, by, set, got }: Came): boolean {
  if (by === "nothing") return false;
  const isText = by === "environ" || KEPT_AS_TEXT.has(setting);
  return JSON.stringify(normal(got)) === JSON.stringify(normal(isText ? textOf(set) : set));
}

function textOf(value: unknown): string {
  return [value].flat().join(",");
}

/** Addresses have capitals or none, and a URL by itself ends in a slash. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== "string") return value;
  return /^0x|^https?:/.test(value) ? value.toLowerCase().replace(/\/$/, "") : value;
}
