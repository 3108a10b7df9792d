/** Attesters and publishers as the L1 knows them, judged. Pure. */
import type { Finding } from "./finding";
import type { Known } from "./known";
import type { Answers } from "./questions";

/** Below it a publisher may have too little for its next proposals. Source: the vendor's advice for alerts. */
const LEAST_WEI = 10n ** 17n;
/** Share of attestations. */
const MANY_MISSED = 0.2;

/** The states of an attester. Source: the enum of the rollup contract's library, releases 2.0 to 5.2. */
export const ATTESTER_STATES = ["none", "validating", "zombie", "exiting"] as const;

const STATES: readonly Omit<Finding, "about">[] = [
  { level: "warning", says: "is not in the validator set: it attests to nothing" },
  { level: "ok", says: "is in the validator set" },
  { level: "failure", says: "was slashed out of the validator set, and waits for its exit" },
  { level: "warning", says: "is leaving the validator set" },
];

export function attesterFindings({ signers }: Known, answers: Answers): Finding[] {
  return signers.attesters.map((address) => {
    const answer = answers.chain?.attesters?.[address];
    const state = answer?.value ? STATES[Number(BigInt(answer.value))] : undefined;
    const about = "attester";
    if (!state) {
      const why = answer?.error ?? "no L1 of the right chain and no node that names the contract";
      return { about, level: "unknown", says: `${address}: its state cannot be asked: ${why}` };
    }
    return { about, ...withMissed(state, address, answers) };
  });
}

/** What of a file of statistics that the node keeps is told. */
export function missedOf(address: string, { node }: Answers): { count: number; total: number } | undefined {
  const stats = Object.entries(node?.stats?.value?.stats ?? {});
  const missed = stats.find(([one]) => one.toLowerCase() === address.toLowerCase())?.[1].missedAttestations;
  return missed && missed.total > 0 ? { count: missed.count, total: missed.total } : undefined;
}

function withMissed(
  { level, says }: Omit<Finding, "about">,
  address: string,
  answers: Answers,
): Omit<Finding, "about"> {
  const missed = level === "ok" ? missedOf(address, answers) : undefined;
  if (!missed) return { level, says: `${address} ${says}` };
  const isMany = missed.count / missed.total > MANY_MISSED;
  const told = `${address} ${says}; missed ${missed.count} of ${missed.total} attestations`;
  return { level: isMany ? "warning" : level, says: told };
}

export function publisherFindings({ signers }: Known, answers: Answers): Finding[] {
  return signers.publishers.map((address) => {
    const about = "publisher";
    const answer = answers.chain?.balances[address];
    if (!answer?.value) {
      const says = `${address}: its balance cannot be asked: ${answer?.error ?? "no L1 of the right chain answers"}`;
      return { about, level: "unknown", says };
    }
    const wei = BigInt(answer.value);
    const says = `${address} has ${ether(wei)} ETH`;
    if (wei >= LEAST_WEI) return { about, level: "ok", says };
    return { about, level: "warning", says: `${says}: below 0.1`, todo: "send ETH to it, or its proposals are lost" };
  });
}

/** Ether with four digits, rounded down: a balance must not look larger than it is. */
export function ether(wei: bigint): string {
  const whole = wei / 10n ** 14n;
  return `${whole / 10_000n}.${String(whole % 10_000n).padStart(4, "0")}`;
}
