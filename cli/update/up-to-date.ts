/** Reports that `update` has nothing to do, with the network's answer about the release that runs. */
import { proposedRelease } from "../../settings/network/network-release";
import { publicNetwork } from "../../settings/network/networks";
import { compareReleases } from "../../settings/releases/release";
import { stepKind } from "../../settings/releases/upgrade";
import type { Settings } from "../../settings/schema";
import type { CheckAnswer } from "../../remote/wait-ready";
import { OperatorError, log } from "../../terminal/output";
import { inspectContainer, Unreachable } from "../health/probe/container";
import type { Finding } from "../health/finding";
import type { StackInfo } from "../health/stack-info";
import { networkFindings, recommendationFindings } from "../health/network/findings";
import { networkFrom } from "../health/network/request";
import type { RunningNode } from "../stack/running-node";
import type { UpdateRequest } from "./plan";

/** The release that a stack's settings select, and its node runs. */
export interface CurrentRelease {
  readonly stack: string;
  readonly release: string;
  readonly settings: Settings;
  readonly upCommand: string;
}

/**
 * Prints that there is nothing to do. If no release was requested, it queries the network for its recommendation.
 *
 * @param check of the node @throws {OperatorError} if it is not ready
 */
export async function reportUpToDate(
  current: CurrentRelease,
  request: UpdateRequest,
  node: RunningNode,
  check: CheckAnswer,
): Promise<void> {
  const isRequested = request.release !== undefined || request.image !== undefined;
  const isReady = check.facts !== undefined || (check.isStandby && current.settings.allowOtherRollup);
  if (isReady || !isRequested) await printUpToDate(current, request, node);
  if (!isReady) throw new OperatorError(notReady(current, check));
}

function notReady({ stack, release }: CurrentRelease, { reason }: CheckAnswer): string {
  return [
    `The node of ${stack} is not ready: ${reason}. Its settings select ${release} already, so there is nothing to update.`,
    `  To see why it is not ready: aztec-validator logs --stack ${stack}`,
    `  To start it again, and wait for it: aztec-validator start --stack ${stack}`,
  ].join("\n");
}

async function printUpToDate(current: CurrentRelease, request: UpdateRequest, node: RunningNode): Promise<void> {
  const { stack, release, settings } = current;
  if (request.release !== undefined || request.image !== undefined)
    log(`${stack} runs the requested release already: nothing to do.`);
  else if (settings.network === "local")
    log(`${stack} runs ${release}, the only release for a local network: nothing to update to.`);
  else for (const line of upToDateLines(current, await queryNetwork(current, node), request.unattended)) log(line);
}

/** Returns the findings about this node's network; a host that does not answer is not an error here. */
async function queryNetwork({ stack, settings, upCommand }: CurrentRelease, node: RunningNode): Promise<Finding[]> {
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

/** Returns the lines to print. @param findings about the network and its recommendation */
export function upToDateLines(
  { stack, release, settings: { network } }: CurrentRelease,
  findings: readonly Finding[],
  unattended = false,
): string[] {
  const major = release.split(".")[0] ?? "";
  const why = unattended ? "and no newer patch release is known" : `the newest known ${major}.x release`;
  const reported = findings.filter(
    ({ check, severity }) => check === "network" || ["failure", "warning"].includes(severity),
  );
  return [
    `${stack} runs ${release}, ${why}: nothing to update to.`,
    ...reported.flatMap(({ check, message, remedy }) => [
      `  ${check}: ${message}`,
      ...(remedy === undefined ? [] : [`    → ${remedy}`]),
    ]),
    ...(isAnswered(reported) ? [] : proposal(stack, release, network)),
  ];
}

/** Returns whether the network itself confirms the release, or names another one. */
function isAnswered(findings: readonly Finding[]): boolean {
  return findings.some(
    ({ check, severity, updateTo }) => (check === "network" && severity === "ok") || updateTo !== undefined,
  );
}

function proposal(stack: string, release: string, network: string): string[] {
  const proposed = publicNetwork(network) ? proposedRelease(network) : release;
  if (compareReleases(proposed, release) <= 0) return [];
  return [
    `  The release proposed for ${network} is ${proposed}. It is a ${stepKind(release, proposed)} step, so name it:`,
    `    → aztec-validator update ${proposed} --stack ${stack}`,
  ];
}
