/** What `up` says of a port that is in use, from what a host prints. */
import { describe, expect, it } from "vitest";
import type { PublishedPort } from "../settings/ports";
import { portProblems } from "./port-problems";

const P2P: PublishedPort = { internal: 40400, external: 40400, protocol: "tcp", ip: "0.0.0.0" };
const messages = (text: string) => portProblems([P2P], text, "main").map(({ message }) => message);

describe("a port of the node", () => {
  it("that an outgoing connection has is reported with the command that reserves it", () => {
    expect(messages("range=32768 60999\nreserved=8000-8010\ntcp:0A00000A:9DD0:01")).toEqual([
      "Port 40400/tcp is in use by an outgoing connection on the host, and the node needs it. To see what uses it, on the host: sudo ss -tuanp 'sport = :40400'; or use another port: pulumi config set --path p2p.port <port> --stack main. To keep it free of outgoing connections: echo 'net.ipv4.ip_local_reserved_ports = 8000-8010,40400' | sudo tee /etc/sysctl.d/zz-aztec-validator.conf && sudo sysctl -p /etc/sysctl.d/zz-aztec-validator.conf",
    ]);
  });

  it("that is reserved already, or outside the range, has no such command", () => {
    const [reserved] = messages("range=32768 60999\nreserved=40000-41000\ntcp:0A00000A:9DD0:01");
    const [outside] = messages("range=50000 60999\nreserved=\ntcp:0A00000A:9DD0:01");
    expect([reserved, outside].map((text) => text?.includes("ip_local_reserved_ports"))).toEqual([false, false]);
  });

  it("that is free has no message", () => {
    expect(messages("range=32768 60999\nreserved=\ntcp:0A00000A:9DD1:01")).toEqual([]);
  });
});
