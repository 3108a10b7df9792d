/** Findings on what surrounds Docker on a host. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { lookAround, readCircumstances } from "../../../resources/host-ready/circumstances";
import { shellCommand } from "../../../remote/ssh";
import { settingsOf } from "../../../test/fakes/probed-hosts";
import { useFolder } from "../../../test/fixtures/folder";
import { mainnet } from "../../../test/fixtures/stacks";
import { surroundingFindings } from "./surroundings";

const QUIET = {
  range: "32768 60999",
  reserved: "40400",
  connections: "",
  ufw: "",
  dropped: "0",
  allowed: "",
  mtu: "1500",
  networkMtu: "",
  upgrades: "",
  excluded: "0",
  liveRestore: "false",
  maxStartups: "10:30:100",
};
const DISK = { there: "yes", mount: "/", bootMount: "", dockerWaits: "" };
const onServer = { ...mainnet, "host.kind": "ssh", "host.address": "203.0.113.7" };
const inDirectory = { ...onServer, "storage.kind": "bind", "storage.path": "/srv/aztec" };

function findings(changed: Readonly<Record<string, string>>, values: Readonly<Record<string, unknown>> = onServer) {
  const text = Object.entries({ ...QUIET, ...changed }).map(([name, value]) => `${name}=${value}`);
  return surroundingFindings(readCircumstances(text.join("\n")), settingsOf(values), "main");
}
const lines = (...of: Parameters<typeof findings>) =>
  findings(...of).map(({ check, severity, message, remedy = "" }) => `${severity} ${check}: ${message} -> ${remedy}`);

const folder = useFolder({ onPath: true });

describe("a host", () => {
  it("on which nothing is unusual has no findings", () => {
    expect(lines({})).toEqual([]);
    expect(lines({ ...DISK }, inDirectory)).toEqual([]);
  });

  it("is looked at by one script, which prints something on every machine", () => {
    const script = lookAround({ directory: "/tmp", port: 40_400, ports: [40_400], network: "no-such-network" });
    const found = readCircumstances(execFileSync("sh", ["-c", script], { encoding: "utf8" }));
    expect([found.there, found.networkMtu]).toEqual([true, undefined]);
  });

  it("has the same facts in every language", () => {
    for (const name of ["sudo", "ufw"])
      folder.program(name, '[ "$LC_ALL" = C ] && echo "Status: active" || echo "Status: Aktiv"');
    const script = lookAround({ directory: undefined, port: 40_400, ports: [], network: "no-such-network" });
    const [program = "", ...args] = shellCommand(script);
    const env = { ...process.env, LC_ALL: "de_DE.UTF-8" };
    expect(readCircumstances(execFileSync(program, args, { encoding: "utf8", env })).ufw).toBe("active");
  });
});

describe("a firewall that drops what it does not allow to containers", () => {
  it("is a failure, with the command of ufw for each protocol", () => {
    const port = settingsOf(onServer).p2p.port;
    const [line = ""] = lines({ ufw: "active", dropped: "1" });
    expect(line).toContain(
      `failure firewall: the firewall drops what it does not allow to containers (chain DOCKER-USER), and no rule allows ${port}/tcp and ${port}/udp`,
    );
    expect(line).toContain(
      `sudo ufw route allow proto tcp from any to any port ${port} && sudo ufw route allow proto udp from any to any port ${port}`,
    );
    expect(lines({ ufw: "active", dropped: "1", allowed: "tcp" })[0]).not.toContain("proto tcp");
    expect(lines({ dropped: "2" })[0]).toContain(`sudo iptables -I DOCKER-USER -p tcp --dport ${port} -j RETURN`);
  });

  it("is none if it allows the port, or nothing is dropped", () => {
    expect(lines({ ufw: "active", dropped: "1", allowed: "tcp udp" })).toEqual([]);
    expect(lines({ ufw: "active", dropped: "0" })).toEqual([]);
  });
});

describe("a port that outgoing connections can get", () => {
  it("is a warning, with the command that reserves it beside others", () => {
    expect(lines({ reserved: "8000-8010" })).toEqual([
      "warning ports: Linux gives port 40400 to outgoing connections too (it takes 32768–60999): while one has it, the node cannot start after an update or a reboot (\"address already in use\") -> on the host: echo 'net.ipv4.ip_local_reserved_ports = 8000-8010,40400' | sudo tee /etc/sysctl.d/zz-aztec-validator.conf && sudo sysctl -p /etc/sysctl.d/zz-aztec-validator.conf",
    ]);
  });

  it("is none if it is reserved, or the range is elsewhere", () => {
    expect(lines({ reserved: "40000-41000" })).toEqual([]);
    expect(lines({ reserved: "", range: "49152 60999" })).toEqual([]);
    expect(lines({ reserved: "", range: "" })).toEqual([]);
  });
});

describe("a route with small packets", () => {
  it("is compared with the stack's network, which takes the setting", () => {
    expect(lines({ mtu: "1400" })).toEqual([
      "warning MTU: the host's route takes packets of 1400 bytes, and the stack's Docker network sends up to 1500: connections by TLS can hang -> pulumi config set dockerMtu 1400 --stack main",
    ]);
    expect(lines({ mtu: "1400", networkMtu: "1400" })).toEqual([]);
    expect(lines({ mtu: "9001" })).toEqual([]);
  });
});

describe("unattended upgrades", () => {
  it("are a warning, unless Docker keeps containers at its restart or is excluded", () => {
    expect(lines({ upgrades: "1" })[0]).toMatch(/^warning OS updates: .* -> .*"live-restore": true/);
    expect(lines({ upgrades: "1", liveRestore: "true" })).toEqual([]);
    expect(lines({ upgrades: "1", excluded: "1" })).toEqual([]);
    expect(lines({ upgrades: "0" })).toEqual([]);
  });
});

describe("a server's sshd that drops logins", () => {
  it("is a warning", () => {
    expect(lines({ maxStartups: "3:50:5" })[0]).toMatch(/^warning SSH: .*\(MaxStartups 3:50:5\)/);
    expect(lines({ maxStartups: "" })).toEqual([]);
  });
});

describe("a data disk", () => {
  it.each<[string, Readonly<Record<string, string>>, string, string]>([
    ["that is not mounted", { bootMount: "/srv/aztec" }, "failure", "sudo mount /srv/aztec"],
    ["whose parent is not mounted", { there: "", bootMount: "/srv" }, "failure", "sudo mount /srv"],
    ["without its directory", { there: "" }, "failure", "sudo mkdir -p /srv/aztec"],
    ["that is not mounted at a boot", { mount: "/srv" }, "warning", "add /srv to /etc/fstab"],
    [
      "that Docker does not wait for",
      { mount: "/srv/aztec", bootMount: "/srv/aztec" },
      "warning",
      "RequiresMountsFor=/srv/aztec",
    ],
  ])("%s is reported, with its remedy", (_what, changed, severity, remedy) => {
    const [finding, ...others] = findings({ ...DISK, ...changed }, inDirectory);
    expect([finding?.check, finding?.severity, others]).toEqual(["data disk", severity, []]);
    expect(finding?.remedy).toContain(remedy);
  });

  it("below its mount point, or that Docker waits for, is right", () => {
    expect(lines({ ...DISK, mount: "/srv", bootMount: "/srv" }, inDirectory)).toEqual([]);
    const waited = { mount: "/srv/aztec", bootMount: "/srv/aztec", dockerWaits: "/var/lib/docker /srv/aztec" };
    expect(lines({ ...DISK, ...waited }, inDirectory)).toEqual([]);
  });
});
