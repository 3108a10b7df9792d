/** What `status --json` prints: stable, described in docs/status.schema.json, which `make docs` makes of this. Pure. */
import { z } from "zod";
import { factsSchema, facts } from "./facts";
import { EXIT_CODES, findingSchema, headline, VERDICTS, verdictOf } from "./finding";
import type { Seen } from "./gather";
import { ESSENTIAL, statusFindings } from "./status-findings";

export const reportSchema = z.object({
  stack: z.string(),
  verdict: z.enum(VERDICTS),
  exitCode: z.literal(Object.values(EXIT_CODES)),
  summary: z.string().describe("The verdict in words"),
  time: z.iso.datetime(),
  findings: z.array(findingSchema),
  facts: factsSchema,
});
export type Report = z.output<typeof reportSchema>;

/** The whole of what is told of a stack. */
export function report(seen: Seen): Report {
  const findings = statusFindings(seen);
  const verdict = verdictOf(findings, ESSENTIAL);
  const summary = headline(seen.known.stack, findings, verdict);
  const time = new Date(seen.now).toISOString();
  return {
    stack: seen.known.stack,
    verdict,
    exitCode: EXIT_CODES[verdict],
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
    ...{ target: "draft-7", io: "input" },
    override: ({ jsonSchema }) => {
      delete jsonSchema.pattern;
    },
  });
  return { title, ...schema };
}
