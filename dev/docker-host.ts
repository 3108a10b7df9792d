/** Finds the Docker engine that a stack's settings file names. */
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { z } from "zod";
import type { RawConfig } from "../settings/config-values";
import { PROJECT_NAME, type Stack } from "../pulumi/dev-stack";
import { LOCAL_DOCKER } from "../remote/docker";

/** Returns the command that reaches a stack's engine, to run and to print: an operator's shell may name another one. */
export function dockerOf({ settingsFile }: Pick<Stack, "settingsFile">): readonly string[] {
  const host = dockerHostOf(readFileSync(settingsFile, "utf8"), PROJECT_NAME);
  return host ? ["docker", "--host", host] : LOCAL_DOCKER;
}

const fileSchema = z.object({ config: z.record(z.string(), z.unknown()) });

/** Returns the setting `dockerHost`. @param text the settings file @param project the namespace of its settings */
export function dockerHostOf(text: string, project: string): string | undefined {
  const { dockerHost } = configIn(text, project);
  // The program reports a value of another type.
  return typeof dockerHost === "string" ? dockerHost : undefined;
}

/** Returns the settings as the program gets them, as text. @param text the settings file @param project their namespace */
export function settingsIn(text: string, project: string): RawConfig {
  const entries = Object.entries(configIn(text, project));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

function configIn(text: string, project: string): Record<string, unknown> {
  const config = fileSchema.safeParse(parseDocument(text).toJS()).data?.config ?? {};
  const prefix = `${project}:`;
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name.startsWith(prefix) ? name.slice(prefix.length) : name, value]),
  );
}
