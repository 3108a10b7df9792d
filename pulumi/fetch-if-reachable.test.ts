import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fetchIfReachable } from "./fetch-if-reachable";

/** A proxy that answers for every server itself. Only it knows their names. */
let proxy: Server;
let requested: string[];

beforeEach(async () => {
  requested = [];
  proxy = createServer((request, response) => {
    response.statusCode = request.url === "/missing" ? 404 : 200;
    response.end("the file");
  });
  proxy.on("connect", ({ url }, socket) => {
    requested.push(url ?? "");
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    proxy.emit("connection", socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  for (const name of ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "no_proxy", "NO_PROXY"])
    vi.stubEnv(name, "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  proxy.close();
});

const address = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

it("a file is fetched through the proxy of the environment, where Node knows how", async () => {
  vi.stubEnv("http_proxy", address());
  const isKnown = process.allowedNodeEnvironmentFlags.has("--use-env-proxy");
  const file = await fetchIfReachable("http://downloads.invalid/file");
  expect([file?.toString(), requested]).toEqual(isKnown ? ["the file", ["downloads.invalid:80"]] : [undefined, []]);
  expect(await fetchIfReachable("http://downloads.invalid/missing")).toBeUndefined();
});

it("a file is not reachable by a proxy whose URL Node does not accept", async () => {
  vi.stubEnv("http_proxy", "127.0.0.1:9");
  expect(await fetchIfReachable(`${address()}/file`)).toBeUndefined();
});

it("a file is fetched directly without a proxy", async () => {
  expect((await fetchIfReachable(`${address()}/file`))?.toString()).toBe("the file");
  expect(await fetchIfReachable(`${address()}/missing`)).toBeUndefined();
  expect(requested).toEqual([]);
});
