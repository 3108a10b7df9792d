/** Calls to JSON-RPC servers: the server that answers, and the part of its answer that is printed. */
import { describe, expect, it } from "vitest";
import { CLOSED_PORT, useServer } from "../test/fixtures/server";
import { queryHere } from "./json-rpc";

const requests: unknown[] = [];
const server = useServer(({ body, headers }) => {
  const question = JSON.parse(body) as { method: string };
  requests.push({ ...question, key: headers["x-api-key"] });
  if (question.method === "never") return undefined;
  const error = { code: -32000, message: `refused at https://x.example.org/secret` };
  return { body: question.method === "no" ? { error } : { result: ["0x12", null] } };
});

describe("a call", () => {
  it("goes to the next server if one does not answer, with its parameters and headers", async () => {
    const request = {
      urls: ["http://127.0.0.1:1/", server.url],
      headers: { "x-api-key": "k" },
      method: "yes",
      params: ["a"],
    };
    expect(await queryHere(request)).toEqual({ result: ["0x12", null] });
    expect(requests).toEqual([{ jsonrpc: "2.0", id: 1, method: "yes", params: ["a"], key: "k" }]);
  });

  it("that is refused has the server's error, without what may be a key", async () => {
    expect(await queryHere({ urls: [server.url], method: "no" })).toEqual({
      refused: "refused at https://x.example.org/…",
    });
  });

  it("that was received and not answered in time may still be carried out", async () => {
    expect(await queryHere({ urls: [server.url], method: "never", seconds: 0.3 })).toMatchObject({ isLate: true });
  });

  it("that no server answers has the reason", async () => {
    expect(await queryHere({ urls: [`http://127.0.0.1:${CLOSED_PORT}/`], method: "yes" })).toEqual({
      silent: "ECONNREFUSED",
    });
    expect(await queryHere({ urls: [], method: "yes" })).toEqual({ silent: "the node has no Ethereum server" });
  });
});
