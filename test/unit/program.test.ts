/** What the program registers, for a development stack and for one on a public network. */
import { describe, expect, it } from "vitest";
import { summary } from "../../toolchain/summary";
import {
  configOf,
  custom,
  dev as devValues,
  LOCAL_RELEASE,
  onAws,
  SECRETS,
  testnet as testnetValues,
} from "../settings/stacks";
import { type Registered, type Run, runProgram, withoutSecrets } from "./recorder";

const dev = { config: configOf(devValues) };

const ATTESTER_KEY = "7".repeat(64);
const P2P_KEY = `08021220${"6".repeat(64)}`;
const testnet = {
  name: "testnet",
  config: {
    network: "testnet",
    release: "5.2.0",
    ethereumHosts: '["https://l1.example.org"]',
    l1ConsensusHosts: '["https://beacon.example.org"]',
    p2p: '{"announceIp":"20.30.40.50"}',
    attesterPrivateKey: ATTESTER_KEY,
    p2pPrivateKey: P2P_KEY,
  },
  secrets: ["attesterPrivateKey", "p2pPrivateKey"],
};

function find(run: Run, name: string): Registered {
  const found = run.resources.find((resource) => resource.name === name);
  if (!found) throw new Error(`${name} is not registered`);
  return found;
}

const listed = (run: Run) => run.resources.map(({ type, name }) => `${type} ${name}`).sort();

/** Of the key that the recorder makes. */
const DEV_ADDRESS = "0xe1fAE9b4fAB2F5726677ECfA912d96b0B683e6a9";

describe("a development stack", () => {
  it("is exactly these resources, in the preview too", async () => {
    const resources = [
      "aztec-validator:index:AztecNode node",
      "aztec-validator:index:LocalHost host",
      "aztec-validator:index:LocalL1 l1",
      "aztec-validator:index:SecretFiles node-keys",
      "aztec-validator:index:ValidatorKeys keys",
      "aztec:index:KeyFiles node-keys-files",
      "aztec:index:NodeReady node-ready",
      "docker:index/container:Container l1-anvil",
      "docker:index/container:Container node-container",

      "docker:index/network:Network l1-network",
      "docker:index/network:Network node-network",
      "docker:index/remoteImage:RemoteImage l1-image",
      "docker:index/remoteImage:RemoteImage node-image",
      "docker:index/volume:Volume node-data",
      "docker:index/volume:Volume node-keys-volume",
      "pulumi:providers:docker host-docker",
      "random:index/randomBytes:RandomBytes keys-admin",
      "random:index/randomBytes:RandomBytes keys-attester",
      "random:index/randomBytes:RandomBytes keys-p2p",
      "random:index/randomUuid:RandomUuid host-owner",
    ];
    expect(listed(await runProgram(dev))).toEqual(resources);
    expect(listed(await runProgram({ ...dev, preview: true }))).toEqual(resources);
  });

  it("makes this container", async () => {
    const run = await runProgram(dev);
    const container = JSON.stringify(withoutSecrets(find(run, "node-container").inputs), undefined, 2);
    await expect(`${container}\n`).toMatchFileSnapshot("../golden/dev-container.json");
  });

  it("has no protected resource, so that it can be thrown away", async () => {
    const { resources } = await runProgram(dev);
    expect(resources.filter(({ protect, retainOnDelete }) => protect || retainOnDelete)).toEqual([]);
  });

  it("says how to reach it", async () => {
    const { outputs } = await runProgram(dev);
    expect(outputs).toEqual({
      nodeVersion: "4.1.2",
      chain: { network: "local", l1ChainId: 31337, rollupVersion: 7 },
      peerId: "16Uiu2HAm5qnMKTecNm8SGzYzRhtQAYsLzYp9GN61KpWDNPE6n1Sz",
      enr: "enr:-abc",
      p2pEndpoint: "127.0.0.1:40400",
      rpcUrl: "http://127.0.0.1:8080",
      containerName: "aztec-validator-dev",
      volume: "aztec-validator-dev-data",
      imageDigest: "sha256:1234",
      coinbase: DEV_ADDRESS,
      attesters: [{ address: DEV_ADDRESS, coinbase: DEV_ADDRESS, publishers: [DEV_ADDRESS] }],
      // Secret to the engine: it is shown only when it is asked for.
      adminApiKey: "5".repeat(64),
    });
    // What `make up` shows at its end takes all of them.
    expect(summary("dev", { ...outputs, adminApiKey: "[secret]" })).toContain("Stack dev is up.");
  });
});

