/** What the program registers for a stack on AWS. */
import { describe, expect, it } from "vitest";
import { configOf, onAws, SECRETS, testnet } from "../test/fixtures/stacks";
import { find, listed, runProgram } from "../test/fakes/recorder";

describe("a stack on AWS", () => {
  const settings = onAws({ ...testnet, "aws.access": "ssh", "aws.sshSources": ["198.51.100.7/32"] });
  const aws = { name: "aws", config: configOf(settings), secrets: SECRETS };

  it("is the same resources in the preview as in the deployment", async () => {
    expect(listed(await runProgram({ ...aws, preview: true }))).toEqual(listed(await runProgram(aws)));
  });

  it("protects its address and its data, and nothing that may be replaced", async () => {
    const { resources } = await runProgram(aws);
    const kept = resources.filter(({ protect }) => protect).map(({ type, name }) => `${type} ${name}`);
    expect(kept.sort()).toEqual([
      "aws:ebs/volume:Volume host-data",
      "aws:ec2/eip:Eip host-address",
      "random:index/randomBytes:RandomBytes keys-p2p",
    ]);
  });

  it("explains an error of AWS at each of its resources there", async () => {
    const { resources } = await runProgram({ ...aws, config: configOf({ ...settings, "aws.dailySnapshots": 7 }) });
    const onAccount = resources.filter(({ type }) => type.startsWith("aws:"));
    expect(onAccount.length).toBeGreaterThan(12);
    expect(onAccount.filter(({ onError }) => onError.join() !== "explain-aws-error").map(({ name }) => name)).toEqual(
      [],
    );
  });

  it("opens p2p to the world, SSH to a named network, and nothing else", async () => {
    const { resources } = await runProgram(aws);
    const rules = resources.filter(({ type }) => type.endsWith("IngressRule")).map(({ inputs }) => inputs);
    expect(rules.map((rule) => [rule.ipProtocol, rule.fromPort, rule.cidrIpv4 ?? rule.cidrIpv6].join(" "))).toEqual([
      "tcp 40400 0.0.0.0/0",
      "tcp 40400 ::/0",
      "udp 40400 0.0.0.0/0",
      "udp 40400 ::/0",
      "tcp 22 198.51.100.7/32",
    ]);
  });

  it("through an endpoint opens no port for SSH to any network", async () => {
    const { resources } = await runProgram({ ...aws, config: configOf(onAws(testnet)) });
    const ssh = resources.filter(({ inputs }) => inputs.fromPort === 22).map(({ inputs }) => inputs);
    expect(ssh.filter((rule) => "cidrIpv4" in rule || "cidrIpv6" in rule)).toEqual([]);
    expect(resources.filter(({ type }) => type.endsWith("InstanceConnectEndpoint")).length).toBe(1);
  });

  it("removes nothing before it has looked who else uses the endpoint that it has made", async () => {
    const run = await runProgram({ ...aws, config: configOf(onAws(testnet)) });
    const { dependencies } = find(run, "host-endpoint-guard");
    expect(dependencies).toEqual(
      expect.arrayContaining(["host-firewall-endpoint", "host-stop", "node-container", "node-ready"]),
    );
    const others = run.resources.filter(({ dependencies: needed }) => needed.includes("host-endpoint-guard"));
    expect(others.map(({ name }) => name)).toEqual(["host-account-guard"]);
    expect(listed(await runProgram(aws)).filter((one) => one.includes("EndpointGuard"))).toEqual([]);
  });

  it("removes nothing before it has looked whose login it is: everything else is deleted after that", async () => {
    const config = configOf({ ...onAws(testnet), "aws.dailySnapshots": 7 });
    const run = await runProgram({ ...aws, config });
    const needed = new Set(run.resources.flatMap(({ dependencies }) => dependencies));
    expect(find(run, "host-account-guard").dependencies).toEqual(
      expect.arrayContaining([
        "host-stop",
        "host-snapshots",
        "host-role-snapshots",
        "host-endpoint-guard",
        "node-ready",
      ]),
    );
    // The recorder gives roles and profiles no names, by which others depend on them.
    const isOnAws = ({ type }: { type: string }) => /^(aws|docker|aztec):(?!iam\/)/.test(type);
    const leaves = run.resources.filter((one) => isOnAws(one) && !needed.has(one.name)).map(({ name }) => name);
    expect(leaves).toEqual(["host-account-guard"]);
  });

  it("uses the endpoint that a VPC has already, by its security group", async () => {
    const group = "sg-0123456789abcdef0";
    const { resources } = await runProgram({
      ...aws,
      config: configOf(onAws({ ...testnet, "aws.endpointSecurityGroupId": group })),
    });
    expect(resources.filter(({ type }) => /InstanceConnectEndpoint$|EndpointGuard$/.test(type))).toEqual([]);
    const [inward, outward, ...others] = resources.filter(({ inputs }) => inputs.fromPort === 22);
    expect(others).toEqual([]);
    expect(inward?.inputs.referencedSecurityGroupId).toBe(group);
    expect(outward?.inputs.securityGroupId).toBe(group);
    expect(outward?.inputs.referencedSecurityGroupId).toBe(inward?.inputs.securityGroupId);
  });

  it("with termination protection keeps Pulumi from replacing the instance, too", async () => {
    const run = await runProgram({
      ...aws,
      config: configOf(onAws({ ...testnet, "aws.terminationProtection": true })),
    });
    expect(find(run, "host-instance").protect).toBe(true);
    expect(find(run, "host-instance").inputs.disableApiTermination).toBe(true);
  });

  it("has its address before its disk, for which the boot waits before it fetches packages", async () => {
    const run = await runProgram(aws);
    expect(find(run, "host-disk").dependencies).toContain("host-address");
    const association = run.resources.find(({ type }) => type.endsWith("EipAssociation"));
    expect(association?.dependencies.filter((name) => name === "host-disk")).toEqual([]);
  });

  it("uses an Elastic IP that the operator has already, and allocates none that it could release", async () => {
    const config = configOf({ ...settings, "aws.addressId": "eipalloc-0123456789abcdef0" });
    const Addresses = [{ AllocationId: "eipalloc-0123456789abcdef0" }];
    const run = await runProgram({ ...aws, config, aws: { "ec2 describe-addresses": { Addresses } } });
    expect(run.resources.filter(({ type }) => type === "aws:ec2/eip:Eip")).toEqual([]);
    const association = run.resources.find(({ type }) => type.endsWith("EipAssociation"));
    expect(association?.inputs.allocationId).toBe("eipalloc-0123456789abcdef0");
    expect(find(run, "node-container").inputs.envs).toContain("P2P_IP=198.51.100.21");
  });

  it("has daily snapshots of the data volume alone, if the settings say so", async () => {
    const config = configOf({ ...settings, "aws.dailySnapshots": 14 });
    const run = await runProgram({ ...aws, config });
    const { policyDetails } = find(run, "host-snapshots").inputs as {
      policyDetails: { targetTags: object; schedules: object[] };
    };
    expect(policyDetails.schedules).toMatchObject([{ retainRule: { count: 14 }, copyTags: true }]);
    const tagged = run.resources.filter(({ inputs }) =>
      JSON.stringify(inputs.tags ?? {}).includes("aztec-validator-snapshots"),
    );
    expect(tagged.map(({ name }) => name)).toEqual(["host-data"]);
    expect(find(run, "host-data").inputs.tags).toMatchObject(policyDetails.targetTags);
    expect(JSON.stringify(find(run, "host-instance").inputs)).not.toContain("aztec-validator-snapshots");
    const policies = run.resources.filter(({ type }) => type.endsWith("RolePolicyAttachment"));
    expect(policies.map(({ inputs }) => inputs.policyArn)).toEqual([
      "arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole",
    ]);
    expect(listed(await runProgram(aws)).filter((name) => /dlm|snapshots/.test(name))).toEqual([]);
  });

  it("tells the node its Elastic IP, and keeps the data on the volume", async () => {
    const run = await runProgram(aws);
    expect(find(run, "node-container").inputs.envs).toContain("P2P_IP=198.51.100.20");
    expect(find(run, "node-data").inputs.driverOpts).toEqual({
      type: "none",
      o: "bind",
      device: "/var/lib/aztec/data",
    });
    expect(run.outputs.p2pEndpoint).toBe("198.51.100.20:40400");
  });
});
