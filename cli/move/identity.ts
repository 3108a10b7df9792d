/** The p2p key that a stack generated, from its state in clear. Pure. */
import { z } from "zod";
import { p2pKey } from "../../settings/keys";

/** As an export with `--show-secrets` has one: the value's JSON, beside a mark that it is a secret. */
const secretSchema = z
  .looseObject({ plaintext: z.string() })
  .transform(({ plaintext }) => JSON.parse(plaintext) as unknown);
const bytesSchema = z.union([z.string(), secretSchema.pipe(z.string())]);
const stateSchema = z.object({
  deployment: z
    .object({
      manifest: z.object({ time: z.string() }),
      resources: z
        .array(z.looseObject({ urn: z.string(), outputs: z.record(z.string(), z.unknown()).optional() }))
        .default([]),
    })
    .nullable(),
});

/** @param state what `pulumi stack export --show-secrets` prints; undefined before the first `up` */
export function generatedIdentity(state: string): string | undefined {
  const resources = stateSchema.parse(JSON.parse(state)).deployment?.resources ?? [];
  const bytes = resources.find(({ urn }) => urn.endsWith("::keys-p2p"))?.outputs?.hex;
  return bytes === undefined ? undefined : p2pKey(bytesSchema.parse(bytes));
}

/** When a state was last written: each update of the stack moves it on. @param state what `pulumi stack export` prints */
export function writtenAt(state: string): string {
  return stateSchema.parse(JSON.parse(state)).deployment?.manifest.time ?? "";
}

/** The record of a node's keys in its stack's state; undefined where it has none. */
export function claimUrn(state: string): string | undefined {
  const resources = stateSchema.parse(JSON.parse(state)).deployment?.resources ?? [];
  return resources.find(({ urn }) => urn.endsWith("::node-claim"))?.urn;
}
