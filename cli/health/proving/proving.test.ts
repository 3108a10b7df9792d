/** What `status` says of a prover's roles, from their logs and answers. The log's lines are those of a node of 4.1.2. */
import { describe, expect, it } from "vitest";
import { configValues, parseSettings } from "../../../settings/parse";
import type { Role } from "../../../settings/schema/definition";
import { checkpoint, NOW, number, observation, work } from "../../../test/fakes/observation";
import { configOf, custom } from "../../../test/fixtures/stacks";
import type { Observation } from "../observe";
import { statusReport } from "../status-report";
import { provingFindings } from "./findings";
import { provingFacts } from "./facts";
import { type ProvingLog, provingLogIn } from "./log";
import { MOST_JOBS, provingRequest } from "./request";

const at = (seconds: number) => new Date(NOW - seconds * 1000).toISOString().replace("Z", "000000Z");
const [ONE, TWO, THREE] = ["PARITY_BASE", "PARITY_ROOT", "ROOT_ROLLUP"].map(
  (kind, index) => `335:${kind}:${String(index + 1).repeat(64)}`,
);
const broker = (seconds: number, text: string) =>
  `${at(seconds)} [21:03:11.485] INFO: prover-client:proving-broker ${text}`;
const BROKER_LOG = [
  `${at(400)} [21:03:10.552] INFO: prover-client:proving-broker-database Creating broker database for epoch 335`,
  broker(300, `New proving job id=${ONE} epochNumber=335 {"provingJobId":"${ONE}"}`),
  broker(299, `\u001b[32mNew proving job id=${TWO} epochNumber=335\u001b[39m {"provingJobId":"${TWO}"}`),
  broker(290, `Proving job id=${ONE} timed out. Adding it back to the queue. {"provingJobId":"${ONE}"}`),
  broker(280, `Proving job complete id=${ONE} type=PARITY_BASE totalAttempts=1 {"provingJobId":"${ONE}"}`),
  broker(270, `Restoring proving job id=${ONE} settled=true {"provingJobId":"${ONE}","status":"fulfilled"}`),
  broker(270, `Restoring proving job id=${TWO} settled=false {"provingJobId":"${TWO}","status":"pending"}`),
  broker(200, `New proving job id=${THREE} epochNumber=335 {"provingJobId":"${THREE}"}`),
  broker(
    100,
    `Marking proving job as failed id=${THREE} type=ROOT_ROLLUP totalAttempts=3 err=no memory {"provingJobId":"${THREE}"}`,
  ),
  "not a line of the log",
];

const settingsOf = (role: Role) => parseSettings(configValues(configOf(custom(role, "5.2.0")))).settings;

/** @param answers of the role's JSON-RPC, in the order of the calls */
function seen(role: Role, log: readonly string[], answers: readonly object[], more: object = {}): Observation {
  const proving = { answers, ...(role === "prover-broker" ? {} : { broker: { server: "broker:8080" } }), ...more };
  const base = observation({ proving, ...more });
  return {
    ...base,
    stackInfo: { ...base.stackInfo, settings: settingsOf(role) },
    provingLog: provingLogIn(log.join("\n")),
  };
}

const lines = (from: Observation) =>
  provingFindings(from).map(({ check, severity, message }) => `${severity} ${check}: ${message}`);
const status = (text: string) => ({ value: { status: text } });

describe("the log of a broker", () => {
  const log: ProvingLog = provingLogIn(BROKER_LOG.join("\n"));

  it("has the jobs without a result, those that failed, and those of silent agents", () => {
    expect(log.open).toEqual([TWO]);
    expect(log.waitingSince).toBe(NOW - 299_000);
    expect(log.finished?.at).toBe(NOW - 280_000);
    expect(log.timedOut.map((one) => one.at)).toEqual([NOW - 290_000]);
    expect(log.failed).toEqual([{ at: NOW - 100_000, reason: "no memory" }]);
  });

  it("decides which jobs are queried, and no more than fit", () => {
    const call = { method: "proverBroker_getProvingJobStatus", params: [TWO] };
    expect(provingRequest(settingsOf("prover-broker"), log)?.calls).toEqual([call]);
    const open = Array.from({ length: 1000 }, (_, index) => `336:PARITY_BASE:${index}`);
    expect(provingRequest(settingsOf("prover-broker"), { ...log, open })?.calls).toHaveLength(MOST_JOBS);
  });
});

describe("a broker", () => {
  it("says how many jobs wait, and what went wrong lately", () => {
    expect(lines(seen("prover-broker", BROKER_LOG, [status("in-progress")]))).toEqual([
      "ok jobs: 0 waiting for an agent, 1 in work; the last one was finished 5 min ago",
      "warning jobs: 1 job of silent agents went to other agents in the last 15 min",
      "warning jobs: 1 job failed in the last 15 min: no memory",
    ]);
  });

  it("warns if jobs wait and no agent takes one", () => {
    const log = [broker(90, `New proving job id=${ONE} epochNumber=335`)];
    const from = seen("prover-broker", log, [status("in-queue")]);
    expect(lines(from)).toEqual(["warning jobs: 1 waiting for an agent, 0 in work; no agent has taken one for 90 s"]);
    expect(provingFacts(from)).toMatchObject({ jobs: { waiting: 1, inProgress: 0 }, broker: null, agents: [] });
  });

  it("says that jobs are unknown if they are", () => {
    const broken = [{ error: "method not found" }];
    expect(lines(seen("prover-broker", BROKER_LOG, broken))).toEqual([
      "unknown jobs: its jobs are unknown: its JSON-RPC does not report them",
    ]);
  });
});

