/** What `update` says where it has nothing to do: also which release the network asks for, where that is another step. */
import { proposedRelease } from "../../settings/network/network-release";
import { publicNetwork } from "../../settings/network/networks";
import { compareReleases } from "../../settings/releases/release";
import { stepKind } from "../../settings/releases/upgrade";
import type { Settings } from "../../settings/schema";
import { log } from "../../terminal/output";
import { inspectContainer, Unreachable } from "../health/probe/container";
import type { Finding } from "../health/finding";
import type { StackInfo } from "../health/stack-info";
import { networkFindings, recommendationFindings } from "../health/network/findings";
import { networkFrom } from "../health/network/request";
import type { RunningNode } from "../stack/running-node";
import type { UpdateRequest } from "./plan";

/** The stack that runs what was asked for. */
export interface Idle {
  readonly stack: string;
  readonly release: string;
  readonly settings: Settings;
  readonly upCommand: string;
}

/** Says so, and what the network has to say of it where no release was named. Does no step to another major release. */
export async function sayNothingToDo(idle: Idle, wish: UpdateRequest, node: RunningNode): Promise<void> {
  if (wish.release !== undefined || wish.image !== undefined) {
    log(`${idle.stack} runs the release that is asked for: nothing to do.`);
    return;
  }
  for (const line of idleLines(idle, await findingsOf(idle, node), wish.unattended)) log(line);
}

/** What the network says of this node; a host that does not answer is no error here. */
async function findingsOf({ stack, settings, upCommand }: Idle, node: RunningNode): Promise<Finding[]> {
  const { cli, container, docker, volume } = node;
  try {
    const inspected = await inspectContainer(cli, container);
    const network = inspected && (await networkFrom(cli, container, inspected, settings));
    const signers = { attesters: [], publishers: [] };
    const stackInfo: StackInfo = { stack, settings, upCommand, docker, container, volume, signers, exists: true };
    const view = { stackInfo, network, isStandby: false };
    return [...networkFindings(view), ...recommendationFindings(view)];
  } catch (error) {
    if (error instanceof Unreachable) return [{ check: "network", severity: "unknown", message: error.message }];
    throw error;
  }
}

/** Returns the lines. @param findings on the network and its recommendation @param unattended where only a patch is taken */
export function idleLines(
  { stack, release, settings: { network } }: Idle,
  findings: readonly Finding[],
  unattended = false,
): string[] {
  const why = unattended
    ? "and no newer patch of it is known here"
    : `the newest ${release.split(".")[0] ?? ""}.x that is known here`;
  const told = findings.filter(
    ({ check, severity }) => check === "network" || ["failure", "warning"].includes(severity),
  );
  return [
    `${stack} runs ${release}, ${why}: nothing to do unasked.`,
    ...told.flatMap(({ check, message, remedy }) => [
      `  ${check}: ${message}`,
      ...(remedy === undefined ? [] : [`    → ${remedy}`]),
    ]),
    ...(isAnswered(told) ? [] : proposal(stack, release, network)),
  ];
}

/** Whether the network itself says that the release is right, or which one is. */
function isAnswered(told: readonly Finding[]): boolean {
  return told.some(
    ({ check, severity, remedy = "" }) =>
      (check === "network" && severity === "ok") || /aztec-validator update \d/.test(remedy),
  );
}

function proposal(stack: string, release: string, network: string): string[] {
  const proposed = publicNetwork(network) ? proposedRelease(network) : release;
  if (compareReleases(proposed, release) <= 0) return [];
  const step = `a ${stepKind(release, proposed)} step, which has to be asked for`;
  return [
    `  The release proposed for ${network} is ${proposed}: ${step}:`,
    `    → aztec-validator update ${proposed} --stack ${stack}`,
  ];
}
