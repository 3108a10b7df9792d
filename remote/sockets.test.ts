/** Which ports sockets have: from the kernel's lists, and of this machine. */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import type { PublishedPort } from "../settings/ports";
import { connectionsAt, LISTENING, takenPorts } from "./sockets";

const P2P: PublishedPort = { internal: 40400, external: 40400, protocol: "tcp", ip: "0.0.0.0" };
const RPC: PublishedPort = { internal: 8080, external: 8082, protocol: "tcp", ip: "127.0.0.1" };

describe("a port", () => {
  it.each([
    ["another protocol", P2P, "udp:00000000:9DD0", undefined],
    ["loopback, which everywhere includes", P2P, "tcp:0100007F:9DD0", "program"],
    ["every address of IPv6", RPC, "tcp:00000000000000000000000000000000:1F92", "program"],
    ["another address than loopback", RPC, "tcp:0A00000A:1F92", undefined],
    ["an open connection", P2P, "tcp:0A00000A:9DD0:01", "connection"],
    ["a connection in TIME_WAIT", P2P, "tcp:0A00000A:9DD0:06", "closed connection"],
    ["a connection that only its other end keeps", RPC, "tcp:0100007F:1F92:05", "closed connection"],
    ["one of each, of which the listener stays", P2P, "tcp:0A00000A:9DD0:06 tcp:00000000:9DD0", "program"],
  ])("is in use at %s", (_, port, text, holder) => {
    expect(takenPorts([port], text)).toEqual(holder === undefined ? [] : [{ ...port, holder }]);
  });

  it("of this machine is found while a program listens on it, and while a connection left from it", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const listening = (server.address() as AddressInfo).port;
    const client: Socket = connect(listening, "127.0.0.1");
    await new Promise((resolve) => client.once("connect", resolve));
    const leaving = client.localPort ?? 0;
    const { stdout } = await execa("sh", ["-c", `${LISTENING}${connectionsAt([leaving])}`]);
    client.destroy();
    server.close();
    const [mine, its] = [listening, leaving].map((external) => ({ ...RPC, external }));
    expect(takenPorts([mine ?? RPC, its ?? RPC, { ...(mine ?? RPC), protocol: "udp" }], stdout)).toEqual([
      { ...mine, holder: "program" },
      { ...its, holder: "connection" },
    ]);
  });
});
