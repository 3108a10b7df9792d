/** Reads the stack's configuration: checked settings, and secrets as Outputs. */
import { existsSync, readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { RELEASE } from "../images/tags";
import { removeFix } from "../settings/fixes";
import { type Problem, problemList, wrong } from "../settings/problems";
import { type CheckedConfig, checkConfig, secretTexts } from "../settings/check-config";
import { encryptedIn } from "../settings/settings-file";
import { otherProject } from "../settings/checks/other-project";

export interface StackSettings extends CheckedConfig {
  /** Texts of secret settings, by their paths; secret Outputs if stored encrypted. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** Whether a top-level setting is stored encrypted. */
  readonly isEncrypted: (name: string) => boolean;
}

/**
 * Checks the configuration at once and synchronously, before any resource is registered.
 *
 * @throws {pulumi.RunError} with every problem; the engine prints only its message
 */
export function readSettings(): StackSettings {
  const prefix = `${pulumi.getProject()}:`;
  const stack = pulumi.getStack();
  const all = Object.entries(pulumi.runtime.allConfig());
  const own = all.filter(([key]) => key.startsWith(prefix));
  const others = all.map(([key]) => key).filter((key) => !key.startsWith(prefix));
  const config = Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
  const encrypted = secretKeys();
  const isSecret = (name: string) => encrypted.has(prefix + name);
  const copied = otherProject(config, others, stack);
  if (copied) throw new pulumi.RunError(problemList([copied], stack));
  const isStoredEncrypted = encryptedIn(fileText(stack), pulumi.getProject(), isSecret);
  const checked = checkConfig(config, isStoredEncrypted, RELEASE, { otherKeys: others, stack });
  if (!checked.ok) throw new pulumi.RunError(problemList(checked.problems, stack));
  const { localChainOf } = checked.settings;
  if (localChainOf === stack) throw new pulumi.RunError(problemList([ownChain(localChainOf)], stack));
  for (const warning of checked.warnings) void pulumi.log.warn(warning);
  const secrets = Object.entries(secretTexts(config)).map(([path, text]) => {
    const [name = ""] = path.split(".");
    return [path, isSecret(name) ? pulumi.secret(text) : text] as const;
  });
  return { ...checked, secrets: Object.fromEntries(secrets), isEncrypted: isSecret };
}

/** Reports a stack that joins its own chain. Only here the stack's name is known. */
function ownChain(stack: string): Problem {
  const message = `is ${stack}, which is this stack: it has a chain of its own without this setting`;
  return wrong("localChainOf", message, removeFix("localChainOf"));
}

/** Returns the text of the stack's file; nothing if Pulumi got another one. */
function fileText(stack: string): string {
  const file = `Pulumi.${stack}.yaml`;
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** Returns the keys stored encrypted, from the language host: the SDK has no function for it. */
function secretKeys(): Set<unknown> {
  const keys: unknown = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]");
  return new Set(Array.isArray(keys) ? keys : []);
}
