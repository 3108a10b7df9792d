/** Settings read from a bootnode: the server answers like one of each release, or wrongly. */
import { describe, expect, it } from "vitest";
import { bootnode } from "./provider";
import { secret } from "../unwrap-secrets";
import { bootnodeSettings } from "../../node/node-info";
import { PUBLIC_NETWORKS } from "../../settings/network/networks";
import { findRelease } from "../../settings/releases/release";
import { ENR } from "../../test/fixtures/samples";
import { CLOSED_PORT, useServer } from "../../test/fixtures/server";

const address = (digit: string) => `0x${digit.repeat(40)}`;
const info = {
  nodeVersion: "5.2.0",
  l1ChainId: 31337,
  enr: ENR,
  l1ContractAddresses: { registryAddress: address("a"), rollupAddress: address("b") },
};

const server = useServer();

/** Has the server answer these methods, and others as a node does. @returns its URL */
function serve(answers: Readonly<Record<string, unknown>> | string): string {
  server.answer(({ body }) => {
    if (typeof answers === "string") return { body: answers };
    const { method } = JSON.parse(body) as { method: string };
    const error = { code: -32601, message: `Method not found: ${method}` };
    return { body: { jsonrpc: "2.0", id: 1, ...(answers[method] ?? { error }) } };
  });
  return server.url;
}

async function read(url: string, release = "5.2.0"): Promise<unknown> {
  const paths = bootnodeSettings(findRelease(release));
  return (await bootnode.create("urn", { url, paths })).outs.values;
}

const all = { l1ChainId: "31337", bootstrapNodes: ENR, "l1Contracts.registry": address("a") };