describe("every stack", () => {
  it.each([dev, testnet])("$config.network: has a parent for each resource but its components", async (stack) => {
    const { resources } = await runProgram(stack);
    const orphans = resources.filter(({ hasParent }) => !hasParent).map(({ type }) => type);
    expect(orphans.filter((type) => !type.startsWith("aztec-validator:index:"))).toEqual([]);
  });

  it.each([
    { what: "that is stopped", ...dev, config: configOf({ ...devValues, stopped: true }) },
    { what: "of a prover's agent", config: configOf(custom("prover-agent", LOCAL_RELEASE)) },
  ])("$what has no output without a value, of which Pulumi would warn", async (stack) => {
    const { outputs } = await runProgram(stack);
    expect(outputs.volume).toBe("aztec-validator-dev-data");
    expect(Object.keys(outputs).filter((name) => outputs[name] === undefined)).toEqual([]);
  });

  it.each([dev, testnet])("$config.network: stops the old container before the new one starts", async (stack) => {
    const container = find(await runProgram(stack), "node-container");
    expect(container.deleteBeforeReplace).toBe(true);
    expect(container.inputs.destroyGraceSeconds).toBe(120);
    expect(container.inputs.stopTimeout).toBe(120);
    expect(container.replaceOnChanges).toEqual(["healthcheck", "init", "tmpfs"]);
    const alone = stack === testnet ? ["refuse-taken-keys"] : [];
    expect(container.beforeCreate).toEqual([...alone, `clear-leftover-container-${String(container.inputs.name)}`]);
  });

  it.each([dev, testnet])("$config.network: gives a new data volume to the node's user", async (stack) => {
    const volume = find(await runProgram(stack), "node-data");
    expect(volume.afterCreate).toEqual([`prepare-volume-${String(volume.inputs.name)}`]);
  });
});

describe("a stack on a public network", () => {
  it("keeps its data and its generated keys through destroy", async () => {
    const config = Object.fromEntries(Object.entries(testnet.config).filter(([key]) => key !== "p2pPrivateKey"));
    const run = await runProgram({ ...testnet, config, secrets: ["attesterPrivateKey"] });
    expect(
      run.resources
        .filter(({ protect }) => protect)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["keys-p2p", "node-data"]);
    expect(run.resources.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name)).toEqual(["node-data"]);
  });

  it("has its secrets nowhere but in secrets", async () => {
    const run = await runProgram(testnet);
    const told = JSON.stringify([run.resources.map(({ inputs }) => withoutSecrets(inputs)), run.outputs]);
    expect(told).not.toContain(ATTESTER_KEY);
    expect(told).not.toContain(P2P_KEY);
    expect(told).toContain("<secret>");
  });

  it("publishes p2p to the world, RPC to this machine, and administration to nobody", async () => {
    const { inputs } = find(await runProgram(testnet), "node-container");
    expect(inputs.ports).toEqual([
      { internal: 40400, external: 40400, protocol: "tcp", ip: "0.0.0.0" },
      { internal: 40400, external: 40400, protocol: "udp", ip: "0.0.0.0" },
      { internal: 8080, external: 8080, protocol: "tcp", ip: "127.0.0.1" },
    ]);
  });
});

describe("a stack on AWS", () => {
  const settings = onAws({ ...testnetValues, "aws.access": "ssh", "aws.sshSources": ["198.51.100.7/32"] });
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
    const { resources } = await runProgram({ ...aws, config: configOf(onAws(testnetValues)) });
    const ssh = resources.filter(({ inputs }) => inputs.fromPort === 22).map(({ inputs }) => inputs);
    expect(ssh.filter((rule) => "cidrIpv4" in rule || "cidrIpv6" in rule)).toEqual([]);
    expect(resources.filter(({ type }) => type.endsWith("InstanceConnectEndpoint")).length).toBe(1);
  });

  it("uses the endpoint that a VPC has already, by its security group", async () => {
    const group = "sg-0123456789abcdef0";
    const { resources } = await runProgram({
      ...aws,
      config: configOf(onAws({ ...testnetValues, "aws.endpointSecurityGroupId": group })),
    });
    expect(resources.filter(({ type }) => type.endsWith("InstanceConnectEndpoint"))).toEqual([]);
    const [inward, outward, ...others] = resources.filter(({ inputs }) => inputs.fromPort === 22);
    expect(others).toEqual([]);
    expect(inward?.inputs.referencedSecurityGroupId).toBe(group);
    expect(outward?.inputs.securityGroupId).toBe(group);
    expect(outward?.inputs.referencedSecurityGroupId).toBe(inward?.inputs.securityGroupId);
  });

  it("with termination protection keeps Pulumi from replacing the instance, too", async () => {
    const run = await runProgram({
      ...aws,
      config: configOf(onAws({ ...testnetValues, "aws.terminationProtection": true })),
    });
    expect(find(run, "host-instance").protect).toBe(true);
    expect(find(run, "host-instance").inputs.disableApiTermination).toBe(true);
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
