/** The plan of an update, as the operator reads it before confirming. Pure. */
import { commandOf } from "../../settings/commands";
import { formatCount } from "../../terminal/format";
import type { UpgradeDemand } from "./demands";
import type { UpdatePlan } from "./plan";

/** Facts of the host that the plan shows. */
export interface HostFacts {
  /** Whether the host has the new image already. */
  readonly hasImage: boolean;
}

/** @param stack its name */
export function planText(stack: string, plan: UpdatePlan, { hasImage }: HostFacts): string {
  const { from, to, warnings, renamed, demands } = plan;
  const step = from.release === to.release ? `another image of ${to.release}` : `${from.release} → ${to.release}`;
  return [
    `Update of ${stack}: ${step}`,
    `  image     ${to.image} (${hasImage ? "on the host" : "pulled while the old node runs"}); now ${from.image}`,
    ...warnings.map((warning) => `  !         ${warning}`),
    ...row("settings", settingsLines(stack, plan)),
    ...row("renamed", renamed),
    ...row("before", demands.filter(({ isPreparation }) => isPreparation).map(demandText)),
    ...row("then", demands.filter(({ isPreparation }) => !isPreparation).map(demandText)),
    ...row("snapshot", snapshotLines(plan)),
    `  rollback  ${rollbackText(plan)}`,
  ].join("\n");
}

function settingsLines(stack: string, { problems, to }: UpdatePlan): string[] {
  if (problems.length === 0) return [];
  const object = problems.length === 1 ? "it" : "them";
  return [
    `${formatCount(problems.length, "setting")} not accepted by ${to.release}: the update removes ${object}, a rollback restores ${object}`,
    ...problems.flatMap(({ path, message, fix }) => [
      `  ${path} ${message}`,
      `      ${fix ? commandOf(fix, stack) : ""}`,
    ]),
  ];
}

function demandText({ text, duration }: UpgradeDemand): string {
  return duration === undefined ? text : `${text} (${duration})`;
}

function snapshotLines({ settings: { host } }: UpdatePlan): string[] {
  if (host.kind !== "aws") return [];
  return ["take one of the data volume first: aws ec2 create-snapshot --volume-id <id> (docs/upgrades.md)"];
}

function rollbackText({ pointOfNoReturn, from, kind, demands }: UpdatePlan): string {
  if (demands.some(({ isIrreversible }) => isIrreversible))
    return `impossible once the work under "before" is done: ${pointOfNoReturn ?? ""}`;
  if (pointOfNoReturn) return `impossible once the new release has written to the data: ${pointOfNoReturn}`;
  const automatic = `automatic, to ${from.release}, if the node does not become ready in time`;
  return kind === "downgrade" ? `${automatic}; stores with another schema are rebuilt` : automatic;
}

function row(title: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? title : "").padEnd(8)}  ${line}`);
}
