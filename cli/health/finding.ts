/** What `status` and `doctor` found, one thing at a time, and what follows from all of it. Pure. */
import { z } from "zod";
import { formatCount } from "../../terminal/format";

/** Severities of a finding. `unknown`: the check could not be carried out. */
const SEVERITIES = ["ok", "warning", "failure", "unknown"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const findingSchema = z.object({
  check: z.string().describe("Stable name of the check; a check may have several findings"),
  severity: z.enum(SEVERITIES).describe("unknown: the check could not be carried out"),
  message: z.string().describe("Text for people; it may change with any release"),
  remedy: z.string().optional().describe("The command or the action that fixes it"),
});
export type Finding = Readonly<z.output<typeof findingSchema>>;

export const VERDICTS = ["healthy", "unhealthy", "unknown"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Exit codes of `status` and `doctor`. */
export const EXIT_CODES: Readonly<Record<Verdict, number>> = { healthy: 0, unhealthy: 1, unknown: 2 };

/** Exit code of `status --fail-on warning` for a node that is healthy, with a warning. */
export const WARNED = 3;

/** Returns the exit code of the worst: what could not be asked comes first, a warning last. */
export function worstExitCode(codes: readonly number[]): number {
  const order = [0, WARNED, EXIT_CODES.unhealthy, EXIT_CODES.unknown];
  return order[Math.max(0, ...codes.map((code) => order.indexOf(code)))] ?? EXIT_CODES.unknown;
}

/** As `--help` says it. */
export const EXIT_CODES_HELP =
  "Exit code: 0 healthy (warnings count as healthy), 1 not healthy, 2 unknown: a check could not be carried out.";

/**
 * One failure is enough to be unhealthy; what could not be asked matters where it is of these.
 *
 * @param essential of which things an answer is needed
 */
export function verdictOf(findings: readonly Finding[], essential: readonly string[]): Verdict {
  if (findings.some(({ severity }) => severity === "failure")) return "unhealthy";
  const isMissing = ({ check, severity }: Finding) => severity === "unknown" && essential.includes(check);
  return findings.some(isMissing) ? "unknown" : "healthy";
}

/** What other failures follow from comes first. */
const CAUSES = [
  "settings",
  "running",
  "disk",
  "L1",
  "beacon",
  "blobs",
  "network",
  "standby",
  "ready",
  "p2p TCP",
  "p2p UDP",
  "peers",
];

/** The failure that explains most: a node without an L1 ends, and is not ready, and has no peers. */
export function causeOf(findings: readonly Finding[]): Finding | undefined {
  const failures = findings.filter(({ severity }) => severity === "failure");
  // That a node ends has a reason, which is the better one to name.
  const rank = ({ check }: Finding) => {
    const at = CAUSES.indexOf(check === "running" ? "ready" : check);
    return at < 0 ? CAUSES.length : at;
  };
  return [...failures].sort((a, b) => rank(a) - rank(b))[0];
}

/** The one line that says it all. @param name of the stack @param idle what a healthy node does not do, with its mark */
export function headline(name: string, findings: readonly Finding[], verdict: Verdict, idle = ""): string {
  if (verdict === "unhealthy") return `${name} is NOT healthy: ${causeOf(findings)?.message ?? "see below"}.`;
  if (verdict === "unknown") {
    const missing = findings.find(({ severity }) => severity === "unknown");
    return `The health of ${name} is unknown: ${missing?.message ?? "see below"}.`;
  }
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  const and = warnings === 0 ? "" : `, with ${formatCount(warnings, "warning")}`;
  return `${name} is healthy${and}${idle}.`;
}
