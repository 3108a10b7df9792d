/** Findings of `status`, from an observation. Pure. */
import { isHostCertain, refreshRemedy } from "../stack/missing-container";
import { healthCheckTarget, isRunning } from "./probe/container";
import { unansweringFindings } from "./checks/aws";
import { clockFinding } from "./checks/clock";
import { diskFinding } from "./checks/disk";
import type { Finding } from "./finding";
import { chainIdOf } from "./stack-info";
import { beaconFindings, l1Findings, expectedL1 } from "./checks/l1";
import type { Observation } from "./observe";
import { networkFindings, releaseFindings } from "./network/findings";
import { viewOf } from "./network/view";
import { healthCheck, peers, ready, running, synced } from "./checks/node";
import { p2pFindings } from "./checks/p2p";
import { portFindings } from "./checks/ports";
import type { ProbeResult } from "./probe/protocol";
import { publisherFindings } from "./checks/publishers";
import { provingFindings } from "./proving/findings";
import { logFindings } from "./work/node-log";
import { chainBlobFindings } from "./work/blob-findings";
import { standstill } from "./work/progress";
import { chainState } from "./work/contracts";
import { workFindings } from "./work/work-findings";

/** Checks without which the verdict is unknown. An attester is unknown if its state or its duties are. */
export const ESSENTIAL = ["running", "ready", "keys", "attester", "synced"];

export function statusFindings(observation: Observation): Finding[] {
  const { container, answers, unreachable, now } = observation;
  const check = "running";
  if (!container) return [...withSettings(observation), ...absent(observation)];
  const runningFinding = running(container, observation, observation.stackInfo.stack, now);
  const lastCheck = healthCheck(container, now);
  const nodeFindings = answers ? nodeAndPeers(observation, answers) : [notQueried(unreachable)];
  const moved = networkFindings(viewOf(observation));
  return [
    ...withSettings(observation),
    { ...runningFinding, check },
    ...unknownKeys(observation),
    ...nodeFindings,
    ...portFindings(container, observation.dialResult, observation.stackInfo),
    ...moved,
    ...(lastCheck ? [lastCheck] : []),
    ...outside(observation, answers),
    ...provingFindings(observation),
    ...logFindings(observation.log, observation.stackInfo, now),
  ];
}

function absent({ stackInfo, unreachable, aws }: Observation): Finding[] {
  const { stack, settings, docker, container, upCommand } = stackInfo;
  const check = "running";
  if (unreachable)
    return [{ check, severity: "unknown", message: unreachable }, ...unansweringFindings(aws, upCommand)];
  if (!docker) return [{ check, severity: "failure", message: "the stack is not up", remedy: upCommand }];
  if (container) {
    const message = `its container ${container} no longer exists on its host: it was not removed by this stack`;
    const remedy = refreshRemedy(upCommand, isHostCertain(settings, stackInfo.machine));
    return [{ check, severity: "failure", message, remedy }];
  }
  const message = settings?.stopped ? "the node is stopped, as its settings require" : "there is no node yet";
  return [
    {
      check,
      severity: "failure",
      message,
      remedy: settings?.stopped ? `aztec-validator start --stack ${stack}` : upCommand,
    },
  ];
}

const NO_HEALTH_CHECK = "its container has no health check of this program, so the node was not queried";

function notQueried(unreachable: string | undefined): Finding {
  return { check: "ready", severity: "unknown", message: unreachable ?? "it was not queried" };
}

/** Judges the node and its peers. */
function nodeAndPeers(observation: Observation, answers: ProbeResult): Finding[] {
  const { stackInfo, container, dialResult } = observation;
  const { node } = answers;
  if (!node) return container && isRunning(container) ? [notQueried(NO_HEALTH_CHECK)] : [];
  const isReachable = node.info?.value !== undefined && node.info.value !== null;
  const hasPeers = container !== undefined && healthCheckTarget(container)?.p2pPort !== undefined;
  return [
    ready(node, stackInfo, observation.logState),
    ...[isReachable ? synced(answers, stackInfo) : undefined, isReachable ? peers(node, stackInfo) : undefined].filter(
      (one) => one !== undefined,
    ),
    ...(isReachable && hasPeers ? p2pFindings(dialResult, stackInfo) : []),
    ...releaseFindings(viewOf(observation), node),
  ];
}

/** Reports a sequencer whose attesters are unknown: none of their duties is checked. */
function unknownKeys({ stackInfo: { settings, signersUnknown, stack } }: Observation): Finding[] {
  if (signersUnknown === undefined || (settings && settings.role !== "sequencer")) return [];
  const message = `which attesters the node has is unknown, so their duties are not checked: ${signersUnknown}`;
  const remedy = `see what is wrong: aztec-validator doctor --stack ${stack}. With checkOtherStacks false, status needs the stack's passphrase or key service`;
  return [{ check: "keys", severity: "unknown", message, remedy }];
}

/** Judges the L1, the chain, the keys and the disk. */
function outside(observation: Observation, answers: ProbeResult | undefined): Finding[] {
  if (!answers) return [];
  const { stackInfo } = observation;
  const { settings } = stackInfo;
  const chainId = settings ? chainIdOf(settings) : answers.node?.info?.value?.l1ChainId;
  const expected = expectedL1(stackInfo, answers.now / 1000, chainId);
  return [
    ...clock(answers),
    ...l1Findings(answers.l1Servers, expected),
    ...beaconFindings(answers.beaconServers, expected),
    ...chainBlobFindings(answers, expected),
    ...standstill(chainState(answers.work)),
    ...workFindings(observation, answers),
    ...publisherFindings(stackInfo, answers),
    ...(answers.disk ? [diskFinding(answers.disk, stackInfo)] : []),
  ];
}

/** Judges the host's clock, if there is an L1 server that reports the time: most nodes have one, and no role requires it. */
function clock(answers: ProbeResult): Finding[] {
  const finding = clockFinding(answers);
  return finding.severity === "unknown" ? [] : [finding];
}

/** Reports settings that differ from the running node: `up` has not run since they were changed. */
function withSettings({ stackInfo, container, answers }: Observation): Finding[] {
  const { settings, stack, upCommand } = stackInfo;
  const check = "settings";
  if (!settings || !container) return [];
  if (settings.stopped) {
    const message = "`stopped` is true, and the node's container still exists";
    return [{ check, severity: "failure", message, remedy: `aztec-validator stop --stack ${stack}` }];
  }
  const runs = answers?.node?.info?.value?.nodeVersion;
  if (!runs || !settings.release || runs === settings.release) return [];
  return [
    {
      check,
      severity: "warning",
      message: `release is ${settings.release}, and the node runs ${runs}`,
      remedy: upCommand,
    },
  ];
}
