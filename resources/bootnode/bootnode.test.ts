/** What a stack learns from a bootnode, by a server that answers as one of each release does, or wrongly. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { bootnode } from "./provider";
import { askedOfBootnode } from "../../node/node-info";
import { findRelease } from "../../settings/releases/release";
import { ENR } from "../../test/fixtures/samples";

const address = (digit: string) => `0x${digit.repeat(40)}`;
const info = {
  nodeVersion: "5.2.0",
  l1ChainId: 31337,
  enr: ENR,
  l1ContractAddresses: { registryAddress: address("a"), rollupAddress: address("b") },
};

let server: Server | undefined;

afterEach(() => server?.close());

/** Answers each method with what it is given; others as the node does. @returns its URL */
function serve(answers: Readonly<Record<string, unknown>> | string): Promise<string> {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (typeof answers === "string") return response.end(answers);
      const { method } = JSON.parse(Buffer.concat(chunks).toString()) as { method: string };
      const error = { code: -32601, message: `Method not found: ${method}` };
      return response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, ...(answers[method] ?? { error }) }));
    });
  });
  const listening = server;
  return new Promise((resolve) => {
    listening.listen(0, "127.0.0.1", () => {
      resolve(`http://127.0.0.1:${(listening.address() as AddressInfo).port}`);
    });
  });
}

async function learned(url: string, release = "5.2.0"): Promise<unknown> {
  const paths = askedOfBootnode(findRelease(release));
  return (await bootnode.create("urn", { url, paths })).outs.values;
}

const all = { l1ChainId: "31337", bootstrapNodes: ENR, "l1Contracts.registry": address("a") };

describe("a bootnode", () => {
  it.each(["aztec_getNodeInfo", "node_getNodeInfo"])("is asked by %s, whichever it knows", async (method) => {
    expect(await learned(await serve({ [method]: { result: info } }))).toEqual(all);
  });

  it("is asked for every contract that the release wants", async () => {
    const url = await serve({ node_getNodeInfo: { result: info } });
    await expect(learned(url, "0.69.1")).rejects.toThrow(
      `bootnodeUrl ${url} does not tell what a node needs: its answer lacks l1ContractAddresses.inboxAddress, l1ContractAddresses.outboxAddress,`,
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
  ])("that tells %s is refused by the field's name", async (_what, result, field) => {
    const url = await serve({ node_getNodeInfo: { result } });
    await expect(learned(url)).rejects.toThrow(
      `bootnodeUrl ${url} does not tell what a node needs: its answer lacks ${field}`,
    );
  });

  it("that fails is quoted", async () => {
    const url = await serve({ aztec_getNodeInfo: { error: { code: -32000, message: "not synchronised" } } });
    await expect(learned(url)).rejects.toThrow("not synchronised");
  });

  it("that knows no such method says so", async () => {
    await expect(learned(await serve({}))).rejects.toThrow("it knows none of aztec_getNodeInfo, node_getNodeInfo");
  });

  it("that is none is told", async () => {
    await expect(learned(await serve("<html>"))).rejects.toThrow("its answer is not JSON-RPC");
  });

  it("that is not there is told, with the reason", async () => {
    const url = await serve({});
    server?.close();
    await expect(learned(url)).rejects.toThrow(
      `bootnodeUrl ${url} does not tell what a node needs: it does not answer (ECONNREFUSED)`,
    );
  });

  it("is not asked again while nothing else is to be asked", async () => {
    const inputs = { url: "http://bootnode:8080", paths: ["l1ChainId"] };
    expect(await bootnode.diff("", "", { ...inputs, values: { l1ChainId: "1" } }, inputs)).toEqual({ changes: false });
    expect(await bootnode.diff("", "", inputs, { ...inputs, paths: ["enr"] })).toEqual({ changes: true });
  });
});
