import { createSocket } from "node:dgram";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ENR } from "../../../test/fixtures/samples";
import { discv5Answer, multistreamGreeting } from "./p2p-dial";

const HOST = "127.0.0.1";
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Starts a TCP service. @returns its port */
async function serve(answer: (socket: Socket) => void): Promise<number> {
  const server = createServer(answer).listen(0, HOST);
  ends.push(() => server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  return (server.address() as AddressInfo).port;
}

describe("a p2p port on TCP", () => {
  it("that sends a line has greeted", async () => {
    const port = await serve((socket) => socket.end("\u0013/multistream/1.0.0\n"));
    await expect(multistreamGreeting(HOST, port)).resolves.toBe("/multistream/1.0.0");
  });

  // A full node closes new connections, and a proxy closes them if its node is away.
  it.each<[how: string, close: (socket: Socket) => void]>([
    ["at once", (socket) => socket.end()],
    ["after the first bytes", (socket) => socket.once("data", () => socket.end())],
    ["without reading", (socket) => socket.pause().destroy()],
  ])("that closes the connection %s is an error, and no silence", async (_, close) => {
    const port = await serve(close);
    await expect(multistreamGreeting(HOST, port)).rejects.toThrow(/closed without a greeting|ECONNRESET|EPIPE/);
  });
});

describe("a p2p port on UDP", () => {
  it("that sends something shorter than a packet of discv5 has not answered", async () => {
    const service = createSocket("udp4");
    ends.push(() => service.close());
    await new Promise<void>((resolve) => service.bind(0, HOST, resolve));
    const sent = new Promise<void>((resolve) => {
      service.on("message", (_, { port }) => {
        for (const size of [0, 12]) service.send(Buffer.alloc(size), port, HOST);
        service.send(Buffer.alloc(38), port, HOST, () => {
          resolve();
        });
      });
    });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    ends.push(() => vi.useRealTimers());
    const answer = discv5Answer(HOST, service.address().port, ENR);
    const refused = expect(answer).rejects.toThrow("no answer in 5 s");
    await sent;
    // The packets are read before the timer of the same turn.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    vi.advanceTimersByTime(5000);
    await refused;
  });
});
