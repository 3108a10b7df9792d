/** Which login may change a stack on AWS. That a whole stack is left as it is: test/cloud. */
import { describe, expect, it, vi } from "vitest";
import { writeFakeAws } from "../../test/fakes/fake-aws";
import { accountPin } from "./provider";
import { useFolder } from "../../test/fixtures/folder";

const aws = ["aws", "--region", "eu-central-1"];
const [OWN, OTHER, UNKNOWN] = ["111111111111", "222222222222", ""].map((account) => ({ account, aws }));
const REFUSED = [
  "This stack is in the AWS account 111111111111, and the login is of 222222222222. Nothing on AWS was changed: there the stack",
  "would be made a second time, or forgotten. Log in to 111111111111, or choose its profile:",
  "  pulumi config set --path aws.profile <profile>",
].join("\n");

describe("a run of the program", () => {
  const diff = (before: unknown, now: unknown) => accountPin.diff("", "", before, now);

  it("with a login of another account is refused, with both accounts and the way out", () => {
    expect(() => diff(OWN, OTHER)).toThrow(REFUSED);
  });

  it("keeps the account of the first login that is known", async () => {
    expect(await diff(OWN, OWN)).toEqual({ changes: false });
    expect(await diff(UNKNOWN, UNKNOWN)).toEqual({ changes: false });
    expect(await diff(UNKNOWN, OWN)).toEqual({ changes: true });
    expect(await diff(OWN, UNKNOWN)).toEqual({ changes: false });
    const profile = { account: "", aws: [...aws, "--profile", "validators"] };
    expect(await diff(OWN, profile)).toEqual({ changes: true });
    expect(await accountPin.update("", "", OWN, profile)).toEqual({ outs: { ...profile, account: "111111111111" } });
  });
});

describe("a deletion", () => {
  const folder = useFolder({ onPath: true });
  const remove = (props: unknown = OWN) => accountPin.delete("", "urn:pulumi:aws::x::y::host-account-guard", props);
  const login = (answer: unknown) => {
    writeFakeAws(folder.path, { "sts get-caller-identity": answer });
  };

  it("goes on with a login of the account, and where the account was never known", async () => {
    login({ Account: "111111111111", Arn: "arn:aws:iam::111111111111:user/operator" });
    await expect(remove()).resolves.toBeUndefined();
    login({ Account: "222222222222", Arn: "arn:aws:iam::222222222222:user/operator" });
    await expect(remove(UNKNOWN)).resolves.toBeUndefined();
  });

  it("goes on without the command line: AWS's provider compares the account too", async () => {
    vi.stubEnv("PATH", folder.path);
    await expect(remove()).resolves.toBeUndefined();
  });

  it("is refused with a login of another account", async () => {
    login({ Account: "222222222222", Arn: "arn:aws:iam::222222222222:user/operator" });
    await expect(remove()).rejects.toThrow(`${REFUSED} --stack aws`);
  });

  it("is refused if AWS does not answer, with its reason, and how to go on", async () => {
    login("An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: expired");
    await expect(remove()).rejects.toThrow(
      [
        "It is unknown whether the login is of the stack's AWS account 111111111111: An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: expired",
        "Another account knows nothing of the stack, and the state would forget it. So nothing was removed. Log in, then repeat",
        "the command; to see who you are: aws sts get-caller-identity",
        "Without this check: pulumi state delete 'urn:pulumi:aws::x::y::host-account-guard' --stack aws",
      ].join("\n"),
    );
  });
});
