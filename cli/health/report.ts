/** What `status --json` prints: stable, described in docs/status.schema.json, which `make docs` makes of this. Pure. */
import { z } from "zod";
import { attestersSeen } from "./attesters";
import { factsSchema, facts } from "./facts";
import { EXIT_CODES, findingSchema, headline, VERDICTS, verdictOf, WARNED } from "./finding";
import type { Seen } from "./gather";
import { idleText, purposeOf } from "./purpose";
import { ESSENTIAL, statusFindings } from "./status-findings";

export const reportSchema = z.object({
  stack: z.string(),
  verdict: z.enum(VERDICTS),
  exitCode: z.literal([...Object.values(EXIT_CODES), WARNED]),
  summary: z.string().describe("The verdict in words"),
  time: z.iso.datetime(),
  findings: z.array(findingSchema),
  facts: factsSchema,
});
export type Report = z.output<typeof reportSchema>;

/**
 * The whole of what is told of a stack.
 *
 * @param failsOnWarning whether a warning makes an exit code of its own; it does not change the verdict
 */
export function report(seen: Seen, failsOnWarning = false): Report {
  const findings = statusFindings(seen);
  const verdict = verdictOf(findings, ESSENTIAL);
  const purpose = purposeOf(seen.known.settings?.role, attestersSeen(seen.known, seen.answers));
  const summary = headline(seen.known.stack, findings, verdict, idleText(purpose));
  const hasWarned = failsOnWarning && verdict === "healthy" && findings.some(({ severity }) => severity === "warning");
  const time = new Date(seen.now).toISOString();
  return {
    stack: seen.known.stack,
    verdict,
    exitCode: hasWarned ? WARNED : EXIT_CODES[verdict],
    summary,
    time,
    findings,
    facts: facts(seen),
  };
}

/** For who reads `status --json` by a program; `--all` prints a list of these. */
export function reportJsonSchema() {
  const title = "What aztec-validator status --json prints";
  // As input: a later release may add to it.
  const schema = z.toJSONSchema(reportSchema, {
    target: "draft-7",
    io: "input",
    override: ({ jsonSchema }) => {
      delete jsonSchema.pattern;
    },
  });
  return { title, ...schema };
}
