/** Whether a port is in use, on this machine. */
import { createSocket } from "node:dgram";
import { createServer, type AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { isUsed } from "./check";

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
