/** Checks the network: its rollup, its recommended release, and proposals that would move it. Pure. */
import type { NetworkAnswer, Proposal } from "../../../remote/query-network";
import { removeCommand, setCommand } from "../../../settings/commands";
import { describeRollup } from "../../../settings/network/network-fit";
import { meantBy } from "../../../settings/network/other-rollup";
import { compareReleases } from "../../../settings/releases/release";
import { formatTime } from "../../../terminal/format";
import type { Finding } from "../finding";
import { version } from "../checks/node";
import type { NodeAnswers } from "../probe/protocol";
import { type Judgement, judge, nextRelease, type NetworkView, releaseOf } from "./judgement";

/** Returns a finding on the network's rollup, and one for each proposal that would move the network. */
export function networkFindings(view: NetworkView): Finding[] {
  if (!view.network) return [];
  return [rollupFinding(view, view.network), ...proposalFindings(view, view.network)];
}

function rollupFinding(view: NetworkView, { rollup, unknown }: NetworkAnswer): Finding {
  const check = "network";
  const judgement = judge(view);
  const { fit, runs = "?" } = judgement;
  if (!rollup) {
    const message = `the network's rollup is unknown: ${unknown ?? "it was not queried"}`;
    return { check, severity: "unknown", message };
  }
  const name = describeRollup(rollup);
  if (fit === "other rollup") return otherRollup(view, judgement, name);
  if (judgement.served !== undefined) return sameRollup(view, `runs ${name}, which this node serves`);
  if (fit === "fits") return sameRollup(view, `runs ${name}, which release ${runs} serves`);
  return { check, severity: "unknown", message: `runs ${name}; whether release ${runs} serves it is unknown` };
}

/** Warns of `allowOtherRollup` once the node serves the network's rollup: it would hide the next move. */
function sameRollup({ stackInfo: { settings, stack } }: NetworkView, message: string): Finding {
  const check = "network";
  if (!settings?.allowOtherRollup) return { check, severity: "ok", message };
  const why = "allowOtherRollup is still set: it would hide the network's next move";
  return {
    check,
    severity: "warning",
    message: `${message}; ${why}`,
    remedy: removeCommand("allowOtherRollup", stack),
  };
}

function otherRollup(view: NetworkView, { served, runs = "?", release }: Judgement, name: string): Finding {
  const check = "network";
  const fix = fixByRelease(view, release, runs);
  const standby = view.isStandby ? ", so the node is in standby" : "";
  const message =
    served === undefined
      ? `the network runs ${name}; release ${runs} does not serve it${standby}`
      : `the network has moved to ${name}; this node serves version ${served}`;
  const setting = meantBy(view.stackInfo.settings);
  if (setting === undefined) return { check, severity: "failure", message, ...fix };
  return { check, severity: "warning", message: `${message}, as ${setting} says`, ...fix };
}

/** The part of a finding that says how to fix it. */
type Fix = Pick<Finding, "remedy" | "updateTo">;

function fixByRelease({ stackInfo }: NetworkView, release: string | undefined, runs: string): Fix {
  const { stack, container } = stackInfo;
  if (!container) return { remedy: setCommand("release", release ?? "<release>", stack) };
  if (release === runs) {
    const again = `aztec-validator stop --stack ${stack} && aztec-validator start --stack ${stack}`;
    return { remedy: `restart the node, since its release serves the new rollup: ${again}` };
  }
  return { remedy: updateCommand(stack, release), updateTo: release };
}

function updateCommand(stack: string, release = "<release>"): string {
  return `aztec-validator update ${release} --stack ${stack}`;
}

/** Returns a finding for each proposal that would move the network; none is a failure, since the node still works. */
function proposalFindings({ stackInfo }: NetworkView, network: NetworkAnswer): Finding[] {
  const open = (network.proposals ?? []).filter(({ rollup }) => rollup !== network.rollup?.address);
  return open.map((proposal): Finding => {
    const release = nextRelease(proposal.rollup, { stackInfo, network });
    const ready = `${release ? `release ${release}` : "the release that serves it"} ready ${deadline(proposal)}`;
    const message = `${describeProposal(proposal)} Have ${ready}`;
    return {
      check: "proposal",
      severity: "warning",
      message,
      remedy: `after the move: ${updateCommand(stackInfo.stack, release)}`,
      updateTo: release,
    };
  });
}

function describeProposal({ id, state, rollup, times }: Proposal): string {
  const moves = `Proposal ${id} moves it to rollup ${rollup}`;
  if (state === "executable")
    return `the network may move at any time. ${moves}, and can be executed until ${formatTime(times.executableUntil)}.`;
  if (state === "queued") return `the network is about to move. ${moves}, and was accepted.`;
  const vote =
    state === "active"
      ? `the vote on it ends ${formatTime(times.activeUntil)}`
      : `the vote on it begins ${formatTime(times.pendingUntil)}`;
  return `the network may move. ${moves}: ${vote}.`;
}

function deadline({ state, times }: Proposal): string {
  return state === "executable" ? "now" : `by ${formatTime(times.queuedUntil)}`;
}

/** Returns findings on the node's release: by the network's recommendation, else by the newest known release. */
export function releaseFindings(view: NetworkView, node: NodeAnswers): Finding[] {
  const recommended = recommendationFindings(view);
  if (recommended.some(({ severity }) => severity !== "unknown")) return recommended;
  const newest = version(node, view.stackInfo, judge(view).fit === "fits");
  return [...(newest ? [newest] : []), ...recommended];
}

/**
 * Compares the node's release with the one that the network recommends.
 *
 * @returns nothing if no recommendation was queried, or the node's release is unknown
 */
export function recommendationFindings(view: NetworkView): Finding[] {
  const { stackInfo, network } = view;
  const check = "release";
  const runs = releaseOf(stackInfo, network);
  const { nodeVersion: recommended, error, server } = network?.config ?? {};
  if (error !== undefined) {
    const message = `the recommended release is unknown: ${server ?? "its configuration"} ${error}`;
    return [{ check, severity: "unknown", message }];
  }
  if (recommended === undefined || runs === undefined) return [];
  const order = compareReleases(runs, recommended);
  if (order === 0) return [{ check, severity: "ok", message: `${runs}, as the network recommends` }];
  if (order > 0) return [{ check, severity: "ok", message: `${runs}; the network recommends ${recommended}` }];
  const message = `the network recommends ${recommended}, this node ${stackInfo.container ? "runs" : "is to run"} ${runs}`;
  return [{ check, severity: "warning", message, ...fixByRelease(view, recommended, runs) }];
}
