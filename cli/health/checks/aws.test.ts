/** `doctor` of a stack on AWS before its first `up`, and both reports while its instance does not answer. remote/aws-account.test.ts tests the queries and the judgement. */
import { expect, it } from "vitest";
import { acceptedConfig, configOf, onAws, testnet } from "../../../test/fixtures/stacks";
import { observation } from "../../../test/fakes/observation";
import { doctorFindings } from "../doctor-findings";
import { statusFindings } from "../status-findings";

it("names the account, and what it would refuse with the command that mends it", () => {
  const { settings } = acceptedConfig(configOf(onAws(testnet)));
  const base = observation();
  const aws = {
    who: "account 111122223333, region eu-central-1, as arn:aws:iam::111122223333:user/operator",
    problems: [
      { message: "eu-central-1 has no c7i.4xlarge", remedy: "pulumi config set --path aws.instanceType <type>" },
    ],
    unknown: ["the quota of vCPUs is unknown: AccessDenied"],
  };
  const before = {
    ...base,
    source: "this machine",
    container: undefined,
    answers: undefined,
    problems: [],
    aws,
  } as const;
  const found = doctorFindings({ ...before, stackInfo: { ...base.stackInfo, settings } });
  expect(found.filter(({ check }) => check === "AWS")).toEqual([
    { check: "AWS", severity: "ok", message: aws.who },
    { check: "AWS", severity: "failure", ...aws.problems[0] },
    { check: "AWS", severity: "unknown", message: aws.unknown[0] },
  ]);
});

it("an instance that does not answer is reported with what AWS says of it, by status and by doctor", () => {
  const { settings } = acceptedConfig(configOf(onAws(testnet)));
  const base = observation();
  const stopped = {
    message: "the instance i-1 of this stack is stopped, by AWS or by a person: its node does not run",
    remedy: "aws --region eu-central-1 ec2 start-instances --instance-ids i-1",
  };
  const silent = {
    ...base,
    stackInfo: { ...base.stackInfo, settings },
    container: undefined,
    answers: undefined,
    problems: [],
    unreachable: "ssh: connect to host 198.51.100.7 port 22: Connection timed out",
  };
  const found = (lost?: string) =>
    [statusFindings, doctorFindings].map((findings) =>
      findings({ ...silent, aws: { lost, problems: lost ? [] : [stopped], unknown: ["the quota"] } }).filter(
        ({ check }) => check === "AWS",
      ),
    );
  const failure = { check: "AWS", severity: "failure", ...stopped };
  expect(found()).toEqual([[failure], [failure]]);
  const ending = statusFindings({ ...silent, aws: { ending: stopped, problems: [], unknown: [] } });
  expect(ending.filter(({ check }) => check === "AWS")).toEqual([failure]);
  const gone = {
    check: "AWS",
    severity: "failure",
    message:
      "AWS has no instance of this stack, and its data volume vol-1 is free. `up` makes an instance, with the same address, data and peer id.",
    remedy: base.stackInfo.upCommand,
  };
  expect(found("vol-1")).toEqual([[gone], [gone]]);
});
