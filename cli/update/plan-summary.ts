/** A plan of an update, for a person to say yes to. Pure. */
import { commandOf } from "../../settings/commands";
import type { UpdatePlan } from "./plan";

/** What the host says of it. */
export interface HostFacts {
  /** Whether the new image is there already. */
  readonly hasImage: boolean;
}

/** @param stack its name */
export function planText(stack: string, plan: UpdatePlan, { hasImage }: HostFacts): string {
  const { from, to } = plan;
  return [
    `The update of ${stack}: ${from.release === to.release ? `another image of ${to.release}` : `${from.release} → ${to.release}`}`,
    `  image     ${to.image} (${hasImage ? "on the host" : "pulled while the node runs"}); now ${from.image}`,
    ...plan.warnings.map((warning) => `  !         ${warning}`),
    ...row("settings", settings(plan)),
    ...row("renamed", plan.renamed),
    ...row("before", plan.demands.filter(({ before }) => before).map(told)),
    ...row("and then", plan.demands.filter(({ before }) => !before).map(told)),
    ...row("snapshot", snapshot(plan)),
    `  way back  ${wayBack(plan)}`,
  ].join("\n");
}

function settings({ problems, to }: UpdatePlan): string[] {
  if (problems.length === 0) return [];
  const lines = problems.flatMap(({ path, message, fix }) => [
    `  ${path} ${message}`,
    `      ${fix ? commandOf(fix) : ""}`,
  ]);
  return [`${problems.length} that ${to.release} does not take: the update removes, and a way back restores`, ...lines];
}

function told({ what, takes }: UpdatePlan["demands"][number]): string {
  return `${what} (${takes})`;
}

function snapshot({ settings: { host } }: UpdatePlan): string[] {
  if (host.kind !== "aws") return [];
  return ["of the data volume, before: aws ec2 create-snapshot --volume-id <id> (docs/upgrades.md)"];
}

function wayBack({ oneWay, from, kind, demands }: UpdatePlan): string {
  if (demands.some(({ final }) => final)) return `none, after what is to be done before: ${oneWay ?? ""}`;
  if (oneWay) return `none once the new release has written to the data: ${oneWay}`;
  if (kind === "downgrade")
    return `to ${from.release} again, if this one is not ready in time; stores of another schema are made anew`;
  return `to ${from.release}, by itself, if the node is not ready in time`;
}

function row(title: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? title : "").padEnd(8)}  ${line}`);
}
