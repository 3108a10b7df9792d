/** The stack's configuration, read in one place: checked settings, and secrets as Outputs. */
import * as pulumi from "@pulumi/pulumi";
import { RELEASE } from "./images/tags";
import { SettingsError } from "./settings/problems";
import type { SecretName, Settings } from "./settings/schema";
import { load } from "./settings/settings";

/**
 * Checks the configuration at once and synchronously, before any resource is registered.
 *
 * @throws {pulumi.RunError} with every problem; the engine prints its message alone
 */
export function readSettings(): Settings {
  const prefix = `${pulumi.getProject()}:`;
  const own = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  const config = Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
  const encrypted = secretKeys();
  try {
    return load(config, (name) => encrypted.has(prefix + name), RELEASE);
  } catch (error) {
    if (error instanceof SettingsError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

/** A secret of the stack, if it is set; it never is plain text from here on. */
export function secret(name: SecretName): pulumi.Output<string> | undefined {
  return new pulumi.Config().getSecret(name);
}

/** The keys stored encrypted, as the language host passes them: the SDK has no function that tells. */
function secretKeys(): Set<unknown> {
  const keys: unknown = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]");
  return new Set(Array.isArray(keys) ? keys : []);
}
