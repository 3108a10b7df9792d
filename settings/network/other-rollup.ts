/** What a stack's settings say of the rollup that its node serves. Pure, and without the table of settings: the provider reads it. */
import type { Settings } from "../schema";

type Choice = Pick<Settings, "allowOtherRollup" | "extraEnv">;

/** The variable that keeps a node on one rollup when the network moves. */
const PIN = "ROLLUP_VERSION";

/** Variables that change what a network's archive begins with. Their values are secret, and only the names known. */
const GENESIS_VARIABLES = ["TEST_ACCOUNTS", "SPONSORED_FPC", "PREFUND_ADDRESSES"];

/** Whether the settings keep the node on one rollup when the network moves. */
export function isPinned({ extraEnv }: Pick<Choice, "extraEnv">): boolean {
  return extraEnv?.names.includes(PIN) ?? false;
}

/** Returns the setting by which another rollup than the network's is meant; undefined where the network's is. */
export function meantBy(settings: Choice | undefined): string | undefined {
  if (settings?.allowOtherRollup) return "allowOtherRollup";
  return settings && isPinned(settings) ? `extraEnv.${PIN}` : undefined;
}

/** Returns the setting by which the network's archive begins with accounts of its own: no image alone tells its root. */
export function ownGenesis({ extraEnv }: Pick<Choice, "extraEnv">): string | undefined {
  const name = GENESIS_VARIABLES.find((one) => extraEnv?.names.includes(one));
  return name && `extraEnv.${name}`;
}
