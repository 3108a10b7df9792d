/** Instances with the stack's tag that are not in its state: a second node could sign. By the real script. */
import { describe, expect, it } from "vitest";
import { instance, judged, running, STACK } from "../test/fakes/judged-account";
import { useFolder } from "../test/fixtures/folder";

const folder = useFolder();
const OWN = [{ id: "i-1", type: "c7i.4xlarge" }];
const own = instance("c7i.4xlarge", 8, STACK);
const other = (state: string) => ({ ...instance("c7i.4xlarge", 8, STACK, state), InstanceId: "i-2" });
const profile = { "aws.profile": "validators" };
const AWS = "aws --region eu-central-1 --profile validators ec2";

describe("an instance that is not in the state", () => {
  it.each(["pending", "running", "stopping", "stopped"])(
    "and is %s is refused, with the commands that end it",
    (state) => {
      expect(judged(folder, running(own, other(state)), profile, OWN)).toMatchObject({
        ending: undefined,
        problems: [
          {
            message: `AWS has an instance of this stack that its state does not have, i-2 (${state}): a second node could sign with the same keys, which is slashed`,
            remedy: [
              "first find out whose it is: a stack that was renamed, or one of this name in another backend, may run its validator there; ",
              "if so, rename this stack: pulumi stack rename <name> --stack aws; if it is of no stack any more, ",
              `end it, then \`up\`: ${AWS} modify-instance-attribute --instance-id i-2 --no-disable-api-termination`,
              ` && ${AWS} terminate-instances --instance-ids i-2 && ${AWS} wait instance-terminated --instance-ids i-2`,
            ].join(""),
          },
        ],
      });
    },
  );

  it("and begins to end is waited for: its node may still run", () => {
    expect(judged(folder, running(own, other("shutting-down")), profile, OWN).problems).toEqual([
      {
        message:
          "AWS has an instance of this stack that its state does not have, i-2 (shutting-down): a second node could sign with the same keys, which is slashed",
        remedy: `wait until it has ended, then \`up\`: ${AWS} wait instance-terminated --instance-ids i-2; as long as it has not, its node may run, so start no other`,
      },
    ]);
  });

  it("is refused in a stack whose state has none: it was forgotten, or up was killed while AWS made it", () => {
    expect(judged(folder, running(other("running")), {}, []).problems.length).toBe(1);
  });

  it("is no problem if it is another stack's", () => {
    expect(judged(folder, running(own, instance("c7i.4xlarge", 8)), {}, OWN).problems).toEqual([]);
  });
});

it("the instance in the state is none of them, whatever it does; one that an import has adopted is in the state", () => {
  for (const state of ["pending", "running", "shutting-down"]) {
    expect(judged(folder, running(instance("c7i.4xlarge", 8, STACK, state)), {}, OWN).problems).toEqual([]);
  }
});

it("an instance that begins to end is lost, and needs no quota", () => {
  const volume = { VolumeId: "vol-1", Tags: own.Tags, Attachments: [{ InstanceId: "i-1", Device: "/dev/sdf" }] };
  const ending = running(instance("c7i.4xlarge", 8, STACK, "shutting-down"));
  expect(judged(folder, { ...ending, "ec2 describe-volumes": { Volumes: [volume] } }, {}, OWN)).toMatchObject({
    lost: "vol-1",
    problems: [],
  });
});

it("a state that cannot be read is reported, and stops nothing", () => {
  expect(judged(folder, running(own), {}, "error: no backend")).toMatchObject({
    problems: [],
    unknown: [
      "whether AWS has an instance of this stack that its state does not have is unknown: pulumi stack export: error: no backend",
    ],
  });
  expect(judged(folder, {}, {}, "error: no backend").unknown).toEqual([]);
});
