/** Report of `doctor`: its findings and their verdict. Pure. */
import { z } from "zod";
import { formatCount } from "../../terminal/format";
import { doctorFindings } from "./doctor-findings";
import type { Observation } from "./observe";
import {
  type Finding,
  findingSchema,
  REPORT_SCHEMA,
  reportSchemaField,
  type Verdict,
  VERDICTS,
  verdictOf,
} from "./finding";

/** Output of `doctor --json`. */
export const doctorReportSchema = z.object({
  schema: reportSchemaField,
  stack: z.string(),
  verdict: z.enum(VERDICTS),
  summary: z.string().describe("The verdict in words"),
  findings: z.array(findingSchema),
});
export type DoctorReport = z.output<typeof doctorReportSchema>;

/** Checks without which the verdict is unknown: a node needs all of them. */
const ESSENTIAL_TO_RUN = ["settings", "host", "L1"];

export function doctorReport(stack: string, observation: Observation): DoctorReport {
  const findings = doctorFindings(observation);
  const verdict = verdictOf(findings, ESSENTIAL_TO_RUN);
  const summary = summaryLine(stack, findings, verdict);
  return { schema: REPORT_SCHEMA, stack, verdict, summary, findings: z.array(findingSchema).parse(findings) };
}

function summaryLine(stack: string, findings: readonly Finding[], verdict: Verdict): string {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const [failures, warnings] = [count("failure"), count("warning")];
  const and = warnings === 0 ? "" : `, and ${formatCount(warnings, "warning")}`;
  if (failures > 0) return `${stack}: ${formatCount(failures, "failure")}${and}.`;
  if (verdict === "unknown") return `${stack}: not enough could be checked${and}.`;
  return `${stack}: no problems found${and}.`;
}
