/** The report as a text. Pure. */

export interface Section {
  readonly title: string;
  readonly text: string;
}

/** What only the operator knows: the list of Aztec's own guide to asking for help. */
const DESCRIPTION = `# Report on an Aztec node

## What is wrong

(What you were doing, what you expected, what happened instead; the error in the log, if there is one.)

## Since when

(Date and time, with your time zone; what was changed before it.)

## Steps to reproduce, if known

(1. …)
`;

/** @param sections redacted @param made when */
export function document(sections: readonly Section[], made: Date): string {
  const parts = sections.map(({ title, text }) => `## ${title}\n\n${fenced(text)}\n`);
  const note = `Made ${made.toISOString()} by \`aztec-validator report\`: secrets, addresses, names and peers are left out.`;
  return [DESCRIPTION, note, "", ...parts].join("\n");
}

/** In a fence longer than any in the text, so that none of it is taken for markup. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** Where it goes, unless the operator says otherwise: without the stack's name, which may tell who it is. */
export function fileName(made: Date): string {
  return `aztec-report-${made.toISOString().slice(0, 19).replaceAll(":", "-")}.md`;
}
