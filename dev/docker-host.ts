/** Finds the Docker engine that a stack's settings file names. */
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { z } from "zod";
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
  const config = fileSchema.safeParse(parseDocument(text).toJS()).data?.config;
  const value = config?.[`${project}:dockerHost`] ?? config?.dockerHost;
  // The program reports a value of another type.
  return typeof value === "string" ? value : undefined;
}
