/** What a host must have free before the first `up`, from what it prints. */
import { describe, expect, it } from "vitest";
import type { PublishedPort } from "../settings/ports";
import { unfitReasons } from "./fit-host";

const P2P: PublishedPort = { internal: 40400, external: 40400, protocol: "tcp", ip: "0.0.0.0" };
const RPC: PublishedPort = { internal: 8080, external: 8082, protocol: "tcp", ip: "127.0.0.1" };
const needs = { ports: [P2P, { ...P2P, protocol: "udp" as const }, RPC], bytes: 5e9 };
const ROOM = "9000000\nrange=32768 60999\nreserved=\n";

describe("a host", () => {
  it("with room and free ports is fit, also if its answer cannot be read", () => {
    expect(unfitReasons(needs, `${ROOM}tcp:0100007F:1F90 udp:00000000:0044`, "main")).toEqual([]);
    expect(unfitReasons(needs, "", "main")).toEqual([]);
  });

  it("with a small disk and taken ports is refused with all reasons", () => {
    const reasons = unfitReasons(
      { ...needs, directory: "/srv/aztec" },
      "2000000\ntcp:00000000:9DD0 tcp:0100007F:1F92",
      "main",
    );
    expect(reasons.map(({ message }) => message)).toEqual([
      "The disk of /srv/aztec has 2.0 GB free, and the node needs 5.0 GB for its first start. Free up space there: docker system df",
      "Port 40400/tcp is in use on the host, and the node needs it. To see what uses it, on the host: sudo ss -tuanp 'sport = :40400'; or use another port: pulumi config set --path p2p.port <port> --stack main",
      "Port 8082/tcp is in use on the host, and the node needs it. To see what uses it, on the host: sudo ss -tuanp 'sport = :8082'; or use another port: pulumi config set rpcPort <port> --stack main",
    ]);
  });

  it("is waited for only while a port is in use by a connection that was closed", () => {
    const passes = (sockets: string) => unfitReasons(needs, `${ROOM}${sockets}`, "main").map((reason) => reason.passes);
    expect(passes("tcp:0A00000A:9DD0:06")).toEqual([true]);
    expect(passes("tcp:0A00000A:9DD0:01")).toEqual([false]);
    expect(passes("tcp:0A00000A:9DD0:06 tcp:0A00000A:9DD0:01")).toEqual([false]);
  });
});
