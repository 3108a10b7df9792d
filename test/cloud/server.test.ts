/** Proves the life of a validator on an existing server: the machine of the cloud tests, without AWS. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { doctorReportSchema } from "../../cli/health/doctor-report";
import { statusReportSchema } from "../../cli/health/status-report";
import { ethereumAddress } from "../../keys/keys";
import { TEST_KEYS } from "../fixtures/samples";
import { EMPTY_BLOCKS } from "../engine/own-chain";
import type { OwnStack } from "../engine/own-stack";
import { discv5Answer, multistreamGreeting } from "../../cli/health/probe/p2p-dial";
import { execute } from "../../remote/command";
import { serverTarget, sshCommand } from "../../remote/ssh";
import { KNOWN_HOSTS, onInstances, startCloud, STACK, stopCloud } from "./cloud-stack";
import { onInstance, startInstance } from "../aws-simulator/ec2/instance";
import { onInternet } from "../aws-simulator/ec2/names";
import { applyAddresses, applyFirewall } from "../aws-simulator/ec2/network";
import { openToStrangers } from "./outside";

const ADDRESS = onInternet(10);
const PRIVATE = "172.31.9.9";
const SERVER = "server";
const DUTY = { timeout: 200_000, interval: 6000 };

let stack: OwnStack;
let settings: Record<string, unknown>;

beforeAll(async () => {
  stack = await startCloud([ethereumAddress(TEST_KEYS.attester)]);
  const cloud = await onInstances();
  settings = Object.fromEntries(Object.entries(cloud).filter(([name]) => !name.startsWith("aws.")));
  Object.assign(settings, {
    "host.kind": "ssh",
    "host.address": ADDRESS,
    "host.user": "keeper",
    "host.readyTimeoutSeconds": 300,
    "p2p.announceIp": ADDRESS,
    ...EMPTY_BLOCKS,
    extraEnv: { ETHEREUM_SLOT_DURATION: "4" },
  });
  await startInstance({ id: SERVER, privateIp: PRIVATE, userData: bare(String(cloud["aws.sshPublicKey"])) });
  await applyAddresses([{ publicIp: ADDRESS, privateIp: PRIVATE }]);
  // The hoster's firewall is open: only the server's own firewall closes ports.
  const all = [{ protocol: "-1", cidr: "0.0.0.0/0" }];
  await applyFirewall([{ privateIp: PRIVATE, ingress: all, egress: all }]);
  const booted = async () => {
    expect(await onInstance(SERVER, "sh", "-c", "cloud-init status || true")).toContain("done");
  };
  await vi.waitFor(booted, { timeout: 300_000, interval: 1000 });
});

afterAll(() => stopCloud(stack));

/** Boots a fresh server: a user with sudo, SSH, and no Docker. */
function bare(key: string): string {
  const user = { name: "keeper", shell: "/bin/bash", sudo: "ALL=(ALL) NOPASSWD:ALL", ssh_authorized_keys: [key] };
  return `#cloud-config\n${JSON.stringify({ users: [user] })}`;
}

const KEY = "/etc/ssh/ssh_host_ed25519_key";

/** Has the server show another SSH host key, as another server does. */
const showOtherKey = () =>
  onInstance(
    SERVER,
    "sh",
    "-c",
    `mkdir /root/own && mv ${KEY}* /root/own/ && ssh-keygen -q -t ed25519 -N '' -f ${KEY} && systemctl restart ssh`,
  );

const showOwnKey = () =>
  onInstance(SERVER, "sh", "-c", `mv /root/own/* /etc/ssh/ && rmdir /root/own && systemctl restart ssh`);

const hasDocker = () => onInstance(SERVER, "sh", "-c", "command -v dockerd || echo none");

/** Returns the ports that the server's firewall allows. */
const letIn = async () => {
  const lines = (await onInstance(SERVER, "ufw", "status")).split("\n").filter((line) => line.includes("ALLOW"));
  return lines.map((line) => line.replace(/\s{2,}.*/, "")).sort();
};

/** Returns the number of the last checkpoint on L1; 0 while `status` cannot say it. */
async function lastCheckpoint(): Promise<number> {
  const { text } = await stack.cli("status", "--json");
  return statusReportSchema.parse(JSON.parse(text)).facts.chain?.pendingCheckpoint ?? 0;
}

const started = () => onInstance(SERVER, "docker", "inspect", stack.container, "--format", "{{.State.StartedAt}}");

/** Returns the doctor's findings of one severity before a node exists. */
async function examined(check: string): Promise<string> {
  const { text } = await stack.cli("doctor", "--json");
  const { findings } = doctorReportSchema.parse(JSON.parse(text));
  return findings
    .filter((one) => one.check === check)
    .map(({ severity, message }) => `${severity}: ${message}`)
    .join("\n");
}

/** Sets the MTU of the server's default route, as a provider's tunnel has it. */
const setRouteMtu = (mtu: number) =>
  onInstance(
    SERVER,
    "sh",
    "-c",
    `ip route replace $(ip route show default | head -n 1 | sed 's/ mtu [0-9]*//') mtu ${mtu}`,
  );

