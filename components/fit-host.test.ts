/** What a host must have free before the first `up`, from what it prints; and the sockets of this machine. */
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { LISTENING, takenPorts } from "../resources/host-ready/listening";
import type { PublishedPort } from "../settings/ports";
import { unfitReasons } from "./fit-host";

const P2P: PublishedPort = { internal: 40400, external: 40400, protocol: "tcp", ip: "0.0.0.0" };
const RPC: PublishedPort = { internal: 8080, external: 8082, protocol: "tcp", ip: "127.0.0.1" };
const needs = { ports: [P2P, { ...P2P, protocol: "udp" as const }, RPC], bytes: 5e9 };
const ROOM = "9000000\n";

describe("a host", () => {
  it("with room and free ports is fit, also if its answer cannot be read", () => {
    expect(unfitReasons(needs, `${ROOM}tcp:0100007F:1F90 udp:00000000:0044`)).toEqual([]);
    expect(unfitReasons(needs, "")).toEqual([]);
  });

  it("with a small disk and taken ports is refused with all reasons", () => {
    expect(unfitReasons({ ...needs, directory: "/srv/aztec" }, "2000000\ntcp:00000000:9DD0 tcp:0100007F:1F92")).toEqual(
      [
        "The disk of /srv/aztec has 2.0 GB free, and the node needs 5.0 GB for its first start. Free up space there: docker system df",
        "Port 40400/tcp is in use on the host, and the node needs it. See by what, on the host: sudo ss -lnp | grep 40400; or use another: pulumi config set --path p2p.port <port>",
        "Port 8082/tcp is in use on the host, and the node needs it. See by what, on the host: sudo ss -lnp | grep 8082; or use another: pulumi config set --path rpcPort <port>",
      ],
    );
  });

  it.each([
    ["another protocol", P2P, "udp:00000000:9DD0", false],
    ["loopback, which everywhere includes", P2P, "tcp:0100007F:9DD0", true],
    ["every address of IPv6", RPC, "tcp:00000000000000000000000000000000:1F92", true],
    ["another address than loopback", RPC, "tcp:0A00000A:1F92", false],
  ])("has a port in use at %s", (_, port, listening, isTaken) => {
    expect(takenPorts([port], listening)).toEqual(isTaken ? [port] : []);
  });

  it("prints the sockets that listen on it", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const { stdout } = await execa("sh", ["-c", LISTENING]);
    server.close();
    const mine = { ...RPC, external: port };
    expect(takenPorts([mine, { ...mine, protocol: "udp" }], stdout)).toEqual([mine]);
  });
});
