/** The simulated network between the internet and instances: a router with addresses and a firewall. */
import { execa } from "execa";
import { docker } from "../../../dev/images/docker";
import { MACHINE_IMAGE } from "./images";
import { INTERNET, inVpc, ROUTER, VPC } from "./names";

/** A rule of a security group, for IPv4: the Docker network here has no IPv6. */
export interface Rule {
  readonly protocol: string;
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
  readonly cidr: string;
}

/** An instance's address and the rules of its security groups. */
export interface Walls {
  readonly privateIp: string;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

/** Creates both networks, and the router between them and to the real internet, for packages. */
export async function startNetwork(): Promise<void> {
  // Masquerading would rewrite the clients' addresses.
  const plain = ["--opt", "com.docker.network.bridge.enable_ip_masquerade=false"];
  await docker(
    "network",
    "create",
    "--subnet",
    INTERNET.subnet,
    "--gateway",
    INTERNET.gateway,
    ...plain,
    INTERNET.name,
  );
  await docker("network", "create", "--subnet", VPC.subnet, "--gateway", VPC.gateway, VPC.name);
  const options = ["--cap-add", "NET_ADMIN", "--sysctl", "net.ipv4.ip_forward=1", "--entrypoint", "sleep"];
  await docker("run", "--detach", "--name", ROUTER.name, ...options, MACHINE_IMAGE, "infinity");
  await docker("network", "connect", "--ip", ROUTER.internet, INTERNET.name, ROUTER.name);
  await docker("network", "connect", "--ip", ROUTER.vpc, VPC.name, ROUTER.name);
  const gateway = await docker("inspect", "--format", "{{.NetworkSettings.Networks.bridge.Gateway}}", ROUTER.name);
  await inRouter("ip", "route", "replace", "default", "via", gateway);
  await applyAddresses([]);
  await applyFirewall([]);
}

/** Sets the Elastic IPs of all instances. */
export async function applyAddresses(pairs: readonly { publicIp: string; privateIp: string }[]): Promise<void> {
  const leg = await legTo(ROUTER.internet);
  for (const { publicIp } of pairs) await inRouter("ip", "address", "replace", `${publicIp}/32`, "dev", leg);
  await rules("igw", [
    "chain prerouting { type nat hook prerouting priority dstnat;",
    ...pairs.map(({ publicIp, privateIp }) => `ip daddr ${publicIp} dnat ip to ${inVpc(privateIp)}`),
    "}",
    "chain postrouting { type nat hook postrouting priority srcnat;",
    ...pairs.map(
      ({ publicIp, privateIp }) => `ip saddr ${inVpc(privateIp)} ip daddr ${INTERNET.subnet} snat ip to ${publicIp}`,
    ),
    `ip saddr ${VPC.subnet} ip daddr != ${VPC.subnet} masquerade`,
    "}",
  ]);
}

/** Sets the rules of all instances; other packets are dropped. */
export async function applyFirewall(walls: readonly Walls[]): Promise<void> {
  await rules("groups", [
    "chain forward { type filter hook forward priority filter; policy drop;",
    "ct state established,related accept",
    // Blocks the metadata service of the host, if it has one.
    "ip daddr 169.254.0.0/16 drop",
    ...walls.flatMap(({ privateIp, ingress, egress }) => [
      ...ingress.flatMap((rule) => ruleText(`ip daddr ${inVpc(privateIp)} ip saddr`, rule)),
      ...egress.flatMap((rule) => ruleText(`ip saddr ${inVpc(privateIp)} ip daddr`, rule)),
    ]),
    "}",
  ]);
}

function ruleText(between: string, { protocol, fromPort, toPort, cidr }: Rule): string[] {
  if (cidr.includes(":")) return [];
  if (protocol === "-1") return [`${between} ${cidr} accept`];
  return [`${between} ${cidr} ${protocol} dport ${fromPort ?? 0}-${toPort ?? 65_535} accept`];
}

/** Replaces a table in one step. */
async function rules(table: string, lines: readonly string[]): Promise<void> {
  const input = [`table inet ${table}`, `delete table inet ${table}`, `table inet ${table} {`, ...lines, "}", ""];
  await execa("docker", ["exec", "-i", ROUTER.name, "nft", "-f", "-"], { input: input.join("\n") });
}

async function legTo(address: string): Promise<string> {
  const line = await inRouter("ip", "-oneline", "-4", "address", "show", "to", `${address}/32`);
  return line.split(/\s+/)[1] ?? "";
}

function inRouter(...args: string[]): Promise<string> {
  return docker("exec", ROUTER.name, ...args);
}
