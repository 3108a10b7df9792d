/** The rollup that a network runs, queried from a server that behaves as the contracts do. Not proven here: a real L1. */
import { describe, expect, it } from "vitest";
import { queryNetworkFrom } from "./query-network";
import { runCommand } from "./command";
import { L1_SERVER_VARIABLES, networkQuestion, networkServers } from "../settings/network/network-question";
import { settingAt } from "../settings/schema";
import { type FakeProposal, FakeContracts, moveTo, NEW, OLD, REGISTRY, ROOTS } from "../test/fakes/fake-contracts";
import { canonical, question, useContracts } from "../test/fakes/queried-contracts";
import { acceptedConfig, configOf, custom, mainnet, testnet } from "../test/fixtures/stacks";

const DELAYS = [259_200, 604_800, 172_800, 604_800] as const;

const contracts = useContracts();
const { query } = contracts;

describe("the rollup of a network", () => {
  it("is the registry's canonical one, with its version and the root of its genesis archive", async () => {
    expect(await query()).toMatchObject({ registry: REGISTRY, rollup: canonical });
    contracts.l1.chain.canonical = NEW;
    expect((await query()).rollup).toEqual({ address: NEW, version: 2_914_217_885, genesisArchiveRoot: ROOTS[NEW] });
  });

  it("is queried from the next server if one does not answer, or is of another chain", async () => {
    const other = new FakeContracts({ ...contracts.l1.chain, chainId: 1, canonical: NEW });
    const wrong = await other.start();
    expect((await query({ ETHEREUM_HOSTS: `http://127.0.0.1:59998/key,${wrong}, ${contracts.url}` })).rollup).toEqual(
      canonical,
    );
    expect(await query({ ETHEREUM_HOSTS: wrong })).toMatchObject({
      rollup: undefined,
      unknown: `${other.origin().slice(7)} is on chain 1 and not on chain 11155111`,
    });
    other.stop();
  });

  it("is queried from the next server if one is more than 300 s behind, which could return an earlier rollup", async () => {
    const other = new FakeContracts({ ...contracts.l1.chain, canonical: NEW });
    const first = await other.start();
    const rollupWith = async (headAge: number) => {
      other.chain.headAge = headAge;
      return (await query({ ETHEREUM_HOSTS: `${first},${contracts.url}` })).rollup?.address;
    };
    // A chain that was moved forward in time has its last block in the future.
    expect([await rollupWith(330), await rollupWith(270), await rollupWith(-900_000)]).toEqual([OLD, NEW, NEW]);
    contracts.l1.chain.headAge = 3600;
    other.chain.headAge = 330;
    const [one, two] = [other, contracts.l1].map((server) => server.origin().slice(7));
    expect((await query({ ETHEREUM_HOSTS: `${first},${contracts.url}` })).unknown).toMatch(
      new RegExp(`^${one} is out of sync: its last block is 33\\d s old; ${two} is out of sync: .* 360\\d s old$`),
    );
    other.stop();
  });

  it("is unknown if no server answers, and only the host of a URL is printed", async () => {
    const silent = await query({ ETHEREUM_HOSTS: "http://user:pass@127.0.0.1:59998/secret-key" });
    expect(silent.unknown).toBe("127.0.0.1:59998 does not answer: ECONNREFUSED");
    expect((await query({ ETHEREUM_HOSTS: "" })).unknown).toBe("no L1 server is set");
    expect((await query({ ETHEREUM_HOSTS: "no url/secret-key" })).unknown).toBe(
      "a URL that cannot be read is not a URL",
    );
  });

  it("is unknown if there is no registry at its address, or the rollup does not answer", async () => {
    expect((await query({}, { registry: NEW.replace("8c", "9c") })).unknown).toMatch(
      /^127\.0\.0\.1:\d+ has no such contract at 0x9c/,
    );
    contracts.l1.chain.canonical = REGISTRY;
    expect((await query()).unknown).toMatch(/^127\.0\.0\.1:\d+ refuses eth_call \(code 3\)$/);
    expect((await query({}, { registry: undefined })).unknown).toBe("the network's registry is unknown");
  });

  it("is queried from a node's container with the node's environment", async () => {
    const env = { ...process.env, ETHEREUM_HOSTS: contracts.url };
    const docker = async (args: readonly string[]) => {
      expect(args.slice(0, 3)).toEqual(["exec", "the-node", "node"]);
      const text = Object.entries({ ETHEREUM_HOSTS: env.ETHEREUM_HOSTS }).map(([name, value]) => `${name}=${value}`);
      return runCommand(["env", ...text, process.execPath, ...args.slice(3)], 20_000);
    };
    expect((await queryNetworkFrom(docker, "the-node", question)).rollup).toEqual(canonical);
  });

  it("cannot be queried in a container that does not run: the reason is thrown", async () => {
    const docker = () => Promise.resolve({ code: 1, text: "Error response from daemon: container x is not running" });
    await expect(queryNetworkFrom(docker, "x", question)).rejects.toThrow(
      "the network cannot be queried: Error response from daemon: container x is not running",
    );
  });
});

