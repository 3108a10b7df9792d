/** What the program registers, for a development stack and for one on a public network. On AWS: program-aws.test.ts. */
import { describe, expect, it } from "vitest";
import { maskedOutputsSchema, summary } from "../dev/summary";
import chain from "../images/l1/chain.dev.json";
import { configOf, custom, dev as devValues, LOCAL_RELEASE } from "../test/fixtures/stacks";
import { find, listed, runProgram, withoutSecrets } from "../test/fakes/recorder";

const dev = { config: configOf(devValues) };

const ATTESTER_KEY = "7".repeat(64);
const P2P_KEY = `08021220${"6".repeat(64)}`;
const testnet = {
  name: "testnet",
  config: {
    network: "testnet",
    release: "6.0.0-rc.1",
    ethereumHosts: '["https://l1.example.org"]',
    l1ConsensusHosts: '["https://beacon.example.org"]',
    p2p: '{"announceIp":"20.30.40.50"}',
    attesterPrivateKey: ATTESTER_KEY,
    p2pPrivateKey: P2P_KEY,
  },
  secrets: ["attesterPrivateKey", "p2pPrivateKey"],
};

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
      "docker:index/volume:Volume l1-state",
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
    await expect(`${container}\n`).toMatchFileSnapshot("../test/golden/dev-container.json");
  });

  it("has its attester in the L1's validator set, its publisher funded, and the L1's slot time", async () => {
    const run = await runProgram(dev);
    expect(find(run, "l1-anvil").inputs.envs).toEqual([
      `ATTESTERS=${DEV_ADDRESS}`,
      `PUBLISHERS=${DEV_ADDRESS}`,
      "STATE_DIRECTORY=/var/lib/l1",
    ]);
    const { envs } = find(run, "node-container").inputs;
    expect(envs).toContain(`ETHEREUM_SLOT_DURATION=${chain.variables.ETHEREUM_SLOT_DURATION}`);
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
    expect(summary("dev", maskedOutputsSchema.parse({ ...outputs, adminApiKey: "[secret]" }))).toContain(
      "Stack dev is up.",
    );
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

  it.each(["prover-broker", "prover-agent"] as const)("%s, which has no peers: has no ENR", async (role) => {
    const { outputs } = await runProgram({ config: configOf(custom(role, LOCAL_RELEASE)) });
    expect(Object.keys(outputs)).not.toContain("enr");
  });

  it.each([dev, testnet])("$config.network: stops the old container before the new one starts", async (stack) => {
    const container = find(await runProgram(stack), "node-container");
    expect(container.deleteBeforeReplace).toBe(true);
    expect(container.inputs.destroyGraceSeconds).toBe(120);
    expect(container.inputs.stopTimeout).toBe(120);
    expect(container.replaceOnChanges).toEqual(["healthcheck", "init", "tmpfs"]);
    const alone = stack === testnet ? ["refuse-taken-keys"] : [];
    expect(container.beforeCreate).toEqual([
      ...alone,
      `clear-leftover-container-${String(container.inputs.name)}`,
      `refuse-taken-ports-${String(container.inputs.name)}`,
    ]);
  });

  it("looks at the disk of a directory before its volume and before each container", async () => {
    const config = { ...testnet.config, storage: JSON.stringify({ kind: "bind", path: "/srv/aztec" }) };
    const run = await runProgram({ ...testnet, config });
    const mounted = "refuse-unmounted-disk-aztec-validator-testnet";
    const places = ["node-data", "node-container"].map((name) => find(run, name).beforeCreate.includes(mounted));
    expect(places).toEqual([true, true]);
    expect((await runProgram(testnet)).hooks.map(({ name }) => name)).not.toContain(mounted);
  });

  it.each([dev, testnet])("$config.network: gives a new data volume to the node's user", async (stack) => {
    const run = await runProgram(stack);
    const volume = find(run, "node-data");
    const prepare = `prepare-volume-${String(volume.inputs.name)}`;
    expect(volume.afterCreate).toEqual([prepare]);
    // Again: the volume stays in the state if that has failed.
    const files = find(run, "node-keys-files");
    expect(files.beforeCreate).toContain(prepare);
    expect(files.beforeUpdate).toContain(prepare);
    expect(files.dependencies).toContain("node-data");
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

  it("says at which port peers reach it: behind a router that forwards another, the announced one", async () => {
    const p2p = { announceIp: "20.30.40.50", port: 40_400 };
    const endpointOf = async (values: object) =>
      (await runProgram({ ...testnet, config: { ...testnet.config, p2p: JSON.stringify(values) } })).outputs
        .p2pEndpoint;
    expect(await endpointOf(p2p)).toBe("20.30.40.50:40400");
    expect(await endpointOf({ ...p2p, announcePort: 40_501 })).toBe("20.30.40.50:40501");
  });

  it("compares its release with the network before a key or the container is made, in the preview too", async () => {
    const run = await runProgram(testnet);
    const fit = find(run, "node-fit");
    expect(fit.type).toBe("aztec:index:ReleaseFit");
    expect(withoutSecrets(fit.inputs)).toMatchObject({
      release: testnet.config.release,
      image: "sha256:1234",
      servers: "<secret>",
    });
    expect(find(run, "node-claim").dependencies).toContain("node-fit");
    expect(find(run, "node-container").dependencies).toContain("node-fit");
    expect(listed(await runProgram({ ...testnet, preview: true }))).toEqual(listed(run));
  });

  it("checks what a new container needs of its host before its Docker network and the old container are changed", async () => {
    const config = { ...testnet.config, dockerNetworks: "ethereum", dockerSubnet: "10.7.0.0/24" };
    const run = await runProgram({ ...testnet, config });
    const { ports } = find(run, "node-container").inputs;
    expect(find(run, "node-fit").inputs).toMatchObject({
      container: "aztec-validator-testnet",
      networks: ["ethereum"],
      subnet: "10.7.0.0/24",
      ports,
    });
    expect(find(run, "node-network").dependencies).toContain("node-fit");
    const stopped = await runProgram({ ...testnet, config: { ...config, stopped: "true" } });
    expect(listed(stopped).filter((line) => line.includes("ReleaseFit"))).toEqual([]);
  });

  it("compares nothing where another release is meant, and then accepts a node that stands by", async () => {
    const run = await runProgram({ ...testnet, config: { ...testnet.config, allowOtherRollup: "true" } });
    expect(listed(run).filter((line) => line.includes("ReleaseFit"))).toEqual([]);
    expect(find(run, "node-ready").inputs.acceptsStandby).toBe(true);
  });

  it.each(["ROLLUP_VERSION", "SPONSORED_FPC"])("compares nothing where extraEnv has %s", async (name) => {
    const extraEnv = JSON.stringify({ [name]: "1821665230" });
    const run = await runProgram({ ...testnet, config: { ...testnet.config, extraEnv } });
    expect(listed(run).filter((line) => line.includes("ReleaseFit"))).toEqual([]);
    expect(find(run, "node-ready").inputs.acceptsStandby).toBe(false);
  });

  it("has its secrets nowhere but in secrets", async () => {
    const run = await runProgram(testnet);
    const shown = JSON.stringify([run.resources.map(({ inputs }) => withoutSecrets(inputs)), run.outputs]);
    expect(shown).not.toContain(ATTESTER_KEY);
    expect(shown).not.toContain(P2P_KEY);
    expect(shown).toContain("<secret>");
  });

  it("publishes p2p to the world, RPC to this machine, and the admin API to nobody", async () => {
    const { inputs } = find(await runProgram(testnet), "node-container");
    expect(inputs.ports).toEqual([
      { internal: 40400, external: 40400, protocol: "tcp", ip: "0.0.0.0" },
      { internal: 40400, external: 40400, protocol: "udp", ip: "0.0.0.0" },
      { internal: 8080, external: 8080, protocol: "tcp", ip: "127.0.0.1" },
    ]);
  });
});
