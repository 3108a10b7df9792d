/** What the program registers for a node's secret files, and in which order. What is replaced when: key-files.test.ts. */
import { expect, it } from "vitest";
import { keyClaim } from "../resources/key-claim/provider";
import { configOf, SECRETS, testnet } from "../test/fixtures/stacks";
import { find, type Registered, refusalOf, runProgram, withoutSecrets } from "../test/fakes/recorder";

const COINBASE = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

async function keysOf(settings: Readonly<Record<string, unknown>>): Promise<Registered> {
  const config = configOf({ ...testnet, ...settings });
  return find(await runProgram({ name: "testnet", config, secrets: SECRETS }), "node-keys-files");
}

it("a node's files are secret, and of its container", async () => {
  const { docker, ...inputs } = (await keysOf({})).inputs;
  expect(docker).toContain("docker");
  expect(withoutSecrets(inputs)).toEqual({
    volume: "aztec-validator-testnet-keys",
    owner: "10001:10001",
    image: "sha256:1234",
    files: "<secret>",
    container: "aztec-validator-testnet",
    start: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    timeoutSeconds: 2700,
    reload: "<secret>",
  });
});

it("a node's files are created after its claim, once the other stacks were compared again, and never exist twice", async () => {
  const files = await keysOf({});
  expect(files.dependencies).toContain("node-claim");
  const before = ["refuse-taken-keys", "prepare-volume-aztec-validator-testnet-data"];
  expect(files.beforeCreate).toEqual(before);
  expect(files.beforeUpdate).toEqual(before);
  expect(files.deleteBeforeReplace).toBe(true);
});

it("the digest of the start changes with the environment, and not with the coinbase", async () => {
  const startOf = async (settings: Readonly<Record<string, unknown>>) => (await keysOf(settings)).inputs.start;
  const start = await startOf({});
  expect(await startOf({ coinbase: COINBASE, memoryMb: 20_000 })).toBe(start);
  for (const settings of [{ logLevel: "debug" }, { "p2p.maxPeers": 50 }]) {
    expect(await startOf(settings)).not.toBe(start);
  }
});

it("a bootnode's URL that is stored encrypted is secret in its resource", async () => {
  const url = "https://bootnode.example.org/0123456789abcdef0123";
  const config = configOf({ ...testnet, network: "custom", bootnodeUrl: url });
  const { inputs } = find(
    await runProgram({ name: "testnet", config, secrets: [...SECRETS, "bootnodeUrl"] }),
    "bootnode",
  );
  expect(withoutSecrets({ url: inputs.url })).toEqual({ url: "<secret>" });
});

it("a claim is replaced, not updated: the state keeps the old one until everything else is done", async () => {
  const [A, B] = ["0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"];
  const claim = (attesters: unknown[]) => ({ attesters, publishers: [A] });
  const diff = (now: unknown) => keyClaim.diff("id", "urn", claim([A]), now);
  expect(await diff(claim([A]))).toEqual({ changes: false, replaces: [] });
  expect(await diff(claim([A, B]))).toEqual({ changes: true, replaces: ["attesters"] });
  expect(await diff({ ...claim([A]), ha: { nodeId: "1", database: "db" } })).toEqual({
    changes: true,
    replaces: ["ha"],
  });
});

it("another stack in the middle of a change conflicts by each of its two claims, reported once", async () => {
  const own = { name: "testnet", config: configOf(testnet), secrets: SECRETS };
  const { resources } = await runProgram(own);
  const inputs = resources.find(({ name }) => name === "node-claim")?.inputs ?? {};
  const type = "aztec:index:KeyClaim";
  const other = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF";
  const claims = [
    { type, inputs: { attesters: [other], publishers: [other] } },
    { type, inputs, delete: true },
  ];
  for (const old of [claims, [claims[1], claims[1]]]) {
    const { message } = await refusalOf({ ...own, others: { second: { deployment: { resources: old } } } });
    expect(message?.match(/running node of stack/g)).toHaveLength(1);
  }
});
