/** Which of the stack's volumes decides the zone. Which subnet fits: settings/aws/place.test.ts. */
import { expect, it } from "vitest";
import { configOf, onAws, SECRETS, testnet } from "../test/fixtures/stacks";
import { runProgram } from "../test/fakes/recorder";
import { chooseSubnet } from "./aws-subnet";

interface Volume {
  readonly id: string;
  readonly zone: string;
  /** Where it is attached. */
  readonly device?: string;
}

interface Filters {
  readonly filters: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/** Returns the zone of the default subnet that is chosen, of one in each zone. @param volumes of the stack, as AWS lists them */
async function zoneWith(...volumes: readonly Volume[]): Promise<unknown> {
  const valuesOf = (inputs: object, name: string) =>
    (inputs as Filters).filters.find((filter) => filter.name === name)?.values;
  const queries = {
    "aws:ec2/getSubnets:getSubnets": () => ({ ids: ["subnet-a", "subnet-b"] }),
    "aws:ec2/getSubnet:getSubnet": (inputs: { readonly id?: unknown }) => ({
      availabilityZone: inputs.id === "subnet-a" ? "eu-central-1a" : "eu-central-1b",
    }),
    "aws:ebs/getEbsVolumes:getEbsVolumes": (inputs: object) => {
      const devices = valuesOf(inputs, "attachment.device");
      const matches = volumes.filter(({ device = "" }) => devices === undefined || devices.includes(device));
      return { ids: matches.map(({ id }) => id) };
    },
    "aws:ebs/getVolume:getVolume": (inputs: object) => {
      const [id] = valuesOf(inputs, "volume-id") ?? [];
      return { availabilityZone: volumes.find((volume) => volume.id === id)?.zone };
    },
  };
  const choice = { instanceType: "c7i.4xlarge", stack: "project/aws" };
  const program = () => ({ zone: chooseSubnet(choice, {}).availabilityZone });
  const run = await runProgram({ config: configOf(onAws(testnet)), secrets: SECRETS, queries, program });
  return run.outputs.zone;
}

it.each(["/dev/xvda", "/dev/sda1"])(
  "the root volume %s of an instance that does not end in a lost zone does not keep the stack there",
  async (device) => {
    const root = { id: "vol-root", zone: "eu-central-1b", device };
    expect(await zoneWith(root)).toBe("eu-central-1a");
    expect(await zoneWith(root, { id: "vol-data", zone: "eu-central-1a", device: "/dev/sdf" })).toBe("eu-central-1a");
  },
);

it("the data volume decides, attached or free", async () => {
  const free = { id: "vol-data", zone: "eu-central-1b" };
  const root = { id: "vol-root", zone: "eu-central-1a", device: "/dev/xvda" };
  expect(await zoneWith()).toBe("eu-central-1a");
  expect(await zoneWith(free)).toBe("eu-central-1b");
  expect(await zoneWith(root, { ...free, device: "/dev/sdf" })).toBe("eu-central-1b");
});
