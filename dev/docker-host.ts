/** Finds the Docker engine that a stack's settings file names. Pure. */
import { parseDocument } from "yaml";
import { z } from "zod";

const fileSchema = z.object({ config: z.record(z.string(), z.unknown()) });

/** Returns the setting `dockerHost`. @param text the settings file @param project the namespace of its settings */
export function dockerHostOf(text: string, project: string): string | undefined {
  const config = fileSchema.safeParse(parseDocument(text).toJS()).data?.config;
  const value = config?.[`${project}:dockerHost`] ?? config?.dockerHost;
  // The program reports a value of another type.
  return typeof value === "string" ? value : undefined;
}
