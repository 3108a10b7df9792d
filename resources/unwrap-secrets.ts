/** How the engine marks a secret on its way to a provider and back: what comes back without the mark is kept in clear. */
// Not from the whole of "runtime", which loads a compiler: seconds, each time the engine starts this provider.
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { z } from "zod";

const marked = z.object({ [specialSigKey]: z.literal(specialSecretSig), value: z.unknown() });

/** Values without marks, all the way down. */
export function unwrapSecrets(value: unknown): unknown {
  const secret = marked.safeParse(value);
  if (secret.success) return unwrapSecrets(secret.data.value);
  if (Array.isArray(value)) return value.map(unwrapSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapSecrets(inner)]));
}

/** A value that the engine keeps encrypted and never shows. */
export function secret(value: unknown) {
  return { [specialSigKey]: specialSecretSig, value };
}