describe("a bootnode", () => {
  it("has its URL encrypted in the state, as it comes from the engine", async () => {
    const url = serve({ node_getNodeInfo: { result: info } });
    const paths = bootnodeSettings(findRelease("5.2.0"));
    const news = { url: secret(url), paths };
    const outs = { url: secret(url), paths, values: all };
    expect(await bootnode.create("urn", news)).toEqual({ id: "bootnode", outs });
    expect(await bootnode.update("bootnode", "urn", outs, news)).toEqual({ outs });
    expect(await bootnode.diff("bootnode", "urn", { url, paths }, news)).toEqual({ changes: false });
    expect(await bootnode.diff("bootnode", "urn", { url: secret("http://other"), paths }, news)).toEqual({
      changes: true,
    });
  });

  it.each(["aztec_getNodeInfo", "node_getNodeInfo"])("is queried by %s, whichever method it has", async (method) => {
    expect(await read(serve({ [method]: { result: info } }))).toEqual(all);
  });

  it("is queried for every contract address that the release needs", async () => {
    const url = serve({ node_getNodeInfo: { result: info } });
    await expect(read(url, "0.69.1")).rejects.toThrow(
      `The settings of the network cannot be read from bootnodeUrl (${url}): the answer has no l1ContractAddresses.inboxAddress, l1ContractAddresses.outboxAddress,`,
    );
  });

  it.each([
    ["no ENR", { ...info, enr: undefined }, "enr"],
    ["an ENR that is cut off", { ...info, enr: ENR.slice(0, 60) }, "enr"],
    ["no chain", { ...info, l1ChainId: null }, "l1ChainId"],
    [
      "a null for a contract",
      { ...info, l1ContractAddresses: { registryAddress: null } },
      "l1ContractAddresses.registryAddress",
    ],
    [
      "the zero address",
      { ...info, l1ContractAddresses: { registryAddress: address("0") } },
      "l1ContractAddresses.registryAddress",
    ],
    ["no contracts", { ...info, l1ContractAddresses: "none" }, "l1ContractAddresses.registryAddress"],
  ])("is refused with the name of the field if it reports %s", async (_what, result, field) => {
    const url = serve({ node_getNodeInfo: { result } });
    await expect(read(url)).rejects.toThrow(
      `The settings of the network cannot be read from bootnodeUrl (${url}): the answer has no ${field}`,
    );
  });

  describe("of a public network", () => {
    const { chainId, registry, rollups } = PUBLIC_NETWORKS.mainnet;
    const contracts = { registryAddress: registry, rollupAddress: address("b") };
    const asked = (result: object) => {
      const url = serve({ aztec_getNodeInfo: { result: { ...info, ...result } } });
      const inputs = { url, paths: bootnodeSettings(findRelease("5.2.0")) };
      return bootnode.create("urn:pulumi:mine::p::aztec:index:Bootnode::bootnode", inputs);
    };

    it.each([
      ["registry", { l1ChainId: chainId, l1ContractAddresses: contracts }],
      ["registry", { l1ChainId: undefined, l1ContractAddresses: { registryAddress: registry.toLowerCase() } }],
      ["rollup", { l1ChainId: chainId, l1ContractAddresses: { rollupAddress: rollups[0].address } }],
    ])("is refused by its %s, with the commands for that network", async (name, result) => {
      const refusal = await asked(result).catch((error: unknown) => (error instanceof Error ? error.message : error));
      expect(refusal).toBe(
        `The settings of the network cannot be read from bootnodeUrl (${server.url}): it is a node of mainnet, by the ${name} in its answer. As a custom network it escapes the checks that protect the stake. Use network mainnet: pulumi config set network mainnet --stack mine && pulumi config rm bootnodeUrl --stack mine`,
      );
    });

    it("is accepted as a fork, which has another chain id", async () => {
      const { outs } = await asked({ l1ChainId: 31_337, l1ContractAddresses: contracts });
      expect(outs.values).toEqual({ ...all, "l1Contracts.registry": registry });
    });
  });

  it("is quoted if it refuses the call", async () => {
    const url = serve({ aztec_getNodeInfo: { error: { code: -32000, message: "not synchronised" } } });
    await expect(read(url)).rejects.toThrow("not synchronised");
  });

  it("is refused if it has neither method", async () => {
    await expect(read(serve({}))).rejects.toThrow(
      "the server has none of the methods aztec_getNodeInfo, node_getNodeInfo",
    );
  });

  it("is refused if it does not speak JSON-RPC", async () => {
    await expect(read(serve("<html>"))).rejects.toThrow("no answer (HTTP 200 without JSON-RPC)");
  });

  it("is refused with the reason if it cannot be reached", async () => {
    const url = `http://127.0.0.1:${CLOSED_PORT}`;
    await expect(read(url)).rejects.toThrow(
      `The settings of the network cannot be read from bootnodeUrl (${url}): no answer (ECONNREFUSED). Check that the bootnode runs and is reachable from here, or set the values yourself.`,
    );
  });

  it("whose URL has a key is reported without it, and gives its resource no id with it", async () => {
    const key = "0123456789abcdef0123";
    const refused = await read(`http://127.0.0.1:${CLOSED_PORT}/${key}?key=${key}`).catch(String);
    expect(refused).toContain(`from bootnodeUrl (http://127.0.0.1:${CLOSED_PORT}): no answer (ECONNREFUSED)`);
    const url = `${serve({ node_getNodeInfo: { result: info } })}/${key}`;
    const { id } = await bootnode.create("urn", { url, paths: ["l1ChainId"] });
    expect([refused, id].filter((text) => String(text).includes(key))).toEqual([]);
  });

  it("is not queried by a refresh, which repairs an interrupted run also while it is away", async () => {
    const props = { url: secret(`http://127.0.0.1:${CLOSED_PORT}`), paths: ["l1ChainId"], values: { l1ChainId: "1" } };
    expect(await bootnode.read("bootnode", "urn", props)).toEqual({ id: "bootnode", props });
  });

  it("is not queried again until the inputs change", async () => {
    const inputs = { url: "http://bootnode:8080", paths: ["l1ChainId"] };
    expect(await bootnode.diff("", "", { ...inputs, values: { l1ChainId: "1" } }, inputs)).toEqual({ changes: false });
    expect(await bootnode.diff("", "", inputs, { ...inputs, paths: ["enr"] })).toEqual({ changes: true });
  });
});
