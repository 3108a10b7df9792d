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
  const about = "running";
  if (!container) return [...withSettings(seen), ...absent(seen)];
  const runs = running(container, lastError, now);
  const check = healthCheck(container, now);
  const own = answers ? told(seen, answers) : [unasked(notAsked)];
  const moved = networkFindings(viewOf(seen));
  return [
    ...withSettings(seen),
    { ...runs, about },
    ...own,
    ...moved,
    ...(check ? [check] : []),
    ...outside(known, answers),
    ...slashingFindings(seen.slashing, now),
  ];
}

function absent({ known, notAsked }: Seen): Finding[] {
  const { stack, settings, docker, container, upCommand } = known;
  const about = "running";
  if (notAsked) return [{ about, level: "unknown", says: notAsked }];
  if (!docker) return [{ about, level: "failure", says: "it is not up", todo: upCommand }];
  if (container) {
    const says = `its container ${container} is gone from its host: something else than this stack removed it`;
    return [{ about, level: "failure", says, todo: upCommand.replace("pulumi up", "pulumi up --refresh") }];
  }
  const says = settings?.stopped ? "it is stopped, as its settings say" : "there is no node yet";
  return [
    { about, level: "failure", says, todo: settings?.stopped ? `aztec-validator start --stack ${stack}` : upCommand },
  ];
}

function unasked(notAsked: string | undefined): Finding {
  return { about: "ready", level: "unknown", says: notAsked ?? "it was not asked" };
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
  const about = "settings";
  if (!settings || !container) return [];
  if (settings.stopped) {
    const says = "they say stopped, and the node is there";
    return [{ about, level: "failure", says, todo: `aztec-validator stop --stack ${stack}` }];
  }
  const runs = answers?.node?.info?.value?.nodeVersion;
  if (!runs || !settings.release || runs === settings.release) return [];
  return [{ about, level: "warning", says: `they say release ${settings.release}, and ${runs} runs`, todo: upCommand }];
}
