/** Reads a stack's state as `pulumi stack export` prints it. Secrets are encrypted there, so no passphrase is needed. */
import { z } from "zod";

const resourceSchema = z.looseObject({
  type: z.string().default(""),
  /** In the cloud, or wherever its provider makes it. A component has none. */
  id: z.string().optional(),
  /** `urn:pulumi:<stack>::<project>::<types of parents>$<type>::<name>` */
  urn: z.string().default(""),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
});
const manifestSchema = z.object({ time: z.string(), version: z.string().optional() });
const stateSchema = z.object({
  deployment: z
    .object({
      manifest: manifestSchema.optional(),
      pending_operations: z.array(z.unknown()).default([]),
      resources: z.array(resourceSchema).default([]),
    })
    .nullable(),
});

/** One resource of a state. */
export type Resource = z.output<typeof resourceSchema>;

/** Returns all resources; none before the first `up`. */
export function resourcesIn(state: string): Resource[] {
  return deploymentOf(state)?.resources ?? [];
}

/** Returns when a state was last written, and by which Pulumi; undefined before the first `up`. */
export function manifestOf(state: string): z.output<typeof manifestSchema> | undefined {
  return deploymentOf(state)?.manifest;
}

/** Returns whether a run was killed while it created, changed or deleted a resource. */
export function hasPendingOperations(state: string): boolean {
  return (deploymentOf(state)?.pending_operations.length ?? 0) > 0;
}

function deploymentOf(state: string) {
  return stateSchema.parse(JSON.parse(state)).deployment;
}

/** A secret in an export with --show-secrets: its value as JSON, beside a signature. */
const secretSchema = z.object({ plaintext: z.string() });

/** Returns the text of a value, whether it is marked as secret or not; undefined if it is not a text. */
export function plainText(value: unknown): string | undefined {
  const secret = secretSchema.safeParse(value);
  return z.string().safeParse(secret.success ? JSON.parse(secret.data.plaintext) : value).data;
}
