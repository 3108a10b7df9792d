/** Asks the network what the registration of a BLS key may cost. */
import { askNetworkFrom, askNetworkHere } from "../../remote/ask-network";
import { networkQuestion, networkServers } from "../../settings/network/network-question";
import { parseSettings, configValues } from "../../settings/parse";
import { secretTexts } from "../../settings/check-config";
import type { RawConfig } from "../../settings/config-values";
import type { GasCap } from "./bls-costs";
import { nodeOf } from "../stack/running-node";
import type { StackSession } from "../stack/session";

/** What of a stack is needed. */
export type StackAtHand = Pick<StackSession, "name" | "snapshot">;

/** Asks by the node where it runs, else from this machine. Never fails: without an answer it says why. */
export async function askGasCap(stack: StackAtHand, config: RawConfig): Promise<GasCap> {
  const { settings } = parseSettings(configValues(config));
  if (!settings) return { unknown: "the settings are not complete" };
  const question = { ...networkQuestion(settings), registration: true };
  try {
    // A stack that the backend does not know yet has no node.
    const node = await stack.snapshot().then(
      ({ location }) => nodeOf(location),
      () => undefined,
    );
    const answer = node
      ? await askNetworkFrom(node.cli, node.container, question)
      : await askNetworkHere(question, networkServers(secretTexts(config)));
    const { gasCap: gas, unknown = "its contract does not say" } = answer;
    return gas === undefined ? { unknown } : { gas };
  } catch (error) {
    return { unknown: error instanceof Error ? error.message : String(error) };
  }
}
