/** Marks of secrets between the engine and a provider. The engine stores a value without the mark in plain text. */
// Imported from "runtime/rpc": the whole "runtime" loads a compiler, which takes seconds at each start.
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { z } from "zod";

const marked = z.object({ [specialSigKey]: z.literal(specialSecretSig), value: z.unknown() });

/** Removes the marks from a value, recursively. */
export function unwrapSecrets(value: unknown): unknown {
  const secret = marked.safeParse(value);
  if (secret.success) return unwrapSecrets(secret.data.value);
  if (Array.isArray(value)) return value.map(unwrapSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapSecrets(inner)]));
}

/** Marks a value as secret: the engine encrypts it and never shows it. */
export function secret(value: unknown) {
  return { [specialSigKey]: specialSecretSig, value };
}
