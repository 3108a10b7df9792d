/** A loss of the instance is believed only at the second look: it makes `up` replace the instance. */
import { expect, it } from "vitest";
import { writeFakeAws } from "../test/fakes/fake-aws";
import { useFolder } from "../test/fixtures/folder";
import { acceptedConfig, configOf, onAws, testnet } from "../test/fixtures/stacks";
import { lookBeforePaying } from "./aws-account";

const folder = useFolder({ onPath: true });
const { settings } = acceptedConfig(configOf(onAws(testnet)));
const Tags = [{ Key: "aztec-validator", Value: "project/stack" }];
const volumes = { "ec2 describe-volumes": { Volumes: [{ VolumeId: "vol-1", Attachments: [], Tags }] } };
const instance = { InstanceId: "i-1", State: { Name: "running" }, InstanceType: "c7i.4xlarge", Tags };
const instances = (...all: unknown[]) => ({ "ec2 describe-instances": { Reservations: [{ Instances: all }] } });

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

it("an account that does not answer is refused, and not waited for without end", () => {
  folder.program("aws", "sleep 30");
  expect(() => lookBeforePaying(settings, { timeout: 500 })).toThrow(
    /^AWS would refuse this stack; nothing was changed\..*no answer/s,
  );
});
