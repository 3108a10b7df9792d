/** Judges what a prover's role does: jobs of a broker, work of an agent, epochs of a prover node. Pure. */
import { setCommandFor } from "../../../settings/acceptance";
import { formatCount, formatDuration } from "../../../terminal/format";
import { brokerFinding } from "../checks/broker";
import type { Finding, Severity } from "../finding";
import type { Observation } from "../observe";
import { type ChainState, chainState } from "../work/contracts";
import { epochsOnL1 } from "./epochs";
import type { ProvingLog } from "./log";
import { agentsOf, epochJobsOf, jobsOf } from "./state";

/** Seconds for which a job may wait while no agent works: agents ask for one every second. */
const LONGEST_WAIT = 60;
/** Seconds for which an event in the log is news. */
const RECENT = 900;

export function provingFindings(observation: Observation): Finding[] {
  const { stackInfo, provingLog, answers } = observation;
  if (!provingLog || !answers?.proving) return [];
  const { role } = stackInfo.settings ?? {};
  if (role === "prover-broker") return jobFindings(observation, provingLog);
  const own = role === "prover-agent" ? agentFindings(observation, provingLog) : epochFindings(observation, provingLog);
  return [...brokerFindings(observation), ...own];
}

/** Judges the broker that an agent or a prover node uses: without it, there is no work. */
function brokerFindings({ answers, stackInfo }: Observation): Finding[] {
  const { broker } = answers?.proving ?? {};
  if (!broker) return [];
  return [brokerFinding(broker, setCommandFor("prover.brokerUrl", stackInfo))];
}

const logsCommand = ({ stackInfo }: Observation) =>
  `find the cause in its log: aztec-validator logs --level warn --stack ${stackInfo.stack}`;

/** Source: `epoch-monitor.js` of 4.1.2: an epoch that was begun is not begun again by the same process. */
const restartCommand = (observation: Observation) => {
  const { stack } = observation.stackInfo;
  const restart = `aztec-validator stop --stack ${stack}, then start`;
  return `${logsCommand(observation)}; a prover node begins an epoch once, and again after a restart: ${restart}`;
};

const unknown = (check: string, what: string, log: ProvingLog): Finding => ({
  check,
  severity: "unknown",
  message: `${what}: ${log.error ?? "its JSON-RPC does not report them"}`,
});

function jobFindings(observation: Observation, log: ProvingLog): Finding[] {
  const check = "jobs";
  const jobs = jobsOf(observation);
  if (!jobs) return [unknown(check, "its jobs are unknown", log)];
  const now = observation.now;
  const waited = log.waitingSince === undefined ? 0 : (now - Math.max(log.waitingSince, log.finished?.at ?? 0)) / 1000;
  const more = jobs.isMore ? "more than " : "";
  const state = `${more}${jobs.waiting} waiting for an agent, ${jobs.inProgress} in work${finishedText(log, now)}`;
  const isIdle = jobs.waiting > 0 && jobs.inProgress === 0 && waited > LONGEST_WAIT;
  const message = isIdle ? `${state}; no agent has taken one for ${formatDuration(waited)}` : state;
  const remedy = isIdle
    ? "start a prover agent, or check that the agents reach this broker: aztec-validator status on the agent's stack"
    : undefined;
  return [{ check, severity: isIdle ? "warning" : "ok", message, remedy }, ...troubles(observation, log)];
}

function finishedText({ finished }: ProvingLog, now: number): string {
  return finished ? `; the last one was finished ${formatDuration((now - finished.at) / 1000)} ago` : "";
}

/** Reports jobs of the last minutes that failed, or that were taken from silent agents. */
function troubles(observation: Observation, { timedOut, failed }: ProvingLog): Finding[] {
  const check = "jobs";
  const isRecent = ({ at }: { readonly at: number }) => (observation.now - at) / 1000 < RECENT;
  const [silent, broken] = [timedOut.filter(isRecent), failed.filter(isRecent)];
  const minutes = formatDuration(RECENT);
  const findings: Finding[] = [];
  if (silent.length > 0) {
    const message = `${formatCount(silent.length, "job")} of silent agents went to other agents in the last ${minutes}`;
    findings.push({ check, severity: "warning", message, remedy: "check the agents: aztec-validator status --all" });
  }
  if (broken.length > 0) {
    const reason = broken.at(-1)?.reason ?? "";
    const message = `${formatCount(broken.length, "job")} failed in the last ${minutes}: ${reason}`;
    findings.push({ check, severity: "warning", message, remedy: logsCommand(observation) });
  }
  return findings;
}

