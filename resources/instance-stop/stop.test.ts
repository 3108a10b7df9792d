/** The stop of an instance before it is removed, with answers in AWS's words. test/cloud stops real ones. */
import { describe, expect, it } from "vitest";
import { STOP_CONTAINERS, stopMachine } from "./stop";

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const state = (Name: string): Answer => ({
  code: 0,
  stdout: JSON.stringify({
    Reservations: [{ Instances: [{ State: { Name }, LaunchTime: "2026-11-30T09:00:00+00:00" }] }],
  }),
  stderr: "",
});
const error = (code: string, operation: string, text: string): Answer => ({
  code: 254,
  stdout: "",
  stderr: `\nAn error occurred (${code}) when calling the ${operation} operation: ${text}\n`,
});
const NOT_FOUND = error("InvalidInstanceID.NotFound", "DescribeInstances", "The instance ID 'i-1' does not exist");
const NOT_STOPPABLE = error(
  "IncorrectInstanceState",
  "StopInstances",
  "This instance 'i-1' is not in a state from which it can be stopped.",
);
const STOPPING: Answer = { code: 0, stdout: "{}", stderr: "" };

/** Answers questions and stops in turn, and repeats the last answer. */
function machine(states: readonly Answer[], stops: readonly Answer[] = [STOPPING]) {
  const run: string[] = [];
  const [leftStates, leftStops] = [[...states], [...stops]];
  const next = (left: Answer[]) => (left.length > 1 ? left.shift() : left[0]) ?? STOPPING;
  const stopping = {
    machine: "i-1",
    aws: ["aws", "--region", "eu-central-1"],
    ssh: ["ssh", "aztec@198.51.100.7"],
    run: (argv: readonly string[]) => {
      const [what = ""] = argv.filter((word) => word.endsWith("-instances") || word.includes("docker"));
      if (argv.includes("create-tags")) return Promise.resolve(STOPPING);
      run.push(what || argv.join(" "));
      return Promise.resolve(what === "describe-instances" ? next(leftStates) : next(leftStops));
    },
    timeoutSeconds: 0.2,
    interval: 5,
    log: () => undefined,
  };
  return { run, stopping };
}

describe("an instance that is removed", () => {
  it("is stopped once, and waited for until it is stopped", async () => {
    const { run, stopping } = machine([state("running"), state("stopping"), state("stopping"), state("stopped")]);
    await stopMachine({ ...stopping, timeoutSeconds: 60 });
    expect(run).toEqual([
      "describe-instances",
      "stop-instances",
      "describe-instances",
      "describe-instances",
      "describe-instances",
    ]);
  });

  it("is marked first, so that the next up knows that this program stopped it", async () => {
    const all: string[] = [];
    const { stopping } = machine([state("running"), state("stopped")]);
    await stopMachine({ ...stopping, run: (argv) => (all.push(argv.join(" ")), stopping.run(argv)) });
    expect(all.slice(1, 3)).toEqual([
      "aws --region eu-central-1 ec2 create-tags --resources i-1 --tags Key=aztec-validator-ending,Value=2026-11-30T09:00:00.000Z",
      "aws --region eu-central-1 ec2 stop-instances --instance-ids i-1 --output json",
    ]);
  });

  it.each([
    ["stopped", state("stopped")],
    ["shutting down", state("shutting-down")],
    ["terminated", state("terminated")],
    ["unknown to AWS", NOT_FOUND],
    ["not in AWS's answer", { code: 0, stdout: '{"Reservations":[]}', stderr: "" }],
  ])("is not stopped if it is %s already", async (_what, answer) => {
    const { run, stopping } = machine([answer]);
    await stopMachine(stopping);
    expect(run).toEqual(["describe-instances"]);
  });

  it.each([
    ["of another account", { code: 0, stdout: '{"Account":"222222222222"}', stderr: "" }, "222222222222"],
    ["that is unknown", error("ExpiredToken", "GetCallerIdentity", "expired"), "an unknown one"],
  ])("does not count as removed because a login %s cannot see it", async (_what, answer, words) => {
    const { stopping } = machine([NOT_FOUND]);
    const run: typeof stopping.run = (argv) => (argv.includes("sts") ? Promise.resolve(answer) : stopping.run(argv));
    await expect(stopMachine({ ...stopping, run, account: "111111111111" })).rejects.toThrow(
      `it belongs to the account 111111111111, and the credentials are for ${words}`,
    );
    const own = { code: 0, stdout: '{"Account":"111111111111"}', stderr: "" };
    const asOwner: typeof stopping.run = (argv) => (argv.includes("sts") ? Promise.resolve(own) : stopping.run(argv));
    await expect(stopMachine({ ...stopping, run: asOwner, account: "111111111111" })).resolves.toBeUndefined();
  });

  it.each([
    ["terminated between the question and the stop", state("terminated")],
    ["forgotten by AWS meanwhile", NOT_FOUND],
  ])("does not block its removal if it is %s", async (_what, then) => {
    const { run, stopping } = machine([state("running"), then], [NOT_STOPPABLE]);
    await stopMachine({ ...stopping, timeoutSeconds: 60 });
    expect(run).toEqual(["describe-instances", "stop-instances", "describe-instances"]);
  });

  it("is queried again while AWS is busy", async () => {
    const busy = error("RequestLimitExceeded", "StopInstances", "Request limit exceeded.");
    const { run, stopping } = machine(
      [
        error("RequestLimitExceeded", "DescribeInstances", "Request limit exceeded."),
        state("running"),
        state("running"),
        state("stopped"),
      ],
      [busy, STOPPING],
    );
    await stopMachine({ ...stopping, timeoutSeconds: 60 });
    expect(run.filter((what) => what === "stop-instances").length).toBe(2);
  });

  it.each([
    error("RequestExpired", "DescribeInstances", "Request has expired."),
    error("ExpiredToken", "DescribeInstances", "The security token included in the request is expired"),
    error("UnauthorizedOperation", "DescribeInstances", "You are not authorized to perform this operation."),
  ])("is not removed if AWS refuses to answer, and the error says why and what to do", async (answer) => {
    const { stopping } = machine([answer]);
    const reason = answer.stderr.trim();
    await expect(stopMachine(stopping)).rejects.toThrow(
      `The instance i-1 cannot be stopped: ${reason}\nIts node would be killed while it writes, so the instance was not removed. Check that \`aws sts get-caller-identity\`\nanswers for this account, then run the same command again: it continues.`,
    );
  });

  it("is not removed if it does not stop in time", async () => {
    const { stopping } = machine([state("running"), state("stopping")]);
    await expect(stopMachine(stopping)).rejects.toThrow("after 0.2 s AWS says that it is stopping");
  });

  it("has its containers stopped by SSH if this machine has no AWS command line", async () => {
    const { run, stopping } = machine([{ code: 1, stdout: "", stderr: "spawn aws ENOENT" }]);
    await stopMachine(stopping);
    expect(run.length).toBe(2);
    expect(run[1]).toContain(STOP_CONTAINERS.slice(0, 20));
  });

  it("has its key compared before that SSH: nothing is sent to a machine with another one", async () => {
    const { run, stopping } = machine([{ code: 1, stdout: "", stderr: "spawn aws ENOENT" }]);
    const compareKeys = () => {
      throw new Error("another key");
    };
    await expect(stopMachine({ ...stopping, compareKeys })).rejects.toThrow("another key");
    expect(run).toEqual(["describe-instances"]);
  });
});
