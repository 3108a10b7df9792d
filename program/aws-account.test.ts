/** What a stack on AWS refuses before it registers anything, and where it is made. */
import { expect, it } from "vitest";
import { configOf, onAws, SECRETS, testnet } from "../test/fixtures/stacks";
import { find, refusalOf, runProgram } from "../test/fakes/recorder";

const aws = { name: "aws", config: configOf(onAws(testnet)), secrets: SECRETS };

it("a stack that the account cannot have registers nothing, and names every problem with its way out", async () => {
  const answers = {
    "service-quotas get-service-quota": { Quota: { Value: 5 } },
    version: "aws-cli/2.9.19 Python/3.11.2",
  };
  const { message, registered } = await refusalOf({ ...aws, aws: answers });
  expect(registered).toEqual([]);
  expect(message?.split("\n").map((line) => line.slice(0, 70))).toEqual([
    "AWS would refuse this stack; nothing was changed.",
    "  AWS's command line is of version 2.9.19, which cannot open the tunne",
    "      install version 2.12 or newer (Debian 12's package is older): ht",
    "  the account may run 5 vCPUs in eu-central-1, of which 0 are in use, ",
    "      aws --region eu-central-1 service-quotas request-service-quota-i",
  ]);
});

it("a profile is the provider's, the tunnel's and each question's", async () => {
  const config = configOf({ ...onAws(testnet), "aws.profile": "validators" });
  const run = await runProgram({ ...aws, config });
  expect(find(run, "host-aws").inputs).toMatchObject({ region: "eu-central-1", profile: "validators" });
  const { ssh } = find(run, "host-ready").inputs as { ssh: string[] };
  const proxy = ssh.find((word) => word.startsWith("ProxyCommand=")) ?? "";
  expect(proxy.match(/aws --region eu-central-1 --profile validators ec2/g)?.length).toBe(2);
});

it("without a profile, neither has one: AWS's own rules decide for both", async () => {
  expect(find(await runProgram(aws), "host-aws").inputs).not.toHaveProperty("profile");
});

it("the provider accepts only a login of this account, and acts once the stack's account is compared with it", async () => {
  const run = await runProgram(aws);
  const provider = find(run, "host-aws");
  expect(provider.inputs).toMatchObject({ allowedAccountIds: '["111122223333"]' });
  expect(provider.dependencies).toEqual(["host-account"]);
  expect(find(run, "host-account").inputs).toEqual({
    account: "111122223333",
    aws: ["aws", "--region", "eu-central-1"],
  });
});
