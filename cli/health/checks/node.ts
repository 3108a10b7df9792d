/** Checks a node and its container. Pure. */
import { holderCommand } from "../../../remote/sockets";
import { isPublic } from "../../../settings/network/networks";
import { setCommand } from "../../../settings/commands";
import { proposedRelease } from "../../../settings/network/network-release";
import { compareReleases, isRelease } from "../../../settings/releases/release";
import type { LogState } from "../../../node/log-states";
import type { NodeContainer } from "../probe/container";
import type { LogEnd } from "../probe/log-end";
import type { Finding, Severity } from "../finding";
import type { StackInfo } from "../stack-info";
import { type ProbeResult, isStandby, type NodeAnswers } from "../probe/protocol";
import { describeProgress, progress } from "../work/progress";
import { formatCount, formatDuration } from "../../../terminal/format";
import { chainState } from "../work/contracts";

/** Maximum age in seconds of the last L1 block that the node has read. Source: the vendor's health check. */
const OLDEST_READ = 300;
/** Source: the vendor's advice for alerts. */
const FEW_PEERS = 5;

/** Seconds for which a start by Docker, after the node has ended, is a warning. */
const NEW_START = 3600;

/** Exit codes of a node that was stopped: by itself, or by SIGTERM. */
const ENDED: readonly number[] = [0, 143];

/** Judges whether the container runs. @param now milliseconds since 1970 */
export function running(
  container: NodeContainer,
  { lastError, logState }: LogEnd,
  stack: string,
  now: number,
): Finding {
  const { State, RestartCount } = container;
  const check = "running";
  if (State.Status === "running") {
    const seconds = (now - Date.parse(State.StartedAt)) / 1000;
    const message = `for ${formatDuration(seconds)}`;
    if (RestartCount === 0) return { check, severity: "ok", message };
    // A node that ends again and again may be ready at each look, and its record of missed duties begins with each start.
    const isNew = seconds < NEW_START;
    return {
      check,
      severity: isNew ? "warning" : "ok",
      message: `${message}; restarted ${formatCount(RestartCount, "time")}, after it had ended`,
      ...(isNew && { remedy: `see why it ended: aztec-validator logs --since 2h --level error --stack ${stack}` }),
    };
  }
  const why = State.OOMKilled ? "out of memory: the node exceeded memoryMb" : `exit code ${State.ExitCode}`;
  const state =
    State.Status === "restarting"
      ? `the node exited ${RestartCount} times (${why})`
      : `the container is ${State.Status}`;
  const exit = State.Status === "exited" ? ` (${why})` : "";
  // A container that was stopped from outside has no error; a warning in its log is not the reason.
  const isEnded = State.Status !== "restarting" && ENDED.includes(State.ExitCode) && !State.OOMKilled;
  const named = isEnded || State.OOMKilled ? undefined : logState;
  const reason = lastError && !isEnded ? `; its last error: ${lastError}` : "";
  const start = State.Error ? `; Docker could not start it: ${State.Error.slice(0, 300)}` : "";
  const message = `${state}${exit}${start || (named ? `: ${named.message}` : reason)}`;
  const remedy = named && !start ? { remedy: named.remedy(stack) } : portRemedy(State.Error ?? "", stack);
  return { check, severity: "failure", message, ...remedy };
}

/** Returns the remedy if Docker could not publish a port. Its words: "Bind for 0.0.0.0:40400 failed: port is already allocated". */
function portRemedy(error: string, stack: string): Pick<Finding, "remedy"> {
  const port = /:(\d+)\b/.exec(error)?.[1];
  if (!/already (in use|allocated)/.test(error) || port === undefined) return {};
  const others = `docker ps --filter publish=${port}`;
  const remedy = `see what uses port ${port}, on the host: ${holderCommand(Number(port))}; ${others}. Once it is free: aztec-validator start --stack ${stack}; doctor says how to keep it free`;
  return { remedy };
}

/** Judges the last run of Docker's health check. */
export function healthCheck({ State }: NodeContainer, now: number): Finding | undefined {
  const check = "last check";
  const last = State.Health?.Log.at(-1);
  if (!State.Health || State.Status !== "running") return undefined;
  if (!last) return { check, severity: "ok", message: "Docker has not run the health check yet" };
  const ago = `${formatDuration((now - Date.parse(last.End)) / 1000)} ago`;
  if (last.ExitCode === 0) return { check, severity: "ok", message: `passed ${ago}` };
  const message = last.Output.trim().split("\n").at(-1) ?? "";
  // The start period is not over; the check `ready` reports the present state.
  if (State.Health.Status === "starting")
    return { check, severity: "ok", message: `none passed yet; ${ago}: ${message}` };
  const severity: Severity = State.Health.Status === "unhealthy" ? "failure" : "warning";
  return { check, severity, message: `failed ${ago}: ${message}` };
}

