/** The report as a text. Pure. */

export interface Section {
  readonly title: string;
  readonly text: string;
}

/** Questions for the operator, from Aztec's guide to asking for help. */
const DESCRIPTION = `# Report on an Aztec node

## What is wrong

(What you were doing, what you expected, what happened instead; the error in the log, if there is one.)

## Since when

(Date and time, with your time zone; what was changed before it.)

## Steps to reproduce, if known

(1. …)
`;

/** @param sections redacted @param made when */
export function document(sections: readonly Section[], createdAt: Date): string {
  const parts = sections.map(({ title, text }) => `## ${title}\n\n${fenced(text)}\n`);
  const note = `Created ${createdAt.toISOString()} by \`aztec-validator report\`: secrets, IP addresses, names and peers are replaced.`;
  return [DESCRIPTION, note, "", ...parts].join("\n");
}

/** Puts a text into a fence that is longer than any fence in it, so that none of it is read as markup. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** Returns the default file name. It omits the stack's name, which may identify the operator. */
export function fileName(createdAt: Date): string {
  return `aztec-report-${createdAt.toISOString().slice(0, 19).replaceAll(":", "-")}.md`;
}
