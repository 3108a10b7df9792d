/** `doctor` of a stack on AWS before its first `up`. remote/aws-account.test.ts tests the queries and the judgement. */
import { expect, it } from "vitest";
import { acceptedConfig, configOf, onAws, testnet } from "../../../test/fixtures/stacks";
import { observation } from "../../../test/fakes/observation";
import { doctorFindings } from "../doctor-findings";

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
