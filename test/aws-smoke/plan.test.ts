/** The smoke test on a real account sets what costs little, and counts what it costs. */
import { describe, expect, it } from "vitest";
import { acceptedConfig, configOf } from "../fixtures/stacks";
import { samples } from "../fixtures/samples";
import { dollarsAnHour, onAws, announcement, smokeSettings, table } from "./plan";

const key = { file: "/home/operator/ssh-key", public: String(samples["aws.sshPublicKey"]) };
const servers = { ethereumHosts: "https://ethereum.example.org", l1ConsensusHosts: "https://beacon.example.org" };
const settings = smokeSettings("us-east-1", key, servers);

describe("the smoke test", () => {
  it("makes a node without keys, whose settings the program accepts", () => {
    expect(acceptedConfig(configOf(settings)).settings).toMatchObject({ role: "full-node", host: { kind: "aws" } });
    expect(Object.keys(configOf(settings)).filter((name) => name.startsWith("attester"))).toEqual([]);
  });

  it("knows what an hour costs: the instance, a disk without extra IOPS, and the address", () => {
    // A month: 521 for the instance, 16 and 3.2 for the volumes, 3.65 for the address.
    expect(dollarsAnHour(settings)).toBeCloseTo((521.22 + 16 + 3.2 + 3.65) / 730, 3);
    expect(dollarsAnHour({ ...settings, "aws.instanceType": "x2iezn.4xlarge" })).toBe(undefined);
  });

  it("says so before it spends", () => {
    expect(announcement(0.74)).toBe(
      "This makes an instance, a volume and an address on AWS, replaces the instance, and removes everything. It costs about 0.74 USD if it takes 1 hour; traffic is not counted.",
    );
    expect(announcement(undefined)).toContain("What it costs is unknown");
  });

  it("prints what each step took and cost", () => {
    const steps = [
      { name: "up", seconds: 300 },
      { name: "destroy", seconds: 60 },
    ];
    expect(table(steps, 0.72).split("\n").slice(0, 4)).toEqual([
      "  step        duration       USD",
      "  up             5 min     0.060",
      "  destroy         60 s     0.012",
      "  together       6 min     0.072",
    ]);
  });

  it("names what it could not remove, by its type, name and id", () => {
    const resource = (type: string, name: string, id?: string) => ({
      type,
      urn: `urn:pulumi:aws-smoke::aztec-validator::${type}::${name}`,
      id,
      inputs: {},
      outputs: {},
    });
    const state = [
      resource("aws:ec2/instance:Instance", "host-instance", "i-0123"),
      resource("docker:index/network:Network", "node-network", "abc"),
      resource("aztec-validator:index:AwsHost", "host"),
      resource("pulumi:providers:aws", "host-aws", "0f0f"),
    ];
    expect(onAws(state)).toEqual(["  Instance host-instance: i-0123"]);
  });
});
