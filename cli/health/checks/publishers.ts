/** Checks the balances of publishers. Pure. */
import { formatAmount } from "../../../terminal/format";
import type { Finding } from "../finding";
import type { StackInfo } from "../stack-info";
import type { ProbeResult } from "../probe/protocol";

/**
 * Minimum balance in wei: with less, a publisher may not afford its next proposals. Source: the vendor's advice for
 * alerts.
 */
const LEAST_WEI = 10n ** 17n;
export function publisherFindings({ signers, settings }: StackInfo, answers: ProbeResult): Finding[] {
  return signers.publishers.map((address) => {
    const check = "publisher";
    const what = settings?.role === "prover-node" ? "proofs" : "proposals";
    const answer = answers.chain?.balances[address];
    if (!answer?.value) {
      const message = `${address}: its balance is unknown: ${answer?.error ?? "no L1 server on the right chain answers"}`;
      return { check, severity: "unknown", message };
    }
    const wei = BigInt(answer.value);
    const message = `${address} has ${formatAmount(wei, 18)} ETH`;
    if (wei >= LEAST_WEI) return { check, severity: "ok", message };
    return {
      check,
      severity: "warning",
      message: `${message}: below 0.1`,
      remedy: `send ETH to this address: without it, ${what} cannot be published`,
    };
  });
}
