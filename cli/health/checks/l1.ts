/** What the L1's servers answered, judged. Pure. */
import { setCommandFor, accepts } from "../../../settings/acceptance";
import { OLDEST_HEAD } from "../../../settings/network/l1-head";
import type { Settings } from "../../../settings/schema";
import type { Finding } from "../finding";
import type { BeaconServer, L1Server } from "../probe/protocol";
import { formatDuration } from "../../../terminal/format";

/** Beyond this, blocks are missing: Ethereum makes one in 12 s, and now and then none. */
const OLD_HEAD = 60;
/** Milliseconds; a node makes several calls one after another while it builds a block. */
const SLOW = 1000;

/** What the L1 has to be. */
export interface Expected {
  readonly chainId?: number | undefined;
  /** Seconds since 1970. */
  readonly now: number;
  /** The command that mends an L1 that is the stack's own. */
  readonly localRemedy?: string | undefined;
  /** The stack's settings; undefined where they cannot be read. */
  readonly settings?: Settings | undefined;
}

/** Returns what the L1 of a stack has to be. @param now seconds since 1970 @param chainId of the L1, where it is known */
export function expectedL1(
  { settings, upCommand }: { readonly settings: Settings | undefined; readonly upCommand: string },
  now: number,
  chainId: number | undefined,
): Expected {
  const localRemedy = settings?.network === "local" ? `start the stack's L1: ${upCommand}` : undefined;
  return { chainId, now, localRemedy, settings };
}

/** Advises another server. @returns undefined where the stack has no use for the setting */
export function otherServerRemedy(
  setting: string,
  { localRemedy, settings }: Pick<Expected, "localRemedy" | "settings">,
) {
  const command = setCommandFor(setting, settings);
  return localRemedy ?? (command && `use another server: ${command}`);
}

function reachable(setting: string, expected: Expected): string {
  const other = otherServerRemedy(setting, expected);
  return (
    expected.localRemedy ??
    `check that it runs and accepts connections from the node's host${other ? `; or ${other}` : ""}`
  );
}

/** The servers that the chain is read from and written to. */
export function l1Findings(all: readonly L1Server[], expected: Expected): Finding[] {
  if (all.length === 0) return none(expected);
  const findings = all.map((one) => l1Finding(one, expected));
  return withOthers(findings, (index) => isOnOtherChain(all[index], expected));
}

function l1Finding(one: L1Server, expected: Expected): Finding {
  const { server, error, milliseconds = 0, head, syncing } = one;
  const check = "L1";
  const remedy = otherServerRemedy("ethereumHosts", expected);
  const wrong = whatIsWrong(one, expected);
  if (wrong) {
    const localRemedy = error ? reachable("ethereumHosts", expected) : remedy;
    return { check, severity: "failure", message: `${server} ${wrong}`, remedy: localRemedy };
  }
  const age = expected.now - (head?.timestamp ?? 0);
  const message = `${server}: block ${head?.number ?? 0}, ${formatDuration(age)} old; answers in ${milliseconds} ms`;
  if (syncing) return { check, severity: "warning", message: `${message}; it is still synchronising`, remedy };
  if (age > OLD_HEAD) return { check, severity: "warning", message: `${message}; its last block is old`, remedy };
  if (milliseconds > SLOW) return { check, severity: "warning", message: `${message}; it is slow`, remedy };
  return { check, severity: "ok", message };
}

/** Whether a server answers, and for another chain. */
function isOnOtherChain(one: L1Server | undefined, { chainId }: Expected): boolean {
  return one !== undefined && !one.error && chainId !== undefined && one.chainId !== chainId;
}

function whatIsWrong(one: L1Server, expected: Expected): string | undefined {
  const { error, head, chainId } = one;
  if (error) return error;
  if (isOnOtherChain(one, expected))
    return `is on the wrong chain: ${chainId ?? "none"} instead of ${expected.chainId ?? "none"}`;
  if (!head) return "does not tell its last block";
  const age = expected.now - head.timestamp;
  return age > OLDEST_HEAD
    ? `is out of sync: its last block, ${head.number}, is ${formatDuration(age)} old`
    : undefined;
}

/** The servers that blobs come from. */
export function beaconFindings(all: readonly BeaconServer[], expected: Expected): Finding[] {
  const check = "beacon";
  const findings = all.map(({ server, error, slot, milliseconds = 0 }): Finding => {
    const remedy = reachable("l1ConsensusHosts", expected);
    if (error) return { check, severity: "failure", message: `${server} ${error}`, remedy };
    const message = `${server}: ${slot === undefined ? "" : `slot ${slot}; `}answers in ${milliseconds} ms`;
    return { check, severity: "ok", message };
  });
  return withOthers(findings);
}

/** A prover's agent reads no Ethereum: a server that it is not given is not missing. */
function none({ settings, localRemedy }: Expected): Finding[] {
  const setting = "ethereumHosts";
  if (settings && !localRemedy && !accepts(setting, settings)) return [];
  const remedy = localRemedy ?? setCommandFor(setting, settings);
  return [{ check: "L1", severity: "unknown", message: `${setting} names no server`, remedy }];
}

/**
 * Judges servers together: a node goes on with those that are right, and then one that does not answer is a warning.
 *
 * @param isHarmful whether the one at an index is a failure all the same
 */
export function withOthers(
  findings: readonly Finding[],
  isHarmful: (index: number) => boolean = () => false,
): Finding[] {
  const hasGood = findings.some(({ severity }) => severity !== "failure");
  return findings.map((finding, index) =>
    finding.severity === "failure" && hasGood && !isHarmful(index) ? { ...finding, severity: "warning" } : finding,
  );
}
