/** What a setting is where the operator does not set it. */
import { valueAt } from "./config-values";
import { settingsSchema } from "./schema";

const BARE = settingsSchema.parse({ network: "local" });

/** Ours, as the schema applies it to a configuration of nothing but what has to be set; undefined: the node's own. */
export function defaultOf(path: string): unknown {
  return path === "network" ? undefined : valueAt(BARE, path.split("."));
}
