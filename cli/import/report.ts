/** What an import tells the operator. No secret is in it. */
import { commandOf } from "../../settings/commands";
import { settingAt } from "../../settings/schema";
import { splitPath } from "../../settings/flat-config";
import type { Installation } from "./installation";
import type { ImportedStack } from "./stack";
import { takeover } from "./takeover";

/**
 * @param stack  the name of the stack
 * @param volume the name that its data volume will have
 */
export function report(installation: Installation, imported: ImportedStack, stack: string, volume: string): string {
  const { compose } = installation;
  const dropped = imported.dropped.map(({ from, why }) => `  ${from}: ${why}`);
  return [
    ...(compose ? [`Service ${compose.service} of ${compose.files.join(" and ")}`, ""] : []),
    ...section(`Settings of the stack ${stack}:`, settings(imported)),
    ...section("Dropped:", dropped),
    ...section("Missing, or wrong; pulumi up will stop at it:", missing(imported)),
    ...section(
      "Worth knowing:",
      imported.warnings.map((text) => `  ${text}`),
    ),
    ...section("By hand, in this order, before pulumi up:", steps(installation, imported, volume)),
  ]
    .join("\n")
    .trimEnd();
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [title, ...lines, ""] : [];
}

/** Each value with where it is from; of one for which two stood, both. */
function settings({ values, moved }: ImportedStack): string[] {
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, value]) => {
      const from = moved.filter((one) => one.path === path);
      const origin = from.length > 0 ? ` (${from.map((one) => one.from).join(", ")})` : "";
      const remarks = from.flatMap(({ remark }) => (remark ? [remark] : []));
      return `  ${path}: ${shown(path, value)}${origin}${remarks.map((remark) => `; ${remark}`).join("")}`;
    });
}

/** A server's URL may have a key in it: what may be secret is not shown. */
export function shown(path: string, value: string): string {
  const secret = settingAt(path)?.secret ?? settingAt(splitPath(path).group)?.secret;
  return secret ? "[secret]" : value;
}

function missing({ missing: problems }: ImportedStack): string[] {
  return problems.flatMap(({ path, message, fix }) => [
    `  ${path} ${message}`,
    ...(fix ? [`      ${commandOf(fix)}`] : []),
  ]);
}

function steps(installation: Installation, imported: ImportedStack, volume: string): string[] {
  return takeover(installation, imported, volume).flatMap(({ what, commands }, i) => [
    `  ${i + 1}. ${what}`,
    ...commands.map((command) => `       ${command}`),
  ]);
}
