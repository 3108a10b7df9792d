/** Calls to JSON-RPC servers: the server that answers, and the part of its answer that is printed. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queryHere } from "./json-rpc";

const requests: unknown[] = [];
let server: Server;
let url = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const question = JSON.parse(text) as { method: string };
      requests.push({ ...question, key: request.headers["x-api-key"] });
      const error = { code: -32000, message: `refused at https://x.example.org/secret` };
      if (question.method !== "never")
        response.end(JSON.stringify(question.method === "no" ? { error } : { result: ["0x12", null] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("a call", () => {
  it("goes to the next server if one does not answer, with its parameters and headers", async () => {
    const request = { urls: ["http://127.0.0.1:1/", url], headers: { "x-api-key": "k" }, method: "yes", params: ["a"] };
    expect(await queryHere(request)).toEqual({ result: ["0x12", null] });
    expect(requests).toEqual([{ jsonrpc: "2.0", id: 1, method: "yes", params: ["a"], key: "k" }]);
  });

  it("that is refused has the server's error, without what may be a key", async () => {
    expect(await queryHere({ urls: [url], method: "no" })).toEqual({ refused: "refused at https://x.example.org/…" });
  });

  it("that was received and not answered in time may still be carried out", async () => {
    expect(await queryHere({ urls: [url], method: "never", seconds: 0.3 })).toMatchObject({ isLate: true });
  });

  it("that no server answers has the reason", async () => {
    expect(await queryHere({ urls: ["http://127.0.0.1:59998/"], method: "yes" })).toEqual({ silent: "ECONNREFUSED" });
    expect(await queryHere({ urls: [], method: "yes" })).toEqual({ silent: "the node has no Ethereum server" });
  });
});
