/** Default values of settings. */
import { valueAt } from "./config-values";
import { settingsSchema } from "./schema";

const DEFAULTS = settingsSchema.parse({ network: "local" });

/** Returns this program's default of a setting; undefined if the node's default applies. */
export function defaultOf(path: string): unknown {
  return path === "network" ? undefined : valueAt(DEFAULTS, path.split("."));
}
