/** What the account says about the stack's own instance: it is stopped, about to be removed, or lost. */
import { describe, expect, it } from "vitest";
import type { FakeAws } from "../test/fakes/fake-aws";
import { instance, judged, running, STACK } from "../test/fakes/judged-account";
import { useFolder } from "../test/fixtures/folder";

const folder = useFolder();

describe("the instance of a stack", () => {
  const volume = (tag: string, ...attached: string[]) => ({
    VolumeId: "vol-1",
    Attachments: attached.map((InstanceId) => ({ InstanceId, Device: "/dev/sdf" })),
    Tags: [{ Key: "aztec-validator", Value: tag }],
  });
  const volumes = (...Volumes: unknown[]) => ({ "ec2 describe-volumes": { Volumes } });

  it.each(["stopping", "stopped"])("that is %s is a problem, with the command that starts it", (state) => {
    const answers = running(
      instance("c7i.4xlarge", 8, STACK, state),
      instance("c7i.4xlarge", 8, "another/stack", state),
    );
    expect(judged(folder, answers, { "aws.profile": "validators" }).problems).toEqual([
      {
        message:
          "the instance i-1 of this stack is stopped, by AWS or by a person: its node does not run, and nothing starts it",
        remedy:
          "make sure that no other node has its keys, then: aws --region eu-central-1 --profile validators ec2 start-instances --instance-ids i-1; if AWS has no capacity: pulumi config set --path aws.instanceType <another type> --stack aws, then `up`",
      },
    ]);
  });

  it("that this program has stopped to remove it is no problem: up goes on", () => {
    const left = instance("c7i.4xlarge", 8, STACK, "stopped");
    const tag = { Key: "aztec-validator-ending", Value: "2026-11-30T09:00:00.000Z" };
    const tagged = { ...left, LaunchTime: "2026-11-30T09:00:00+00:00", Tags: [...left.Tags, tag] };
    const { problems, ending } = judged(folder, running(tagged));
    expect(problems).toEqual([]);
    expect(ending).toEqual({
      message: "the instance i-1 of this stack was stopped to be removed, and an interruption left it",
      remedy:
        "`up` or `destroy` removes it. To keep it: aws --region eu-central-1 ec2 start-instances --instance-ids i-1",
    });
    // Somebody has started it since, and then AWS or a person has stopped it.
    const again = judged(folder, running({ ...tagged, LaunchTime: "2026-11-30T10:00:00+00:00" }));
    expect(again.ending).toBeUndefined();
    expect(again.problems.map(({ message }) => message)).toEqual([
      "the instance i-1 of this stack is stopped, by AWS or by a person: its node does not run, and nothing starts it",
    ]);
  });

  describe("that is stopped, and whose type is not that of the settings,", () => {
    const other = running(instance("c7a.4xlarge", 8, STACK, "stopped"));
    const inState = (type: string) => [{ id: "i-1", type }];

    it("gets it by up, which starts it, if the state has the other type too: the way out if AWS has no capacity", () => {
      const { problems, ending } = judged(folder, other, {}, inState("c7a.4xlarge"));
      expect(problems).toEqual([]);
      expect(ending).toEqual({
        message: "the instance i-1 of this stack is stopped: `up` makes it a c7i.4xlarge, and starts it",
        remedy: "before that, make sure that no other node has its keys",
      });
      // Whatever a person has done to it: Pulumi compares with the state.
      const same = running(instance("c7i.4xlarge", 8, STACK, "stopped"));
      expect(judged(folder, same, {}, inState("c7a.4xlarge"))).toMatchObject({ problems: [], ending });
    });

    it("is a problem if a person has changed it, which up does not see: nothing would start it", () => {
      const { problems, ending } = judged(folder, other, {}, inState("c7i.4xlarge"));
      expect(ending).toBeUndefined();
      expect(problems).toEqual([
        {
          message:
            "the instance i-1 of this stack is stopped, by AWS or by a person: its node does not run, and nothing starts it",
          remedy:
            "make sure that no other node has its keys, then: aws --region eu-central-1 ec2 start-instances --instance-ids i-1; a person has made it a c7a.4xlarge, and once it runs this undoes that: pulumi up --refresh --stack aws; if AWS has no capacity: pulumi config set --path aws.instanceType <another type> --stack aws, then `up`",
        },
      ]);
    });

    it("is reported with both ways if the state was not read", () => {
      const { problems, ending } = judged(folder, other);
      expect(problems).toEqual([]);
      expect(ending).toEqual({
        message:
          "the instance i-1 of this stack is stopped: `up` makes it a c7i.4xlarge, and starts it, if aws.instanceType has changed since the last `up`",
        remedy:
          "before that, make sure that no other node has its keys; if a person has changed its type in AWS, `up` does not start it, and this does: aws --region eu-central-1 ec2 start-instances --instance-ids i-1",
      });
    });
  });

  it("is lost if AWS has the stack's volume, and neither an instance of the stack nor one that has the volume", () => {
    const lost = (answers: FakeAws) => judged(folder, answers).lost;
    const own = volumes(volume(STACK));
    expect(lost(own)).toBe("vol-1");
    expect(lost({ ...volumes(volume(STACK, "i-gone")), ...running(instance("c7i.4xlarge", 8)) })).toBe("vol-1");
    expect(lost({ ...own, ...running(instance("c7i.4xlarge", 8, STACK)) })).toBeUndefined();
    // The tag was removed by hand, or is late.
    expect(lost({ ...volumes(volume(STACK, "i-1")), ...running(instance("c7i.4xlarge", 8)) })).toBeUndefined();
    expect(lost(volumes(volume("another/stack")))).toBeUndefined();
    expect(lost({})).toBeUndefined();
  });

  it("is not lost if AWS does not answer", () => {
    const denied = "An error occurred (RequestLimitExceeded) when calling the DescribeInstances operation: exceeded";
    expect(judged(folder, { ...volumes(volume(STACK)), "ec2 describe-instances": denied }).lost).toBeUndefined();
  });
});
