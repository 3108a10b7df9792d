/** Settings that select a rollup for the node. Pure, and without the schema of settings: the provider imports it. */
import type { Settings } from "../schema";

type Choice = Pick<Settings, "allowOtherRollup" | "extraEnv">;

/** The variable that keeps a node on one rollup when the network moves. */
const PIN = "ROLLUP_VERSION";

/** Variables that change the genesis of a network. Checked settings contain only their names. */
const GENESIS_VARIABLES = ["TEST_ACCOUNTS", "SPONSORED_FPC", "PREFUND_ADDRESSES"];

/** Returns whether the settings keep the node on one rollup when the network moves. */
export function isPinned({ extraEnv }: Pick<Choice, "extraEnv">): boolean {
  return extraEnv?.names.includes(PIN) ?? false;
}

/** Returns the setting that selects another rollup than the network's; undefined if none does. */
export function meantBy(settings: Choice | undefined): string | undefined {
  if (settings?.allowOtherRollup) return "allowOtherRollup";
  return settings && isPinned(settings) ? `extraEnv.${PIN}` : undefined;
}

/** Returns the setting that changes the genesis; undefined if none does. The archive root then differs from the image's. */
export function ownGenesis({ extraEnv }: Pick<Choice, "extraEnv">): string | undefined {
  const name = GENESIS_VARIABLES.find((variable) => extraEnv?.names.includes(variable));
  return name && `extraEnv.${name}`;
}