function agentFindings(observation: Observation, log: ProvingLog): Finding[] {
  const check = "work";
  const agents = agentsOf(observation);
  if (!agents) return [unknown(check, "its work is unknown", log)];
  const { now } = observation;
  const findings = agents.map(({ state, job, since }): Finding => {
    if (state === "stopped") {
      const message = "the agent has stopped: it takes no more jobs";
      return { check, severity: "failure", message, remedy: logsCommand(observation) };
    }
    if (job === undefined) return { check, severity: "ok", message: `waits for a job${finishedText(log, now)}` };
    const time = since === undefined ? "" : `, for ${formatDuration((now - since) / 1000)}`;
    return { check, severity: "ok", message: `proves ${job}${time}` };
  });
  return [...findings, ...troubles(observation, log)];
}

function epochFindings(observation: Observation, log: ProvingLog): Finding[] {
  const check = "epochs";
  const jobs = epochJobsOf(observation);
  if (!jobs) return [unknown(check, "its epochs are unknown", log)];
  const chain = chainState(observation.answers?.work);
  const { now } = observation;
  const own = jobs.map(({ epoch, state }) => `${epoch} (${state})`).join(", ");
  const sent = log.submitted
    ? `; it sent the proof of epoch ${log.submitted.epoch} ${formatDuration((now - log.submitted.at) / 1000)} ago`
    : "";
  const late = chain && lateEpoch(chain, jobs.length > 0);
  const message = `${own ? `proves ${own}` : "proves none at present"}${onL1(chain)}${sent}${late?.message ?? ""}`;
  const state: Finding = {
    check,
    severity: late?.severity ?? "ok",
    message,
    remedy: late ? restartCommand(observation) : undefined,
  };
  return [state, ...failedEpochs(observation, log)];
}

function onL1(chain: ChainState | undefined): string {
  const { proven, provenEpoch } = (chain && epochsOnL1(chain)) ?? {};
  if (proven === undefined) return "";
  if (provenEpoch === undefined) return "; no epoch is proven on the L1 yet";
  return `; the last one on the L1 is ${provenEpoch}, up to checkpoint ${proven}`;
}

/** Judges the first epoch without a proof, once it is over. */
function lateEpoch(chain: ChainState, isWorking: boolean): { severity: Severity; message: string } | undefined {
  const { next } = epochsOnL1(chain) ?? {};
  if (!next || next.slotsSinceEnd < 0) return undefined;
  const left = next.slotsToDeadline;
  const time = formatDuration(left * chain.slotSeconds);
  if (chain.isPrunable || left < 0) {
    const message = `; epoch ${next.epoch} was not proven in time: the chain falls back to the last proven checkpoint`;
    return { severity: "failure", message };
  }
  // The last quarter of the time for a proof has begun.
  if (left * 4 < left + next.slotsSinceEnd)
    return { severity: "warning", message: `; epoch ${next.epoch} has to be proven within ${time}` };
  // A node needs some slots until it sees that an epoch is over.
  if (isWorking || next.slotsSinceEnd < 4) return undefined;
  return { severity: "warning", message: `; nothing proves epoch ${next.epoch}, which has ${time} left` };
}

function failedEpochs(observation: Observation, { failedEpochs: all }: ProvingLog): Finding[] {
  const recent = all.filter(({ at }) => (observation.now - at) / 1000 < RECENT);
  return recent.slice(-1).map(({ at, epoch }) => ({
    check: "epochs",
    severity: "warning",
    message: `the proof of epoch ${epoch} failed ${formatDuration((observation.now - at) / 1000)} ago`,
    remedy: restartCommand(observation),
  }));
}