describe("an agent", () => {
  const AGENT_LOG = [
    `${at(40)} [21:03:11.226] INFO: prover-client:proving-agent Starting job id=${ONE} type=PARITY_BASE inputsUri=data:…`,
    `${at(38)} [21:03:31.407] INFO: prover-client:proving-agent Job id=${ONE} type=PARITY_BASE completed outputUri=data:…`,
  ];
  const proving = { value: { status: "proving", jobId: TWO, proofType: 17, startedAtISO: at(3).slice(0, 23) + "Z" } };

  it("says what each of its agents does", () => {
    expect(lines(seen("prover-agent", AGENT_LOG, [proving, status("running")]))).toEqual([
      "ok broker: broker:8080 answers",
      "ok work: proves parity root of epoch 335, for 3 s",
      "ok work: waits for a job; the last one was finished 38 s ago",
    ]);
  });

  it("is unhealthy without its broker, or once it has stopped", () => {
    const away = { broker: { server: "broker:8080", error: "does not answer: ECONNREFUSED" } };
    const from = seen("prover-agent", AGENT_LOG, [status("running")], away);
    expect(statusReport(from).summary).toBe("testnet is NOT healthy: broker:8080 does not answer: ECONNREFUSED.");
    expect(statusReport(from).findings.find(({ check }) => check === "broker")?.remedy).toContain(
      "pulumi config set --secret --path prover.brokerUrl",
    );
    expect(lines(seen("prover-agent", [], [status("stopped")])).at(-1)).toBe(
      "failure work: the agent has stopped: it takes no more jobs",
    );
  });

  it("is queried once for each of its agents", () => {
    const values = { ...custom("prover-agent", "5.2.0"), "prover.agentCount": 2 };
    const { settings } = parseSettings(configValues(configOf(values)));
    expect(provingRequest(settings, provingLogIn(""))?.calls.map(({ method }) => method)).toEqual([
      "agent0_getStatus",
      "agent1_getStatus",
    ]);
  });
});

describe("a prover node", () => {
  const NODE_LOG = [
    `${at(20)} [21:03:45.195] INFO: prover-node:epoch-proving-job epoch-24 Submitted proof for epoch 24 (checkpoints 27 to 30) {"epochNumber":24}`,
  ];
  const jobs = (...all: object[]) => [{ value: all }];
  const job = { uuid: "f2", status: "awaiting-prover", epochNumber: 25 };
  /** Epochs of 4 slots: checkpoint 30 is in the last slot of epoch 24, and 31 in the first one of epoch 25. */
  const chain = (slot: number, proofEpochs = 1) =>
    ({
      work: work(
        // From this slot on the contract lets the epoch fall back.
        {
          lastProven: checkpoint(99),
          firstUnproven: checkpoint(100),
          prune: number(slot >= 104 + 4 * proofEpochs ? 1 : 0),
        },
        { slot: number(slot), epochSlots: number(4), proofEpochs: number(proofEpochs) },
      ),
    }) as const;

  it("says which epochs it proves, the last one on the L1 and the last one that it sent", () => {
    const from = seen("prover-node", NODE_LOG, jobs(job), chain(104));
    expect(lines(from)).toEqual([
      "ok broker: broker:8080 answers",
      "ok epochs: proves 25 (awaiting-prover); the last one on the L1 is 24, up to checkpoint 30; it sent the proof of epoch 24 20 s ago",
    ]);
    expect(provingFacts(from)).toMatchObject({
      epochs: [{ epoch: 25, state: "awaiting-prover" }],
      lastEpochProven: 24,
      provenCheckpoint: 30,
      lastEpochSubmitted: { epoch: 24 },
    });
  });

  it.each<[string, number, number, boolean, string]>([
    ["an epoch that is not over", 103, 1, false, "ok"],
    ["one that has just ended", 104, 100, false, "ok"],
    ["one that nothing proves", 108, 100, false, "warning; nothing proves epoch 25, which has 7 h 55 min left"],
    ["one that it proves", 108, 100, true, "ok"],
    ["one in the third quarter of its time", 109, 2, true, "ok"],
    ["one in the last slot of its time", 111, 2, true, "warning; epoch 25 has to be proven within 72 s"],
    [
      "one whose time is over",
      108,
      1,
      true,
      "failure; epoch 25 was not proven in time: the chain falls back to the last proven checkpoint",
    ],
  ])("judges %s", (_what, slot, proofEpochs, isWorking, expected) => {
    const from = seen("prover-node", [], jobs(...(isWorking ? [job] : [])), chain(slot, proofEpochs));
    const [, { severity, message } = { severity: "", message: "" }] = provingFindings(from);
    expect(`${severity}${message.replace(/^.*up to checkpoint 30/, "")}`).toBe(expected);
  });

  it("reports a proof that failed", () => {
    const failed = `${at(30)} [21:05:45.195] ERROR: prover-node Job for 25 exited with state failed {"epochNumber":25}`;
    expect(lines(seen("prover-node", [failed], jobs(), chain(103))).at(-1)).toBe(
      "warning epochs: the proof of epoch 25 failed 30 s ago",
    );
    expect(provingFindings(seen("prover-node", [failed], jobs(), chain(103))).at(-1)?.remedy).toBe(
      "find the cause in its log: aztec-validator logs --level warn --stack testnet; a prover node begins an epoch once, and again after a restart: aztec-validator stop --stack testnet, then start",
    );
  });
});

it("a role that has no part in proving gets no such line", () => {
  expect(provingFindings(observation())).toEqual([]);
  expect(provingFacts(observation())).toBeNull();
});
