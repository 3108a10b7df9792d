/** Table of `status --all`: a line for each stack. Pure. */
import { causeOf, type Verdict } from "./finding";
import type { StatusReport } from "./status-report";
import { renderTable } from "./screen";

const TITLES = ["STACK", "HEALTHY", "RELEASE", "BLOCK", "PEERS", "PROBLEM"];
const ANSWERS: Readonly<Record<Verdict, string>> = { healthy: "yes", unhealthy: "NO", unknown: "?" };

export function overview(reports: readonly StatusReport[]): string[] {
  if (reports.length === 0) return ["No stack in the backend has a settings file here."];
  return renderTable([TITLES, ...reports.map(row)]);
}

function row({ stack, verdict, findings, facts }: StatusReport): string[] {
  const { release, blocks, peers } = facts;
  const cells = [release, blocks?.proposed, peers].map((value) => String(value ?? "-"));
  const worst =
    causeOf(findings) ?? findings.find(({ severity }) => severity === (verdict === "unknown" ? "unknown" : "warning"));
  return [stack, ANSWERS[verdict], ...cells, worst?.message ?? ""];
}
