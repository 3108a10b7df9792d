/** The deletion of an endpoint that others use, with an `aws` that a test answers for. */
import { describe, expect, it } from "vitest";
import { writeFakeAws } from "../../test/fakes/fake-aws";
import { endpointGuard } from "./provider";
import { useFolder } from "../../test/fixtures/folder";

const URN =
  "urn:pulumi:one::aztec-validator::aztec-validator:index:AwsHost$aztec:index:EndpointGuard::host-endpoint-guard";
const endpoint = { region: "eu-central-1", groupId: "sg-0e", stack: "aztec-validator/one" };
const tagged = (stack: string) => [
  { Key: "Name", Value: "x" },
  { Key: "aztec-validator", Value: stack },
];
const own = { GroupId: "sg-01", GroupName: "host-firewall-group-1", Tags: tagged("aztec-validator/one") };

const folder = useFolder({ onPath: true });

const aws = (answer: unknown) => {
  writeFakeAws(folder.path, { "ec2 describe-security-groups": answer });
};
const remove = () => endpointGuard.delete("sg-0e", URN, endpoint);

describe("the removal of a stack's endpoint", () => {
  it("goes on if only the stack itself is reached through it", async () => {
    aws({ SecurityGroups: [own] });
    await expect(remove()).resolves.toBeUndefined();
  });

  it("is refused with everybody else who is, each once, and how to go on", async () => {
    aws({
      SecurityGroups: [
        own,
        { GroupId: "sg-02", GroupName: "a", Tags: tagged("aztec-validator/two") },
        { GroupId: "sg-03", GroupName: "b", Tags: tagged("aztec-validator/two") },
        { GroupId: "sg-04", GroupName: "bastion" },
      ],
    });
    await expect(remove()).rejects.toThrow(
      [
        "could log in to their hosts, and AWS allows one endpoint in a VPC. So nothing was removed. It is used by:",
        "  security group sg-04 (bastion)",
        "  stack aztec-validator/two",
        "Destroy those first, or set SSH without the endpoint for each: pulumi config set --path aws.access ssh --stack <stack>, with aws.sshSources, and up.",
        "If the endpoint itself stays (`destroy --target`), or to remove it all the same, remove this guard, and repeat the",
        `command; the next \`up\` makes the guard again: pulumi state delete '${URN}' --stack one`,
      ].join("\n"),
    );
  });

  it.each([
    ["AWS's reason", "Unable to locate credentials", "Unable to locate credentials"],
    ["that there is none", { Groups: [] }, "Groups"],
  ])("is refused while that is unknown, with %s", async (_what, answer, reason) => {
    aws(answer);
    await expect(remove()).rejects.toThrow(
      /^It is unknown whether others are reached through this stack's EC2 Instance Connect Endpoint: /,
    );
    await expect(remove()).rejects.toThrow(reason);
  });
});

describe("the resource", () => {
  const [same, other] = [{ ...endpoint }, { ...endpoint, groupId: "sg-0f" }];
  it("changes with the endpoint's group, and is never replaced, which would delete it", async () => {
    expect(await endpointGuard.diff("sg-0e", URN, endpoint, same)).toEqual({ changes: false });
    expect(await endpointGuard.diff("sg-0e", URN, endpoint, other)).toEqual({ changes: true });
    expect(await endpointGuard.diff("sg-0e", URN, endpoint, { ...endpoint, groupId: undefined })).toEqual({
      changes: true,
    });
  });
});
