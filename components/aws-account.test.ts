/** A loss of the instance is believed only at the second look: it makes `up` replace the instance. */
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, it } from "vitest";
import { writeFakeAws } from "../test/fakes/fake-aws";
import { useFolder } from "../test/fixtures/folder";
import { acceptedConfig, configOf, onAws, testnet } from "../test/fixtures/stacks";
import { lookBeforePaying } from "./aws-account";

const folder = useFolder({ onPath: true });
beforeEach(async () => {
  writeState("i-1");
  const unused = () => {
    throw new Error("no resource is registered");
  };
  await pulumi.runtime.setMocks({ newResource: unused, call: unused }, "project", "stack", false, "organization");
});
const { settings } = acceptedConfig(configOf(onAws(testnet)));
const Tags = [{ Key: "aztec-validator", Value: "project/stack" }];
const volumes = { "ec2 describe-volumes": { Volumes: [{ VolumeId: "vol-1", Attachments: [], Tags }] } };
const instance = { InstanceId: "i-1", State: { Name: "running" }, InstanceType: "c7i.4xlarge", Tags };
const instances = (...all: unknown[]) => ({ "ec2 describe-instances": { Reservations: [{ Instances: all }] } });

/** Writes a `pulumi` with the state of the stack. @param ids of the instances in it @param name by which it knows the stack */
function writeState(ids: string, name = "organization/project/stack"): void {
  const resources = [{ type: "aws:ec2/instance:Instance", id: ids, outputs: { instanceType: "c7i.4xlarge" } }];
  const state = JSON.stringify({ deployment: { resources: [{ type: "pulumi:pulumi:Stack" }, ...resources] } });
  folder.program(
    "pulumi",
    `[ "$*" = "stack export --stack ${name}" ] || { echo "error: no stack named '$4' found" >&2; exit 1; }
echo '${state}'`,
  );
}

/** An `aws` that lists other instances from its second list on. */
function lists(first: object, next: object): void {
  writeFakeAws(folder.makeFolder("first"), { ...volumes, ...first });
  writeFakeAws(folder.makeFolder("next"), { ...volumes, ...next });
  const listed = folder.at("listed");
  const [before, after] = ["first", "next"].map((name) => folder.at(name, "aws"));
  folder.program(
    "aws",
    `case " $* " in
  *" describe-instances "*) [ -e ${listed} ] && exec ${after} "$@"; touch ${listed};;
esac
exec ${before} "$@"`,
  );
}

it("an instance that AWS does not list yet, since it was just made, is not lost", () => {
  lists(instances(), instances(instance));
  expect(lookBeforePaying(settings, { secondLook: 0 })).toEqual({ account: "111122223333", isLost: false });
});

it("an instance that AWS does not list the second time either is lost", () => {
  lists(instances(), instances());
  expect(lookBeforePaying(settings, { secondLook: 0 })).toEqual({ account: "111122223333", isLost: true });
});

it("an instance that the stack's state does not have is refused, also in a backend whose stacks have no project", () => {
  lists(instances(instance), instances(instance));
  const refusal = /^AWS would refuse this stack; .*\n +AWS has an instance of this stack.*, i-1 \(running\)/;
  for (const name of ["organization/project/stack", "stack"]) {
    writeState("i-2", name);
    expect(() => lookBeforePaying(settings, { secondLook: 0 })).toThrow(refusal);
    writeState("i-1", name);
    expect(lookBeforePaying(settings, { secondLook: 0 })).toEqual({ account: "111122223333", isLost: false });
  }
});

it("an account that does not answer is refused, and not waited for without end", () => {
  folder.program("aws", "sleep 30");
  expect(() => lookBeforePaying(settings, { timeout: 500 })).toThrow(
    /^AWS would refuse this stack; nothing was changed\..*no answer/s,
  );
});
