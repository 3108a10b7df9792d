/** Checks the L1 and beacon servers. Pure. */
import { accepts, type StackWithSettings, setCommandFor } from "../../../settings/acceptance";
import { OLDEST_HEAD } from "../../../settings/network/l1-head";
import type { Finding } from "../finding";
import type { BeaconServer, L1Server } from "../probe/protocol";
import { formatDuration } from "../../../terminal/format";

/** Seconds after which blocks are missing: Ethereum has a block every 12 s, and skips one now and then. */
const OLD_HEAD = 60;
/** Milliseconds: a node makes several calls in sequence while it builds a block. */
const SLOW = 1000;

/** Requirements of a stack on its L1. */
export interface Expected extends StackWithSettings {
  readonly chainId?: number | undefined;
  /** Seconds since 1970. */
  readonly now: number;
  /** The command that starts the stack's own L1; undefined for any other L1. */
  readonly localRemedy?: string | undefined;
}

/** Returns the requirements on a stack's L1. @param now seconds since 1970 @param chainId of the L1, if it is known */
export function expectedL1(
  { stack, settings, upCommand }: StackWithSettings & { readonly upCommand: string },
  now: number,
  chainId: number | undefined,
): Expected {
  const localRemedy = settings?.network === "local" ? `start the stack's L1: ${upCommand}` : undefined;
  return { chainId, now, localRemedy, stack, settings };
}

/** Returns the command that sets another server. @returns undefined if the stack does not use the setting */
export function otherServerRemedy(
  setting: string,
  { localRemedy, ...stack }: StackWithSettings & Pick<Expected, "localRemedy">,
) {
  const command = setCommandFor(setting, stack);
  return localRemedy ?? (command && `use another server: ${command}`);
}

function reachable(setting: string, expected: Expected): string {
  const other = otherServerRemedy(setting, expected);
  return (
    expected.localRemedy ??
    `check that it runs and accepts connections from the node's host${other ? `; or ${other}` : ""}`
  );
}

/** Judges the servers that the node reads the L1 from and publishes to. */
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

/** Returns whether a server answers, but for another chain. */
function isOnOtherChain(one: L1Server | undefined, { chainId }: Expected): boolean {
  return one !== undefined && !one.error && chainId !== undefined && one.chainId !== chainId;
}

function whatIsWrong(one: L1Server, expected: Expected): string | undefined {
  const { error, head, chainId } = one;
  if (error) return error;
  if (isOnOtherChain(one, expected))
    return `is on the wrong chain: ${chainId ?? "none"} instead of ${expected.chainId ?? "none"}`;
  if (!head) return "does not report its last block";
  const age = expected.now - head.timestamp;
  return age > OLDEST_HEAD
    ? `is out of sync: its last block, ${head.number}, is ${formatDuration(age)} old`
    : undefined;
}

/** Judges the servers that the node fetches blobs from. */
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

/** Reports missing servers, except for a prover's agent, which does not read the L1. */
function none({ localRemedy, ...stack }: Expected): Finding[] {
  const { settings } = stack;
  const setting = "ethereumHosts";
  if (settings?.role === "prover-agent" || (settings && !localRemedy && !accepts(setting, settings))) return [];
  const remedy = localRemedy ?? setCommandFor(setting, stack);
  return [{ check: "L1", severity: "unknown", message: `${setting} names no server`, remedy }];
}

/**
 * Judges servers together: while one of them is usable, the failure of another is a warning.
 *
 * @param isHarmful whether the server at an index stays a failure
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
