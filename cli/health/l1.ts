/** What the L1's servers answered, judged. Pure. */
import { setCommand } from "../../settings/commands";
import type { Finding } from "./finding";
import type { Consensus, Execution } from "./questions";
import { duration } from "./screen";

/** Seconds that the last block may be old; a node does not start on an older one. Source: release 4.1.2. */
const OLDEST_HEAD = 300;
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
  readonly mend?: string | undefined;
}

const elsewhere = (setting: string, { mend }: Expected) => mend ?? `another server: ${setCommand(setting)}`;
const reachable = (setting: string, expected: Expected) =>
  expected.mend ?? `see that it runs, and lets the node's host in; or ${elsewhere(setting, expected)}`;

/** The servers that the chain is read from and written to. */
export function executionFindings(all: readonly Execution[], expected: Expected): Finding[] {
  if (all.length === 0) return [none("L1", "ethereumHosts")];
  return withOthers(all.map((one) => executionFinding(one, expected)));
}

function executionFinding(one: Execution, expected: Expected): Finding {
  const { server, error, milliseconds = 0, head, syncing } = one;
  const about = "L1";
  const todo = elsewhere("ethereumHosts", expected);
  const wrong = whatIsWrong(one, expected);
  if (wrong) {
    const mend = error ? reachable("ethereumHosts", expected) : todo;
    return { about, level: "failure", says: `${server} ${wrong}`, todo: mend };
  }
  const age = expected.now - (head?.timestamp ?? 0);
  const says = `${server}: block ${head?.number ?? 0}, ${duration(age)} old; answers in ${milliseconds} ms`;
  if (syncing) return { about, level: "warning", says: `${says}; it says that it still synchronises`, todo };
  if (age > OLD_HEAD) return { about, level: "warning", says: `${says}: that is old`, todo };
  if (milliseconds > SLOW) return { about, level: "warning", says: `${says}: that is slow`, todo };
  return { about, level: "ok", says };
}

function whatIsWrong({ error, head, chainId }: Execution, expected: Expected): string | undefined {
  if (error) return error;
  if (expected.chainId !== undefined && chainId !== expected.chainId)
    return `is on the wrong chain: ${chainId ?? "none"}, and not ${expected.chainId}`;
  if (!head) return "does not tell its last block";
  const age = expected.now - head.timestamp;
  return age > OLDEST_HEAD ? `is out of sync: its last block, ${head.number}, is ${duration(age)} old` : undefined;
}

/** The servers that blobs come from. */
export function consensusFindings(all: readonly Consensus[], expected: Expected): Finding[] {
  const about = "beacon";
  const findings = all.map(({ server, error, slot, milliseconds = 0 }): Finding => {
    const todo = reachable("l1ConsensusHosts", expected);
    if (error) return { about, level: "failure", says: `${server} ${error}`, todo };
    const says = `${server}: ${slot === undefined ? "" : `slot ${slot}; `}answers in ${milliseconds} ms`;
    return { about, level: "ok", says };
  });
  return withOthers(findings);
}

function none(about: string, setting: string): Finding {
  return { about, level: "unknown", says: `${setting} names no server`, todo: setCommand(setting) };
}

/** A node goes on with those that are right: then one that does not answer is a warning. */
function withOthers(findings: readonly Finding[]): Finding[] {
  const hasGood = findings.some(({ level }) => level !== "failure");
  const isWrong = ({ says }: Finding) => says.includes("wrong chain");
  return findings.map((finding) =>
    finding.level === "failure" && hasGood && !isWrong(finding) ? { ...finding, level: "warning" } : finding,
  );
}
