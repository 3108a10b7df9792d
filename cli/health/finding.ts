/** Findings of `status` and `doctor`, and the verdict that follows from them. Pure. */
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

/** A finding, with what `status --json` does not print. */
export interface Finding extends Readonly<z.output<typeof findingSchema>> {
  /** The release that the remedy updates to. */
  readonly updateTo?: string | undefined;
}

/**
 * Version of what `status --json` and `doctor --json` print. It changes when a field is renamed or removed; new fields do
 * not change it. Output without it is version 1: docs/upgrades.md lists the changes.
 */
export const REPORT_SCHEMA = 2;
export const reportSchemaField = z
  .literal(REPORT_SCHEMA)
  .describe("Version of this format; it changes when a field is renamed or removed");

export const VERDICTS = ["healthy", "unhealthy", "unknown"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Exit codes of `status` and `doctor`. */
export const EXIT_CODES: Readonly<Record<Verdict, number>> = { healthy: 0, unhealthy: 1, unknown: 2 };

/** Exit code of `status --fail-on warning` for a node that is healthy, with a warning. */
export const WARNED = 3;

/** Returns the worst exit code: unknown before unhealthy before a warning. */
export function worstExitCode(codes: readonly number[]): number {
  const order = [0, WARNED, EXIT_CODES.unhealthy, EXIT_CODES.unknown];
  return order[Math.max(0, ...codes.map((code) => order.indexOf(code)))] ?? EXIT_CODES.unknown;
}

/** Explanation of the exit codes for `--help`. */
export const EXIT_CODES_HELP =
  "Exit code: 0 healthy (warnings count as healthy), 1 not healthy, 2 unknown: a\ncheck without which there is no verdict could not be carried out.";

/**
 * Returns the verdict: unhealthy with any failure, unknown if an essential check could not be carried out.
 *
 * @param essential names of the checks that a verdict requires
 */
export function verdictOf(findings: readonly Finding[], essential: readonly string[]): Verdict {
  if (findings.some(({ severity }) => severity === "failure")) return "unhealthy";
  return missing(findings, essential) ? "unknown" : "healthy";
}

/** Returns the first essential check that could not be carried out. */
function missing(findings: readonly Finding[], essential: readonly string[]): Finding | undefined {
  return findings.find(({ check, severity }) => severity === "unknown" && essential.includes(check));
}

/** Checks in the order of cause and effect: a failure of one can cause those of the later ones. */
const CAUSES = [
  "settings",
  "running",
  "disk",
  "clock",
  "L1",
  "beacon",
  "blobs",
  "network",
  "standby",
  "broker",
  "ready",
  "p2p TCP",
  "p2p UDP",
  "peers",
];

/** Returns the root cause: a node without an L1 exits, is not ready and has no peers. */
export function causeOf(findings: readonly Finding[]): Finding | undefined {
  const failures = findings.filter(({ severity }) => severity === "failure");
  // A node that exits has a cause, which is the better one to report.
  const rank = ({ check }: Finding) => {
    const at = CAUSES.indexOf(check === "running" ? "ready" : check);
    return at < 0 ? CAUSES.length : at;
  };
  return [...failures].sort((a, b) => rank(a) - rank(b))[0];
}

/**
 * Formats the verdict in one line.
 *
 * @param name      of the stack
 * @param essential names of the checks that a verdict requires
 * @param idle      suffix for a healthy node without work
 */
export function headline(name: string, findings: readonly Finding[], essential: readonly string[], idle = ""): string {
  const verdict = verdictOf(findings, essential);
  if (verdict === "unhealthy") return `${name} is NOT healthy: ${causeOf(findings)?.message ?? "see below"}.`;
  if (verdict === "unknown")
    return `The health of ${name} is unknown: ${missing(findings, essential)?.message ?? "see below"}.`;
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  const and = warnings === 0 ? "" : `, with ${formatCount(warnings, "warning")}`;
  return `${name} is healthy${and}${idle}.`;
}
