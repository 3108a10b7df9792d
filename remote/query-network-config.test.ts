/** The answers of the node and of the network's configuration, beside those of the contracts. */
import { describe, expect, it } from "vitest";
import { networkArgs, readNetworkAnswer } from "./query-network";
import { runCommand } from "./command";
import { NETWORK_CONFIG_URLS } from "../settings/network/networks";
import { NEW, OLD, REGISTRY } from "../test/fakes/fake-contracts";
import { canonical, question, useContracts } from "../test/fakes/queried-contracts";
import { useFolder } from "../test/fixtures/folder";

const contracts = useContracts();
const { query } = contracts;
const folder = useFolder();

describe("a node that is queried", () => {
  const own = () => ({ rpc: { port: Number(new URL(contracts.url).port), prefix: "aztec" }, registry: NEW });

  it("reports its registry, the rollup that it serves, and its chain", async () => {
    const l1ContractAddresses = { registryAddress: REGISTRY, rollupAddress: OLD };
    const nodeInfo = { nodeVersion: "5.2.0", rollupVersion: 1_821_665_230 };
    contracts.l1.chain.node = { ...nodeInfo, l1ChainId: 11_155_111, l1ContractAddresses, enr: "enr:-x" };
    const answer = await query({}, own());
    expect([answer.registry, answer.rollup]).toEqual([REGISTRY, canonical]);
    expect(answer.node).toEqual({ ...nodeInfo, l1ContractAddresses: { rollupAddress: OLD } });
    contracts.l1.chain.node = { ...nodeInfo, l1ChainId: 1, l1ContractAddresses };
    expect((await query({}, { ...own(), chainId: undefined })).unknown).toMatch(
      / is on chain 11155111 and not on chain 1$/,
    );
  });

  it("in standby, without an answer, leaves the registry of the request", async () => {
    expect(await query({}, { ...own(), registry: REGISTRY })).toMatchObject({ rollup: canonical });
    expect((await query({}, { ...own(), registry: REGISTRY })).node).toBeUndefined();
  });
});

describe("the network's configuration", () => {
  const config = { testnet: { registryAddress: REGISTRY, l1ChainId: 11_155_111, nodeVersion: "6.0.1" } };
  const named = { configName: "testnet", registry: NEW };

  it("at the operator's location has the registry and the recommended release", async () => {
    contracts.l1.chain.config = config;
    const answer = await query(
      { NETWORK_CONFIG_LOCATION: `${contracts.l1.origin()}/network_config.json?token=secret` },
      named,
    );
    expect(answer).toMatchObject({ registry: REGISTRY, rollup: canonical });
    expect(answer.config).toEqual({ server: contracts.l1.origin().slice(7), isOwn: true, nodeVersion: "6.0.1" });
  });

  it("may be a file", async () => {
    const file = folder.write("config.json", JSON.stringify(config));
    const answer = await query({ NETWORK_CONFIG_LOCATION: file }, named);
    expect(answer.config).toEqual({ server: "a file", isOwn: true, nodeVersion: "6.0.1" });
    expect(answer.rollup).toEqual(canonical);
  });

  it("that cannot be read leaves the rollup unknown: its registry takes precedence", async () => {
    const answer = await query({ NETWORK_CONFIG_LOCATION: `${contracts.l1.origin()}/secret` }, named);
    const error = "answers HTTP 404 without a configuration";
    expect(answer.config).toEqual({ server: contracts.l1.origin().slice(7), isOwn: true, error });
    expect(answer.unknown).toBe(`the network configuration at ${contracts.l1.origin().slice(7)} ${error}`);
    expect((await query({ NETWORK_CONFIG_LOCATION: "/nowhere/config.json" }, named)).unknown).toBe(
      "the network configuration at a file cannot be read: ENOENT",
    );
  });

  it("is read from the second default location if the first does not answer", async () => {
    contracts.l1.chain.config = config;
    const [flag = "", script = "", text = "{}"] = networkArgs({ ...question, ...named, registry: REGISTRY }, true);
    const sent = JSON.parse(text) as { config: { urls: string[] } };
    expect(sent.config.urls).toEqual(NETWORK_CONFIG_URLS);
    sent.config.urls = ["http://127.0.0.1:59998/network_config.json", `${contracts.l1.origin()}/network_config.json`];
    const command = [process.execPath, flag, script, JSON.stringify(sent)];
    const answer = readNetworkAnswer(
      await runCommand(command, 20_000, JSON.stringify({ ETHEREUM_HOSTS: contracts.url })),
    );
    expect(answer.config).toEqual({ server: contracts.l1.origin().slice(7), isOwn: false, nodeVersion: "6.0.1" });
  });

  it("recommends no release if its text is not a release: the text would go into a command", async () => {
    contracts.l1.chain.config = { testnet: { ...config.testnet, nodeVersion: "1.0.0; rm -rf ~" } };
    const answer = await query({ NETWORK_CONFIG_LOCATION: contracts.l1.origin() }, named);
    expect([answer.rollup, answer.config?.nodeVersion]).toEqual([canonical, undefined]);
    contracts.l1.chain.config = { testnet: { ...config.testnet, nodeVersion: "v6.0.0-rc.1" } };
    expect((await query({ NETWORK_CONFIG_LOCATION: contracts.l1.origin() }, named)).config?.nodeVersion).toBe(
      "6.0.0-rc.1",
    );
  });

  it("without the network is reported", async () => {
    contracts.l1.chain.config = {};
    const answer = await query({ NETWORK_CONFIG_LOCATION: contracts.l1.origin() }, named);
    expect(answer.config?.error).toBe("has no network testnet");
  });
});