/** Judges whether the node is ready; a broker and an agent report only that they are up. */
export function ready(answers: NodeAnswers, { stack, settings, upCommand }: StackInfo, logState?: LogState): Finding {
  const { status, ready: isReady, info } = answers;
  const check = "ready";
  if (status) {
    if (status.value === 200) return { check, severity: "ok", message: "answers" };
    return {
      check,
      severity: "failure",
      message: status.error ? `/status ${status.error}` : `/status answers ${status.value ?? ""}`,
    };
  }
  if (isReady?.value) return { check, severity: "ok", message: `Aztec ${info?.value?.nodeVersion ?? "?"} is ready` };
  if (isStandby(answers)) {
    const message = "in standby: its release does not fit the network's contracts";
    // The images of a private network are built from one release.
    const remedy =
      settings?.network === "local" ? upCommand : `use another release: ${setCommand("release", undefined, stack)}`;
    return { check: "standby", severity: "failure", message, remedy };
  }
  const error = isReady?.error;
  const message = error ? `its JSON-RPC ${error}` : "the node is still synchronising";
  const named = logState && { message: `${message}: ${logState.message}`, remedy: logState.remedy(stack) };
  return { check, severity: "failure", message, ...named };
}

/** Compares the node's blocks with the rollup contract on the L1. */
export function synced({ node, work, now }: ProbeResult, { stack }: StackInfo): Finding | undefined {
  const check = "synced";
  const tips = node?.tips?.value;
  if (!node || node.status) return undefined;
  if (!tips)
    return {
      check,
      severity: "unknown",
      message: `the node does not report its blocks: ${node.tips?.error ?? "no answer"}`,
    };
  const { proposed, latest, checkpointed, proven } = tips;
  const remedy = catchUp(work, stack);
  const at = checkpointed ? `${checkpointed.block.number} checkpointed, ` : "";
  const message = `block ${(proposed ?? latest)?.number ?? "?"}, ${at}${proven.block.number} proven`;
  const age =
    node.synced?.value === undefined || node.synced.value === null ? undefined : now / 1000 - node.synced.value;
  if (age !== undefined && age > OLDEST_READ)
    return { check, severity: "failure", message: `${message}; L1 read only up to ${formatDuration(age)} ago`, remedy };
  const read = age === undefined ? "" : `; L1 read up to ${formatDuration(age)} ago`;
  const result = compared(`${message}${read}`, checkpointed?.checkpoint?.number, work);
  return { check, ...result, ...(result.severity === "ok" ? {} : { remedy }) };
}

/** Returns the remedy for a node that is behind. */
function catchUp(work: ProbeResult["work"], stack: string): string {
  const blobs = work?.blobs ?? [];
  const missing =
    blobs.length > 0 && blobs.every(({ requested, received = 0 }) => requested !== undefined && received < requested);
  if (missing) return "fix the blobs check: the node continues once it gets the missing blobs";
  return `find the cause in its log: aztec-validator logs --level warn --stack ${stack}`;
}

function compared(
  message: string,
  nodeCheckpoint: number | undefined,
  work: ProbeResult["work"],
): { severity: Severity; message: string } {
  const chain = chainState(work);
  const is = progress(nodeCheckpoint, chain);
  if (is && chain) return { severity: is.severity, message: `${message}; ${describeProgress(is, chain)}` };
  const error = work?.chain?.error;
  if (error === undefined) return { severity: "ok", message };
  return { severity: "unknown", message: `${message}; whether the L1 has more is unknown: ${error}` };
}

/**
 * Judges the number of peers: without peers a node neither receives nor signs. A private chain can have none on
 * purpose.
 */
export function peers({ peers: answer }: NodeAnswers, { settings }: StackInfo): Finding | undefined {
  const check = "peers";
  if (!answer) return undefined;
  if (!answer.value)
    return { check, severity: "unknown", message: `the number of peers is unknown: ${answer.error ?? "no answer"}` };
  const connected = answer.value.filter(({ status }) => status === "connected").length;
  const needsPeers = settings !== undefined && isPublic(settings);
  if (connected >= FEW_PEERS || !needsPeers) return { check, severity: "ok", message: `${connected} connected` };
  const remedy = "see p2p below; a new node needs some minutes to find peers";
  return { check, severity: connected === 0 ? "failure" : "warning", message: `${connected} connected`, remedy };
}

/**
 * Compares the node's release with the newest known one.
 *
 * @param isFit whether the release serves the network's rollup: then a newer release does not cause a warning
 */
export function version({ info }: NodeAnswers, { settings }: StackInfo, isFit: boolean): Finding | undefined {
  const check = "release";
  const runs = info?.value?.nodeVersion;
  if (!runs) return undefined;
  if (!isRelease(runs)) return { check, severity: "unknown", message: `${runs} is not a release version` };
  const newest = proposedRelease(settings?.network);
  const hasStake = settings !== undefined && isPublic(settings);
  if (compareReleases(runs, newest) >= 0)
    return { check, severity: "ok", message: `${runs}, the newest known release` };
  const serves = isFit ? ", which serves the network's rollup" : "";
  const message = `${runs}${serves}; ${newest} is the newest known release`;
  return { check, severity: hasStake && !isFit ? "warning" : "ok", message };
}
