/** Whether a port is in use, on this machine. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { liveLines } from "../../terminal/output";
import { heldPorts, isUsed } from "./check";

const open: { close: () => unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

it("a TCP port and a UDP port are in use while a program listens on them", async () => {
  const server = createServer();
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const tcp = { external: (server.address() as AddressInfo).port, protocol: "tcp", ip: "127.0.0.1" } as const;
  const socket = createSocket("udp4");
  open.push(socket);
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const udp = { external: socket.address().port, protocol: "udp", ip: "127.0.0.1" } as const;
  expect(await Promise.all([isUsed(tcp), isUsed(udp)])).toEqual([true, true]);
  for (const one of open.splice(0)) one.close();
  expect(await Promise.all([isUsed(tcp), isUsed(udp)])).toEqual([false, false]);
});

it("an address that this machine does not have is no sign of another program", async () => {
  expect(await isUsed({ external: 40400, protocol: "tcp", ip: "192.0.2.1" })).toBe(false);
});

/** Connects to this machine from a port that the kernel chooses, as outgoing connections have it. */
async function connection() {
  const server = createServer({ allowHalfOpen: true });
  open.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  open.push({ close: () => client.destroy() });
  await once(client, "connect");
  const [other] = await accepted;
  open.push({ close: () => other.destroy() });
  const port = { internal: 8080, external: client.localPort ?? 0, protocol: "tcp", ip: "127.0.0.1" } as const;
  return { client, other, port };
}

describe("the ports of a stack that `make up` starts", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("are waited for while a connection that was closed has one, and are free once that is gone", async () => {
    const { client, other, port } = await connection();
    const print = vi.spyOn(liveLines, "print").mockReturnValue();
    client.end();
    await once(other.resume(), "end");
    const held = heldPorts([port]);
    await expect
      .poll(() => print.mock.calls.flat(), { timeout: 10_000 })
      .toEqual([
        `Port ${port.external} is in use, for up to a minute, by a connection that was closed: waiting for it`,
      ]);
    // Its own end would keep the port for a minute.
    const reset = once(client, "error");
    other.resetAndDestroy();
    expect(await reset).toMatchObject([{ code: "ECONNRESET" }]);
    expect(await held).toEqual([]);
    expect(print).toHaveBeenCalledTimes(1);
  }, 30_000);

  it("are not waited for while a connection is open, or a program listens", async () => {
    const print = vi.spyOn(liveLines, "print").mockReturnValue();
    const { port } = await connection();
    expect(await heldPorts([port])).toEqual([{ ...port, holder: "connection" }]);
    const server = createServer();
    open.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const own = { ...port, external: (server.address() as AddressInfo).port };
    expect(await heldPorts([own])).toEqual([{ ...own, holder: "program" }]);
    expect(print).not.toHaveBeenCalled();
  });
});