const networkMtu = () =>
  onInstance(
    SERVER,
    "docker",
    "network",
    "inspect",
    stack.container,
    "--format",
    '{{index .Options "com.docker.network.driver.mtu"}}',
  );

/** What an operator or a distribution may set up: each line is a finding. */
const TROUBLE = String.raw`set -e
iptables -A DOCKER-USER -i lo -j DROP
echo 'MaxStartups 3:50:5' > /etc/ssh/sshd_config.d/00-test.conf
mkdir -p /srv/aztec && echo '/dev/vdz /srv/aztec ext4 defaults,nofail 0 2' >> /etc/fstab
echo > /proc/sys/net/ipv4/ip_local_reserved_ports
`;

/** Returns the checks of what surrounds Docker that are not well. */
async function worries(): Promise<string[]> {
  const { text } = await stack.cli("doctor", "--json");
  const { findings } = doctorReportSchema.parse(JSON.parse(text));
  const checks = ["Docker", "firewall", "MTU", "OS updates", "data disk", "SSH", "ports"];
  const bad = findings.filter(({ check, severity }) => checks.includes(check) && severity !== "ok");
  return bad.map(({ check }) => check).sort();
}

describe("a server", () => {
  it("is examined by the doctor over SSH before anything is installed", async () => {
    await stack.configure(settings);
    expect(await examined("host")).toMatch(
      /^failure: Debian GNU\/Linux 13 .*, \d+ GiB free, and no Docker that this user can access$/,
    );
    await stack.configure({ ...settings, "host.installDocker": true });
    expect(await examined("host")).toMatch(/^ok: .*, no Docker yet: `up` installs it$/);
    expect(await examined("processor")).toMatch(/^ok: /);
    expect(await hasDocker()).toBe("none");
  });

  it("without Docker is reported, and nothing is changed on it", async () => {
    await stack.configure(settings);
    const { code, text } = await stack.up();
    expect(code).not.toBe(0);
    expect(text).toContain("has no Docker that its user may use");
    expect(text).toContain("pulumi config set --path host.installDocker true");
    expect(await hasDocker()).toBe("none");
  });

  it("gets Docker if the settings allow it, the node, and an open p2p port in its firewall", async () => {
    await onInstance(
      SERVER,
      "sh",
      "-c",
      "apt-get update -qq && apt-get install -y -qq ufw && ufw allow 22/tcp && ufw --force enable",
    );
    await onInstance(SERVER, "sh", "-c", "echo 8000-8010 > /proc/sys/net/ipv4/ip_local_reserved_ports");
    await setRouteMtu(1400);
    expect(await letIn()).toEqual(["22/tcp", "22/tcp (v6)"]);
    await stack.configure({ ...settings, "host.installDocker": true });
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect(await stack.output("nodeVersion")).toBe("4.1.2");
    expect(await hasDocker()).toBe("/usr/sbin/dockerd");
    expect(await onInstance(SERVER, "cat", "/proc/sys/net/ipv4/ip_local_reserved_ports")).toBe("8000-8010,40400");
    expect(await onInstance(SERVER, "tail", "-n", "1", "/etc/sysctl.d/zz-aztec-validator.conf")).toBe(
      "net.ipv4.ip_local_reserved_ports = 8000-8010,40400",
    );
    expect(await networkMtu()).toBe("1400");
    expect(await letIn()).toEqual([
      "22/tcp",
      "22/tcp (v6)",
      "40400/tcp",
      "40400/tcp (v6)",
      "40400/udp",
      "40400/udp (v6)",
    ]);
    const again = await stack.run(["preview", "--refresh", "--expect-no-changes", "--stack", STACK]);
    expect(again.code, again.text).toBe(0);
  });

  it("proposes, and again by itself after a restart of the container engine", async () => {
    await expect.poll(lastCheckpoint, DUTY).toBeGreaterThan(0);
    const [before, startedBefore] = [await lastCheckpoint(), await started()];
    await onInstance(SERVER, "systemctl", "restart", "docker");
    await expect.poll(lastCheckpoint, DUTY).toBeGreaterThan(before);
    expect(await started()).not.toBe(startedBefore);
  });

  it("opens p2p to everyone, but neither JSON-RPC nor the admin API", async () => {
    expect(await openToStrangers(ADDRESS, [40_400, 8080, 8880])).toEqual([40_400]);
    expect(await multistreamGreeting(ADDRESS, 40_400)).toBe("/multistream/1.0.0");
    expect(await discv5Answer(ADDRESS, 40_400, await stack.output("enr"))).toBe("WHOAREYOU");
  });

  it("has a finding for each thing around Docker that can stop the node later", async () => {
    // Debian's image upgrades by itself.
    expect(await worries()).toEqual(["OS updates"]);
    await setRouteMtu(1300);
    await onInstance(SERVER, "sh", "-c", TROUBLE);
    const inDirectory = { "storage.kind": "bind", "storage.path": "/srv/aztec" };
    await stack.configure({ ...settings, "host.installDocker": true, ...inDirectory });
    expect(await worries()).toEqual(["MTU", "OS updates", "SSH", "data disk", "firewall", "ports"]);
    await stack.configure({ ...settings, "host.installDocker": true });
    await setRouteMtu(1400);
    await onInstance(SERVER, "sh", "-c", "iptables -F DOCKER-USER");
  });

  it("whose sshd drops logins still gets each command: those that are dropped are tried again", async () => {
    const config = "/etc/ssh/sshd_config.d/00-test.conf";
    await onInstance(SERVER, "sh", "-c", `echo 'MaxStartups 2:100:2' > ${config} && systemctl restart ssh`);
    const { "host.identityFile": identityFile } = settings;
    const server = { user: "keeper", address: ADDRESS, port: 22, identityFile: String(identityFile) };
    const ssh = sshCommand(serverTarget(server, KNOWN_HOSTS));
    const results = await Promise.all(Array.from({ length: 5 }, () => execute([...ssh, "sleep 1; echo done"], 60_000)));
    expect(results).toEqual(results.map(() => ({ code: 0, stdout: "done\n", stderr: "" })));
    const journal = await onInstance(SERVER, "journalctl", "--unit=ssh", "--no-pager");
    expect(journal).toMatch(/drop connection|MaxStartups throttling/);
    await onInstance(SERVER, "sh", "-c", `rm ${config} && systemctl restart ssh`);
  });

  it("with a changed host key is refused, and up prints the fix", async () => {
    const pinned = readFileSync(KNOWN_HOSTS, "utf8");
    expect(pinned.trim().split("\n").length).toBe(1);
    expect(pinned).toContain(
      await onInstance(SERVER, "sh", "-c", "cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub"),
    );
    const other = pinned.replace(/(AAAAC3NzaC1lZDI1NTE5AAAAI)\S{8}/, "$1AAAAAAAA");
    writeFileSync(KNOWN_HOSTS, other);
    // A change that makes `up` connect to the server again.
    await stack.configure({ ...settings, "host.installDocker": true, memoryMb: 3000 });
    const { code, text } = await stack.up();
    expect(code).not.toBe(0);
    expect(text).toContain("is not the one in the stack's state");
    expect(readFileSync(KNOWN_HOSTS, "utf8")).toBe(other);
    writeFileSync(KNOWN_HOSTS, pinned);
  });

  it("keeps its node under another name, which is left alone if the name is another server's", async () => {
    const [before, here] = [await started(), { ...settings, "host.installDocker": true }];
    const [renamed, other] = [onInternet(11), onInternet(12)];
    await applyAddresses([ADDRESS, renamed, other].map((publicIp) => ({ publicIp, privateIp: PRIVATE })));
    await stack.configure({ ...here, "host.address": renamed });
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect(await started()).toBe(before);
    await showOtherKey();
    await stack.configure({ ...here, "host.address": other });
    const refused = await stack.up();
    expect(refused.code).not.toBe(0);
    expect(refused.text).toContain(`host.address is now ${other}, which is another server than ${renamed}`);
    expect(await started()).toBe(before);
    await showOwnKey();
    await stack.configure({ ...here, "host.address": renamed });
  });
});

