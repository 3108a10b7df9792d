/** Claims of stacks, which of them conflict, and how the program refuses them. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Claim, claimOf, conflicts, databaseWarnings } from "./claim";
import { ethereumAddress } from "../keys/keys";
import { samples, TEST_KEYS } from "../test/fixtures/samples";
import { acceptedConfig, configOf, custom, dev, mainnet, testnet } from "../test/fixtures/stacks";
import { omit } from "../test/fixtures/wrong/wrong";
import { keyClaim } from "../resources/key-claim/provider";
import { thisMachine } from "../remote/this-machine";
import { refusalOf, runProgram } from "../test/fakes/recorder";

const A = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";
const B = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF";
const C = "0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69";
const claim = (attesters: string[], publishers: string[], ha?: Claim["ha"]): Claim => ({ attesters, publishers, ha });
const live = (of: Claim) => [{ ...of, stack: "other" }];
const member = (nodeId: string, database = "one") => ({ nodeId, database });
const paths = (own: Claim, other: Claim) => conflicts(own, live(other)).map(({ path }) => path);

const key = (digit: string) => `0x${digit.repeat(64)}`;
const HA = {
  "ha.enabled": true,
  "ha.nodeId": "one",
  haDatabaseUrl: "postgresql://node:a-password@db.example.org:5432/aztec",
  publisherPrivateKeys: [key("4")],
};
const claimIn = (values: Record<string, unknown>) => claimOf(acceptedConfig(configOf(values)).settings);

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("a claim", () => {
  it("has the attester, also as publisher if there is no other", () => {
    const { attesters, publishers } = claimIn({ ...testnet, attesterPrivateKey: key("7") }) ?? claim([], []);
    expect(attesters).toEqual([ethereumAddress(key("7"))]);
    expect(publishers).toEqual(attesters);
  });

  it("has the publishers and the group, without the password and name of the database", () => {
    const found = claimIn({ ...testnet, ...HA });
    expect(found?.publishers).toHaveLength(1);
    expect(found?.publishers).not.toEqual(found?.attesters);
    expect(found?.ha).toEqual({ nodeId: "one", database: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown });
  });

  it("is of the same group with another user, password and spelling of the database", () => {
    const other = "postgres://second:another-password@db.example.org/aztec";
    expect(claimIn({ ...testnet, ...HA, haDatabaseUrl: other })?.ha).toEqual(claimIn({ ...testnet, ...HA })?.ha);
  });

  it("has the publishers of a prover node, and no attester", () => {
    const keys = [TEST_KEYS.prover, TEST_KEYS.publisher];
    const found = claimIn({ ...custom("prover-node", "5.2.0"), proverPublisherPrivateKeys: keys });
    const publishers = keys.map(ethereumAddress).sort();
    expect(found).toMatchObject({ attesters: [], publishers, chain: samples.l1ChainId, ha: undefined });
  });

  it("does not exist for a local network, nor for a node without keys", () => {
    expect(claimIn(dev)).toBeUndefined();
    expect(claimIn({ ...omit(testnet, "attesterPrivateKey"), role: "full-node" })).toBeUndefined();
  });
});

describe("two live nodes", () => {
  it.each([
    ["one attester", claim([A], [A]), claim([A], [B]), ["attesterPrivateKey"]],
    ["one publisher", claim([A], [C]), claim([B], [C]), ["publisherPrivateKeys"]],
    ["one of a group and one of none", claim([A], [B], member("1")), claim([A], [C]), ["attesterPrivateKey"]],
    ["two groups", claim([A], [B], member("1")), claim([A], [C], member("2", "two")), ["attesterPrivateKey"]],
    ["one node id in a group", claim([A], [B], member("1")), claim([A], [C], member("1")), ["ha.nodeId"]],
    ["one publisher in a group", claim([A], [B], member("1")), claim([A], [B], member("2")), ["publisherPrivateKeys"]],
    ["nothing in common", claim([A], [A]), claim([B], [B]), []],
    ["a group", claim([A], [B], member("1")), claim([A], [C], member("2")), []],
    ["an attester that publishes for another", claim([A], [A]), claim([B], [A]), ["publisherPrivateKeys"]],
  ])("with %s", (_what, own, other, refused) => {
    expect(paths(own, other)).toEqual(refused);
    expect(paths(other, own)).toEqual(refused);
  });

  it("with one prover's publisher, or one of a prover and a sequencer", () => {
    const [prover, sequencer] = [claim([], [C]), claim([A], [C])];
    expect(paths(prover, prover)).toEqual(["proverPublisherPrivateKeys"]);
    expect(paths(prover, sequencer)).toEqual(["proverPublisherPrivateKeys"]);
    expect(paths(sequencer, prover)).toEqual(["publisherPrivateKeys"]);
  });
});

describe("the database of a group", () => {
  const url = (host: string) => `postgresql://node:a-password@${host}/aztec`;
  const own = (host: string, others = {}) => claimIn({ ...testnet, ...HA, haDatabaseUrl: url(host), ...others });

  it.each([
    ["postgres:5432", true],
    ["Postgres", true],
    ["172.17.0.1", true],
    ["db.example.org", false],
    ["10.0.0.5:5432", false],
    ["192.168.1.5", false],
  ])("at %s has a name of one machine only: %s", (host, isLocal) => {
    expect(own(host)?.isDatabaseLocal).toBe(isLocal);
  });

  it("has such a name if extraHosts has it", () => {
    const extraHosts = "host.docker.internal:host-gateway,db.example.org:10.0.0.5";
    expect(own("host.docker.internal", { extraHosts })?.isDatabaseLocal).toBe(true);
    expect(own("db.example.org", { extraHosts })?.isDatabaseLocal).toBe(true);
    expect(own("other.example.org", { extraHosts })?.isDatabaseLocal).toBe(false);
  });

  const [here, group] = ["198.51.100.7", claim([A], [B], member("1"))];
  const other = (place: string | undefined, of = claim([A], [C], member("2"))) => [{ ...of, stack: "other", place }];
  const warnings = (others: ReturnType<typeof other>, isDatabaseLocal = true, place: string | undefined = here) =>
    databaseWarnings({ ...group, isDatabaseLocal }, place, others, "own");

  it("is warned of if such a name may lead two machines to two databases", () => {
    expect(warnings(other("198.51.100.8"))).toEqual([
      "haDatabaseUrl has the same text as that of stack other, whose node has the same attester on another machine, as far as is known. But its host has a name that each machine resolves for itself, so the two may be two databases. Then both nodes sign for one slot, which is slashed. Make sure that they are one, or give all stacks of the group an address or a full name that leads to the same server from everywhere: pulumi config set --secret haDatabaseUrl --stack own",
    ]);
    expect(warnings(other(undefined))).toHaveLength(1);
    expect(databaseWarnings({ ...group, isDatabaseLocal: true }, undefined, other(undefined), "own")).toHaveLength(1);
    expect(conflicts({ ...group, isDatabaseLocal: true }, other("198.51.100.8"))).toEqual([]);
  });

  it.each([
    ["on one machine", warnings(other(here))],
    ["with a full name", warnings(other("198.51.100.8"), false)],
    ["of another group", warnings(other("198.51.100.8", claim([A], [C], member("2", "two"))))],
    ["without a common attester", warnings(other("198.51.100.8", claim([B], [C], member("2"))))],
  ])("is not warned of %s", (_what, found) => {
    expect(found).toEqual([]);
  });
});

describe("two live nodes with one key", () => {
  const on = (chain: number | undefined): Claim => ({ ...claim([A], [A]), chain });

  it.each([
    ["on one chain", 1, 1, ["attesterPrivateKey"]],
    ["on two chains", 1, 11_155_111, []],
    ["one of which has recorded no chain", 1, undefined, ["attesterPrivateKey"]],
    ["neither of which has recorded a chain", undefined, undefined, ["attesterPrivateKey"]],
  ])("%s", (_what, one, other, refused) => {
    expect(paths(on(one), on(other))).toEqual(refused);
    expect(paths(on(other), on(one))).toEqual(refused);
  });

  const custom52 = custom("sequencer", "5.2.0");
  it.each([
    ["mainnet", mainnet, 1],
    ["testnet", testnet, 11_155_111],
    ["a private network", custom52, 31_337],
    [
      "a private network whose bootnode names the chain",
      { ...omit(custom52, "l1ChainId", "l1Contracts.registry"), bootnodeUrl: "http://bootnode:8080" },
      undefined,
    ],
    [
      "a network with another network config",
      { ...testnet, extraEnv: { NETWORK_CONFIG_LOCATION: "https://config.example.org" } },
      undefined,
    ],
  ])("compare the chain of %s", (_what, values, chain) => {
    expect(claimIn(values)?.chain).toBe(chain);
  });

  it("are not replaced because an earlier version recorded no chain; another chain or key is another claim", async () => {
    const inputs = on(undefined);
    const diff = (old: Claim, now: Claim) => keyClaim.diff("id", "urn", old, now);
    expect(await diff(inputs, on(1))).toEqual({ changes: false, replaces: [] });
    expect(await diff(on(1), on(2))).toEqual({ changes: true, replaces: ["chain"] });
    expect(await diff(inputs, { ...claim([B], [A]), chain: 1 })).toEqual({ changes: true, replaces: ["attesters"] });
  });
});

describe("the program", () => {
  const config = configOf(testnet);
  const secrets = ["attesterPrivateKey", "ethereumHosts", "l1ConsensusHosts"];
  const ours = claimIn(testnet) ?? claim([], []);
  const state = (inputs: unknown) => ({ deployment: { resources: [{ type: "aztec:index:KeyClaim", inputs }] } });

  it("records the claim, by addresses, with the machine that the node is on, and its engine", async () => {
    vi.stubEnv("DOCKER_HOST", "unix:///no-such.sock");
    const { resources } = await runProgram({ name: "testnet", config, secrets });
    const found = resources.filter(({ type }) => type === "aztec:index:KeyClaim").map(({ inputs }) => inputs);
    const place = { machine: thisMachine(), engine: "unix:///no-such.sock" };
    expect(found).toEqual([{ attesters: ours.attesters, publishers: ours.publishers, chain: 11_155_111, ...place }]);
  });

  it("refuses a key of a running node, also in the preview, before it registers any resource", async () => {
    for (const preview of [true, false]) {
      const others = { "organization/aztec-validator/second": state(ours) };
      const { message, registered } = await refusalOf({ name: "testnet", config, secrets, preview, others });
      expect(registered).toEqual([]);
      expect(message).toContain(
        `attesterPrivateKey ${ours.attesters[0] ?? ""} is already used by the running node of stack organization/aztec-validator/second`,
      );
    }
  });

  it("accepts a key of a running node on another chain: the validator of testnet and that of mainnet", async () => {
    const others = { "organization/aztec-validator/mainnet": state({ ...ours, chain: 1 }) };
    const run = await runProgram({ name: "testnet", config, secrets, others });
    expect(run.resources.length).toBeGreaterThan(0);
  });

  it("does not conflict with its own claim, under any name in the backend", async () => {
    for (const name of ["testnet", "organization/aztec-validator/testnet", "organization/testnet"]) {
      const run = await runProgram({ name: "testnet", config, secrets, others: { [name]: state(ours) } });
      expect(run.resources.length).toBeGreaterThan(0);
    }
  });

  it("conflicts with the stack of the same name of another organization", async () => {
    const others = { "other/aztec-validator/testnet": state(ours) };
    const { message, registered } = await refusalOf({ name: "testnet", config, secrets, others });
    expect(registered).toEqual([]);
    expect(message).toContain("is already used by the running node of stack other/aztec-validator/testnet");
  });

  it("ignores stacks without a node, of other projects, and destroyed ones", async () => {
    const others = {
      empty: { deployment: null },
      "organization/shop/web": { deployment: { resources: [{ type: "a:b:C" }] } },
    };
    const run = await runProgram({ name: "testnet", config, secrets, others });
    expect(run.resources.length).toBeGreaterThan(0);
  });

  it("stops if the backend cannot be queried, and reports how to continue", async () => {
    const { message, registered } = await refusalOf({ name: "testnet", config, secrets, others: "unreadable" });
    expect(registered).toEqual([]);
    expect(message).toContain("error: no backend");
    expect(message).toContain("pulumi config set checkOtherStacks false");
    const unchecked = configOf({ ...testnet, checkOtherStacks: false });
    const run = await runProgram({ name: "testnet", config: unchecked, secrets, others: "unreadable" });
    expect(run.resources.filter(({ type }) => type === "aztec:index:KeyClaim")).toEqual([]);
  });

  it("keeps the data and identity of a stopped stack, but no container, key file or claim", async () => {
    const stopped = { config: configOf({ ...testnet, stopped: true }), secrets, others: { second: state(ours) } };
    const { resources, outputs } = await runProgram({ name: "testnet", ...stopped });
    const types = resources.map(({ type }) => type);
    expect(types).toContain("docker:index/volume:Volume");
    expect(types).toContain("random:index/randomBytes:RandomBytes");
    expect(types).not.toContain("docker:index/container:Container");
    expect(types).not.toContain("aztec:index:KeyClaim");
    expect(types).not.toContain("aztec-validator:index:SecretFiles");
    expect(outputs.containerName).toBeUndefined();
    expect(outputs.volume).toBe("aztec-validator-testnet-data");
  });
});
