/** Checks the balances of publishers. Pure. */
import { formatAmount } from "../../../terminal/format";
import type { Finding } from "../finding";
import type { StackInfo } from "../stack-info";
import type { ProbeResult } from "../probe/protocol";
import { attestersSeen } from "../work/attesters";

/**
 * Minimum balance in wei: with less, a publisher may not afford its next proposals. Source: the vendor's advice for
 * alerts.
 */
const LEAST_WEI = 10n ** 17n;

/** Less than this pays for no proposal even at a price of 0.02 gwei: one takes about 500,000 gas. */
const NOTHING_WEI = 10n ** 13n;

/**
 * Judges each publisher's balance. It is a failure if none of the publishers of an attester with duties can pay: another
 * attester's publishers do not publish for it.
 */
export function publisherFindings(stackInfo: StackInfo, answers: ProbeResult): Finding[] {
  const { signers, settings } = stackInfo;
  const balances = answers.chain?.balances ?? {};
  const isPoor = (address: string) => BigInt(balances[address]?.value ?? LEAST_WEI) < NOTHING_WEI;
  const attesting = attestersSeen(stackInfo, answers).filter(({ view }) => view?.state === "validating");
  const broke = attesting
    .map(({ address }) => stackInfo.publishersOf?.[address] ?? signers.publishers)
    .filter((publishers) => publishers.every(isPoor))
    .flat();
  return signers.publishers.map((address) => {
    const check = "publisher";
    const what = settings?.role === "prover-node" ? "proofs" : "proposals";
    const answer = balances[address];
    if (!answer?.value) {
      const message = `${address}: its balance is unknown: ${answer?.error ?? "no L1 server on the right chain answers"}`;
      return { check, severity: "unknown", message };
    }
    const wei = BigInt(answer.value);
    const message = `${address} has ${formatAmount(wei, 18)} ETH`;
    if (wei >= LEAST_WEI) return { check, severity: "ok", message };
    const isBroke = broke.includes(address);
    return {
      check,
      severity: isBroke ? "failure" : "warning",
      message: isBroke ? `${message}: no publisher of its attester can pay for a proposal` : `${message}: below 0.1`,
      remedy: `send ETH to this address: without it, ${what} cannot be published`,
    };
  });
}