describe("destroy in a fresh checkout", () => {
  const command = (...args: string[]) => stack.run([...args, "--color=never", "--stack", STACK]);
  const inFreshCheckout = async () => {
    const unprotected = await command("state", "unprotect", "--all", "--yes");
    expect(unprotected.code, unprotected.text).toBe(0);
    rmSync(KNOWN_HOSTS);
    return command("destroy", "--yes");
  };

  it("sends nothing to a server that shows another key than the state has", async () => {
    await showOtherKey();
    const { code, text } = await inFreshCheckout();
    expect(code).not.toBe(0);
    expect(text).toMatch(/Host key verification failed|is not the one in the stack's state/);
    expect(await containers()).toEqual([stack.container]);
  });

  it("works by itself: SSH compares the key with that of the state, and the data volume stays", async () => {
    await showOwnKey();
    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    const copy = readFileSync(KNOWN_HOSTS, "utf8");
    const { code, text } = await inFreshCheckout();
    expect(code, text).toBe(0);
    // SSH's own line would have no fingerprint behind the key.
    expect(readFileSync(KNOWN_HOSTS, "utf8")).toBe(copy);
    expect(copy).toMatch(/ SHA256:\S+\n$/);
    expect(await containers()).toEqual([]);
    expect(await onInstance(SERVER, "docker", "volume", "ls", "--quiet")).toBe(`${stack.container}-data`);
  });

  async function containers(): Promise<string[]> {
    const names = await onInstance(SERVER, "docker", "ps", "--all", "--format", "{{.Names}}");
    return names.split("\n").filter(Boolean);
  }
});
