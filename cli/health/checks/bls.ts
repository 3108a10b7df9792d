/** Checks whether the network admits the stack's BLS keys. Pure. */
import type { NetworkAnswer } from "../../../remote/query-network";
import { costRemedy, describeCost, type GasCap, type KeyCost, refusedKeys } from "../../keys/registration-cost";
import type { Finding } from "../finding";

/**
 * Returns a warning for each key that is refused or nearly so, else one finding for all. Not a failure: the
 * cap applies to the registration only, and a node signs with a registered key.
 */
export function blsFindings(
  keyCosts: readonly KeyCost[],
  network: NetworkAnswer | undefined,
  stack: string,
): Finding[] {
  const check = "BLS key";
  const cap = capOf(network);
  const findings = keyCosts.flatMap((one): Finding[] => {
    const message = describeCost(one, cap);
    if (message === undefined) return [];
    const isRefused = refusedKeys([one], cap).length > 0;
    return [{ check, severity: "warning", message, ...(isRefused ? { remedy: costRemedy(one, stack) } : {}) }];
  });
  if (findings.length > 0 || keyCosts.length === 0) return findings;
  return [
    { check, severity: "ok", message: `the network's gas cap for a registration admits ${count(keyCosts.length)}` },
  ];
}

function capOf(network: NetworkAnswer | undefined): GasCap {
  if (network?.gasCap !== undefined) return { gas: network.gasCap };
  return { unknown: network?.unknown ?? "the L1 was not queried" };
}

const count = (keys: number) => (keys === 1 ? "it" : `all ${keys}`);