describe("proposals", () => {
  const proposal = (state: number, actions: FakeProposal["actions"], index: number): FakeProposal => ({
    state,
    actions,
    creation: 1_760_000_000,
    delays: DELAYS,
    payload: `0x${String(index).padStart(40, "1")}`,
  });

  it("that may still be executed and add a rollup are returned, with their state and their times", async () => {
    const states = [5, 3, 2, 7, 1, 0];
    contracts.l1.chain.proposals = [
      ...states.map((state, index) => proposal(state, moveTo(NEW), index)),
      proposal(2, [[OLD, "0xa9059cbb"]], 6),
    ];
    const { proposals } = await query({}, { governance: true });
    expect(proposals?.map(({ id, state }) => [id, state])).toEqual([
      [5, "pending"],
      [4, "active"],
      [2, "queued"],
      [1, "executable"],
    ]);
    expect(proposals?.[2]).toEqual({
      id: 2,
      state: "queued",
      rollup: NEW,
      times: {
        pendingUntil: 1_760_259_200,
        activeUntil: 1_760_864_000,
        queuedUntil: 1_761_036_800,
        executableUntil: 1_761_641_600,
      },
    });
  });

  it("are queried for the last eight only", async () => {
    contracts.l1.chain.proposals = Array.from({ length: 100 }, (_, index) => proposal(4, [], index + 10));
    contracts.l1.calls = 0;
    expect((await query({}, { governance: true })).proposals).toEqual([]);
    // Chain, last block, rollup of the registry, its version and root, governance, count, state of each proposal.
    expect(contracts.l1.calls).toBe(7 + 8);
  });

  it("that cannot be read are unknown, and the rollup is still returned", async () => {
    contracts.l1.chain.hasGovernance = false;
    const answer = await query({}, { governance: true });
    expect([answer.rollup, answer.proposals]).toEqual([canonical, undefined]);
  });
});

describe("the query for a stack", () => {
  it("has the network's own registry and chain, or a custom network's", () => {
    const of = (values: Readonly<Record<string, unknown>>) =>
      networkQuestion(acceptedConfig(configOf(values)).settings);
    expect(of(mainnet)).toEqual({ chainId: 1, registry: REGISTRY, configName: "mainnet" });
    expect(of(testnet)).toEqual({
      chainId: 11_155_111,
      configName: "testnet",
      registry: "0xA0BFb1B494FB49041e5c6e8c2C1BE09cD171c6Ba",
    });
    const own = { ...custom("full-node", "5.2.0"), l1ChainId: 77 };
    expect(of(own)).toEqual({ chainId: 77, registry: "0x00000000000000000000000000000000000000A1" });
  });

  it("goes to the stack's own servers, and to the operator's location of the configuration", () => {
    const texts = { ethereumHosts: "https://a,https://b", "extraEnv.NETWORK_CONFIG_LOCATION": "/c.json" };
    expect(networkServers(texts)).toEqual({
      ETHEREUM_HOSTS: "https://a,https://b",
      NETWORK_CONFIG_LOCATION: "/c.json",
    });
  });
});

it("reads the L1's servers from the variables that the table of settings names", () => {
  const env = settingAt("ethereumHosts")?.env ?? [];
  expect(L1_SERVER_VARIABLES).toEqual(env.flatMap((one) => (typeof one === "string" ? [one] : one.names)));
});
