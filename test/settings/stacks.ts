/** Right configurations of every kind, as Pulumi stores them; tests take what they need from here. */
import { splitName } from "../../settings/attester-names";
import { findRelease, type Release } from "../../settings/releases/release";
import type { Config } from "../../settings/settings";
import { type Variable, variables } from "../../settings/variables";
import type { Role } from "../../settings/schema/row";
import { isOfUse } from "../../settings/checks/fit";
import { samples, TEST_KEYS } from "./samples";
import { omit } from "./wrong/wrong";

/** The release that local images are of, in these tests. */
export const LOCAL_RELEASE = "4.1.2";

export const SECRETS = variables.filter(({ secret }) => secret === "always").map(({ path }) => path);
export const isSecret = (name: string) => SECRETS.includes(splitName(name).setting);

/** Values by the settings' paths, put into their groups as in a stack's file. */
export function grouped(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const groups: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    const [group = "", name] = path.split(".");
    if (name === undefined) groups[group] = value;
    else groups[group] = { ...Object(groups[group]), [name]: value };
  }
  return groups;
}

/** A configuration as Pulumi passes it on, from values by the settings' paths. */
export function configOf(values: Readonly<Record<string, unknown>>): Config {
  return Object.fromEntries(
    Object.entries(grouped(values)).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

const servers = {
  ethereumHosts: ["https://ethereum.example.org"],
  l1ConsensusHosts: ["https://beacon.example.org"],
};
const address = { "p2p.announceIp": "20.30.40.50" };

export const dev = { network: "local", release: LOCAL_RELEASE, memoryMb: 3072, readyTimeoutSeconds: 180 };
export const testnet = {
  network: "testnet",
  release: "6.0.0-rc.1",
  ...servers,
  ...address,
  attesterPrivateKey: TEST_KEYS.attester,
};
export const mainnet = { ...testnet, network: "mainnet", release: "5.2.0", coinbase: samples.coinbase };
export const highAvailability = {
  ...mainnet,
  "ha.enabled": true,
  "ha.nodeId": "node-1",
  haDatabaseUrl: TEST_KEYS.database,
  publisherPrivateKeys: [TEST_KEYS.publisher],
};

/** The same on a server that is there. */
export function onServer(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...values, "host.kind": "ssh", ...pick(["host.address"]) };
}

/** The same on an instance on AWS, which brings its address and its disk. */
export function onAws(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own = { "host.kind": "aws", ...pick(["aws.region", "aws.sshPublicKey"]) };
  return { ...omit(values, "p2p.announceIp"), ...own };
}

/** A stack on a kind of host that has a use for a setting. */
export function hosting(
  { hosts }: Pick<Variable, "hosts">,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (!hosts || hosts.includes("local")) return values;
  return hosts.includes("ssh") ? onServer(values) : onAws(values);
}

/** A network of one's own, described in full, for a role and a release. */
export function custom(role: Role, version: string): Record<string, unknown> {
  const release = findRelease(version);
  const described = variables.filter(({ path }) => path === "l1ChainId" || path.startsWith("l1Contracts."));
  const needed: Record<Role, readonly string[]> = {
    sequencer: ["attesterPrivateKey"],
    "full-node": [],
    "prover-node": ["proverPublisherPrivateKeys", "prover.brokerUrl"],
    "prover-broker": [],
    "prover-agent": ["prover.brokerUrl"],
  };
  const paths = [...described.map(({ path }) => path), ...needed[role]];
  const all = { network: "custom", role, release: version, ...servers, ...address, ...pick(paths) };
  return usable(all, role, release);
}

/** The same with every further setting that the role and the release have a use for, at another value than its default. */
export function everything(role: Role, version: string): Record<string, unknown> {
  const least = custom(role, version);
  const release = findRelease(version);
  const rest = variables.filter(
    ({ path, hosts }) => !(path in least) && !ALTERNATIVES.includes(path) && (hosts?.includes("local") ?? true),
  );
  const single = release.reads("ETHEREUM_HOSTS") ? {} : { ethereumHosts: ["https://ethereum.example.org"] };
  const enabled = { "p2p.enabled": true, "validator.disabled": false };
  return usable({ ...least, ...pick(rest.map(({ path }) => path)), ...enabled, ...single }, role, release);
}

/** Settings that stand for each other: of each set one is in `everything`, and here are the others. */
export const ALTERNATIVES = [
  ...["host.kind", "keystore", "bootnodeUrl", "p2p.queryForIp", "p2p.publicIpServices", "image", "fundingAddress"],
  ...["attesterAddress", "attesterEncryptedKey", "attesterPassword", "attesterMnemonic", "mnemonicAccountIndex"],
  ...["mnemonicAccountCount", "mnemonicAddressIndex", "mnemonicAddressCount", "blsEncryptedKey", "blsPassword"],
];

function pick(paths: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(paths.map((path) => [path, samples[path]]));
}

function usable(values: Record<string, unknown>, role: Role, release: Release): Record<string, unknown> {
  const paths = new Set(variables.filter((one) => isUsable(one, role, release.version)).map(({ path }) => path));
  return Object.fromEntries(Object.entries(values).filter(([path]) => paths.has(path)));
}

/** Whether a role and a release have a use for a setting. */
export function isUsable(variable: Variable, role: Role, version: string): boolean {
  return (variable.roles?.includes(role) ?? true) && isOfUse(variable, findRelease(version));
}
