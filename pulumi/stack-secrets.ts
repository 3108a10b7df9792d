/** Reads which settings of a stack's file are encrypted. Pure. */
import { parse } from "yaml";
import { z } from "zod";

const fileSchema = z.object({ config: z.record(z.string(), z.unknown()).catch({}) });

/** Returns the names of top-level settings that are encrypted, or have an encrypted part; as `pulumi config get` takes them. @param project whose settings need no prefix */
export function secretsIn(file: string, project: string): string[] {
  const { config } = fileSchema.parse(parse(file) ?? {});
  return Object.entries(config).flatMap(([key, value]) =>
    isEncrypted(value) ? [key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key] : [],
  );
}

function isEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, inner]) => name === "secure" || isEncrypted(inner));
}
