/** Keys that the first `up` made: of a stack's state with its secrets in clear. Pure. */
import { z } from "zod";

const TYPE = "random:index/randomBytes:RandomBytes";

/** A secret in an export with --show-secrets: JSON, in a text. */
const secretSchema = z.object({ plaintext: z.string() });

const stateSchema = z.object({
  deployment: z
    .object({
      resources: z
        .array(z.object({ type: z.string(), urn: z.string(), outputs: z.record(z.string(), z.unknown()).default({}) }))
        .default([]),
    })
    .nullable(),
});

/**
 * The random bytes of a key, as components/validator-keys.ts has them in the state.
 *
 * @param state what `pulumi stack export --show-secrets` prints
 * @param kind  of which key
 * @returns 64 hex digits; undefined where none was made
 */
export function madeKey(state: string, kind: string): string | undefined {
  const resources = stateSchema.parse(JSON.parse(state)).deployment?.resources ?? [];
  const bytes = resources.find(({ type, urn }) => type === TYPE && urn.endsWith(`::keys-${kind}`));
  const secret = secretSchema.safeParse(bytes?.outputs.hex);
  return secret.success ? z.string().parse(JSON.parse(secret.data.plaintext)) : undefined;
}
