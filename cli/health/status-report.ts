/**
 * Report of `status`, as `--json` prints it. Stable; `make docs` writes its schema to docs/status.schema.json. Pure.
 */
import { z } from "zod";
import { attestersSeen } from "./work/attesters";
import { factsSchema, facts } from "./status-facts";
import {
  EXIT_CODES,
  findingSchema,
  headline,
  REPORT_SCHEMA,
  reportSchemaField,
  VERDICTS,
  verdictOf,
  WARNED,
} from "./finding";
import type { Observation } from "./observe";
import { idleText, purposeOf } from "./work/purpose";
import { ESSENTIAL, statusFindings } from "./status-findings";

export const statusReportSchema = z.object({
  schema: reportSchemaField,
  stack: z.string(),
  verdict: z.enum(VERDICTS),
  exitCode: z.literal([...Object.values(EXIT_CODES), WARNED]),
  summary: z.string().describe("The verdict in words"),
  time: z.iso.datetime(),
  findings: z.array(findingSchema),
  facts: factsSchema,
});
export type StatusReport = z.output<typeof statusReportSchema>;

/**
 * Builds the report on a stack.
 *
 * @param failsOnWarning whether a warning has its own exit code; it does not change the verdict
 */
export function statusReport(observation: Observation, failsOnWarning = false): StatusReport {
  const findings = statusFindings(observation);
  const verdict = verdictOf(findings, ESSENTIAL);
  const purpose = purposeOf(
    observation.stackInfo.settings?.role,
    attestersSeen(observation.stackInfo, observation.answers),
  );
  const summary = headline(observation.stackInfo.stack, findings, ESSENTIAL, idleText(purpose));
  const hasWarned = failsOnWarning && verdict === "healthy" && findings.some(({ severity }) => severity === "warning");
  const time = new Date(observation.now).toISOString();
  return {
    schema: REPORT_SCHEMA,
    stack: observation.stackInfo.stack,
    verdict,
    exitCode: hasWarned ? WARNED : EXIT_CODES[verdict],
    summary,
    time,
    findings: z.array(findingSchema).parse(findings),
    facts: facts(observation),
  };
}

/** Returns the JSON Schema of the report; `--all` prints a list of reports. */
export function reportJsonSchema() {
  const title = "What aztec-validator status --json prints";
  // As input: a later release may add fields.
  const schema = z.toJSONSchema(statusReportSchema, {
    target: "draft-7",
    io: "input",
    override: ({ jsonSchema }) => {
      delete jsonSchema.pattern;
    },
  });
  return { title, ...schema };
}
