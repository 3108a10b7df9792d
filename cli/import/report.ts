/** Formats the report of an import. It contains no secret. */
import { commandOf } from "../../settings/commands";
import { problemLines } from "../../settings/problems";
import { displayValue } from "../../settings/secrecy";
import { unknownVariables } from "./ask-unknown";
import type { ImportedStack } from "./convert";
import { whySetNowhere } from "./convert/unknown-settings";
import { manualSteps, type NewStack } from "./manual-steps";
import type { Installation } from "./read/installation";

export function report(installation: Installation, imported: ImportedStack, target: NewStack): string {
  const { stack, checkout } = target;
  const where = checkout === undefined ? "" : `; run pulumi in ${checkout}`;
  const { compose } = installation;
  const dropped = imported.dropped.map(({ from, reason }) => `  ${from}: ${reason}`);
  const warnings = imported.warnings.map((text) => `  ${text}`);
  return [
    ...(compose ? [`Service ${compose.service} of ${compose.files.join(" and ")}`, ""] : []),
    ...section(`Settings of the stack ${stack}:`, settings(imported)),
    ...section("Dropped:", dropped),
    ...section("Missing or invalid (`pulumi up` stops at these):", problems(imported, stack)),
    ...section("Warnings:", warnings),
    ...section("Unknown (nothing is written before these are given):", unknown(imported)),
    ...section(`Manual steps before \`pulumi up\`, in this order${where}:`, steps(installation, imported, target)),
  ]
    .join("\n")
    .trimEnd();
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [title, ...lines, ""] : [];
}

/** Lists each setting with its value, all its origins and the notes on them. */
function settings({ values, converted }: ImportedStack): string[] {
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, value]) => {
      const all = converted.filter((one) => one.path === path);
      const origins = all.length > 0 ? ` (${all.map(({ from }) => from).join(", ")})` : "";
      const notes = all.flatMap(({ note }) => (note ? [`; ${note}`] : []));
      return `  ${path}: ${displayValue(path, value)}${origins}${notes.join("")}`;
    });
}

function problems({ problems: all }: ImportedStack, stack: string): string[] {
  return all.flatMap((problem) => problemLines(problem, (fix) => commandOf(fix, stack)));
}

/** Lists the values that depend on variables that are set nowhere, and how to give these. */
function unknown({ unknown: all }: ImportedStack): string[] {
  if (all.length === 0) return [];
  const variables = unknownVariables(all, {});
  const secret = variables.filter(({ isHidden }) => isHidden).map(({ name }) => name);
  const open = variables.filter(({ isHidden }) => !isHidden).map(({ name }) => `${name}=<value>`);
  return [
    ...all.map((one) => `  ${one.from}: ${whySetNowhere(one)}`),
    ...(open.length === 0 ? [] : [GIVE_OPEN, `      ${open.join(" ")} aztec-validator import ...`]),
    ...(secret.length === 0 ? [] : [`  Set ${secret.join(" and ")} ${GIVE_SECRET}`]),
  ];
}

const GIVE_OPEN =
  "  Set each in the .env or before the command, as for Docker Compose; leave the value empty if the node ran without one:";
const GIVE_SECRET =
  "in the .env only, or at the prompt of import without --dry-run and --yes: before the command, it would get into the shell's history";

/** Returns no steps while values are unknown: a path might be one of them. */
function steps(installation: Installation, imported: ImportedStack, target: NewStack): string[] {
  if (imported.unknown.length > 0) return [];
  return manualSteps(installation, imported, target).flatMap(({ title, commands }, i) => [
    `  ${i + 1}. ${title}`,
    ...commands.map((command) => `       ${command}`),
  ]);
}
