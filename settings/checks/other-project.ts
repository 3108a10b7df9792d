/** Recognises a stack's file that was copied from another project, as `pulumi new <checkout>` does. Pure. */
import { splitName } from "../attester-names";
import type { RawConfig } from "../config-values";
import type { Problem } from "../problems";
import { settingDefinitions } from "../schema";

/** Names of the top-level settings. */
const SETTINGS = new Set(settingDefinitions.map(({ path }) => path.split(".")[0]));

/**
 * Reports that a file has settings of another project, and none of its own.
 *
 * @param config of the project's namespace; Pulumi.yaml has no default of `network`, without which nothing runs
 * @param otherKeys of other namespaces: `aztec-validator:network`
 */
export function otherProject(config: RawConfig, otherKeys: readonly string[], stack: string): Problem | undefined {
  if (config.network !== undefined) return undefined;
  const [key, ...more] = otherKeys.filter((one) => SETTINGS.has(splitName(one.slice(one.indexOf(":") + 1)).setting));
  if (key === undefined) return undefined;
  const others = more.length > 0 ? `, like ${more.length} more` : "";
  const message = `is a setting of another project${others}: Pulumi.${stack}.yaml was copied from there, perhaps by \`pulumi new\`. Its validator may run there, and a key that runs twice is slashed`;
  return { path: key, setting: key, message, fix: { kind: "replace file", stack } };
}
