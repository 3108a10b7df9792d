/** All that `status` says, from all that was seen. Pure. */
import { asksBy } from "./ask";
import { diskFinding } from "./disk";
import type { Finding } from "./finding";
import type { Known } from "./known";
import { consensusFindings, executionFindings, expectedL1 } from "./l1";
import type { Seen } from "./gather";
import { chainIdOf } from "./known";
import { networkFindings, releaseFindings } from "./network";
import { viewOf } from "./network-view";
import { healthCheck, peers, ready, running, synced } from "./node";
import { p2pFindings } from "./p2p";
import type { Answers } from "./questions";
import { attesterFindings } from "./attesters";
import { publisherFindings } from "./signers";
import { slashingFindings } from "./slashing";
import { chainBlobFindings } from "./work-findings";
import { standstill } from "./progress";
import { chainState } from "./work";

/** Without an answer to these it is not known how a node is. */
export const ESSENTIAL = ["running", "ready"];

export function statusFindings(seen: Seen): Finding[] {
  const { known, container, answers, notAsked, lastError, now } = seen;
  const check = "running";
  if (!container) return [...withSettings(seen), ...absent(seen)];
  const runs = running(container, lastError, now);
  const lastCheck = healthCheck(container, now);
  const own = answers ? told(seen, answers) : [unasked(notAsked)];
  const moved = networkFindings(viewOf(seen));
  return [
    ...withSettings(seen),
    { ...runs, check },
    ...own,
    ...moved,
    ...(lastCheck ? [lastCheck] : []),
    ...outside(known, answers),
    ...slashingFindings(seen.slashing, now),
  ];
}

function absent({ known, notAsked }: Seen): Finding[] {
  const { stack, settings, docker, container, upCommand } = known;
  const check = "running";
  if (notAsked) return [{ check, severity: "unknown", message: notAsked }];
  if (!docker) return [{ check, severity: "failure", message: "it is not up", remedy: upCommand }];
  if (container) {
    const message = `its container ${container} is gone from its host: something else than this stack removed it`;
    return [{ check, severity: "failure", message, remedy: upCommand.replace("pulumi up", "pulumi up --refresh") }];
  }
  const message = settings?.stopped ? "it is stopped, as its settings say" : "there is no node yet";
  return [
    {
      check,
      severity: "failure",
      message,
      remedy: settings?.stopped ? `aztec-validator start --stack ${stack}` : upCommand,
    },
  ];
}

function unasked(notAsked: string | undefined): Finding {
  return { check: "ready", severity: "unknown", message: notAsked ?? "it was not asked" };
}

/** What of a node and its peers is told where it runs. */
function told(seen: Seen, answers: Answers): Finding[] {
  const { known, container, dialled } = seen;
  const { node } = answers;
  if (!node) return [];
  const isReachable = node.info?.value !== undefined && node.info.value !== null;
  const hasPeers = container !== undefined && asksBy(container)?.p2pPort !== undefined;
  return [
    ready(node, known),
    ...[isReachable ? synced(answers, known) : undefined, isReachable ? peers(node, known) : undefined].filter(
      (one) => one !== undefined,
    ),
    ...(isReachable && hasPeers ? p2pFindings(dialled, known.settings) : []),
    ...releaseFindings(viewOf(seen), node),
  ];
}

/** What of a stack is outside its container. */
function outside(known: Known, answers: Answers | undefined): Finding[] {
  if (!answers) return [];
  const { settings } = known;
  const chainId = settings ? chainIdOf(settings) : answers.node?.info?.value?.l1ChainId;
  const expected = expectedL1(known, answers.now / 1000, chainId);
  return [
    ...executionFindings(answers.execution, expected),
    ...consensusFindings(answers.consensus, expected),
    ...chainBlobFindings(answers, expected),
    ...standstill(chainState(answers.work)),
    ...attesterFindings(known, answers),
    ...publisherFindings(known, answers),
    ...(answers.disk ? [diskFinding(answers.disk, settings)] : []),
  ];
}

/** Where what runs is not what the settings say, `up` has not run since they were changed. */
function withSettings({ known, container, answers }: Seen): Finding[] {
  const { settings, stack, upCommand } = known;
  const check = "settings";
  if (!settings || !container) return [];
  if (settings.stopped) {
    const message = "they say stopped, and the node is there";
    return [{ check, severity: "failure", message, remedy: `aztec-validator stop --stack ${stack}` }];
  }
  const runs = answers?.node?.info?.value?.nodeVersion;
  if (!runs || !settings.release || runs === settings.release) return [];
  return [
    {
      check,
      severity: "warning",
      message: `they say release ${settings.release}, and ${runs} runs`,
      remedy: upCommand,
    },
  ];
}
