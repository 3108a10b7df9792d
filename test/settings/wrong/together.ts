/** Settings that are right one by one, and wrong together: one configuration at least for each check. */
import { ENR, KEYSTORE, samples, TEST_KEYS, WELL_KNOWN_KEYS } from "../samples";
import { custom, dev, highAvailability, mainnet, SECRETS, testnet } from "../stacks";
import { omit, type Wrong } from "./wrong";

type Values = Readonly<Record<string, unknown>>;

const sequencer = custom("sequencer", "5.2.0");
const proverNode = custom("prover-node", "5.2.0");
const old = custom("sequencer", "0.69.1");
const keystoreStack = { ...omit(testnet, "attesterPrivateKey"), keystore: KEYSTORE };

/** Changes of one setting each, of a stack that is right. */
function changed(of: string, base: Values, path: string, values: readonly unknown[]): Wrong[] {
  return values.map((value) => ({
    name: `${of}: ${path} ${JSON.stringify(value)}`,
    values: { ...base, [path]: value },
    path,
  }));
}

function one(name: string, path: string, values: Values): Wrong {
  return { name, path, values };
}

function without(of: string, base: Values, path: string): Wrong {
  return one(`${of} without ${path}`, path, omit(base, path));
}

const networks: readonly Wrong[] = [
  ...["ethereumHosts", "l1ConsensusHosts", "p2p.announceIp", "attesterPrivateKey", "release"].map((path) =>
    without("testnet", testnet, path),
  ),
  ...["network", "l1ChainId", "l1Contracts.registry"].map((path) => without("custom", sequencer, path)),
  ...["l1Contracts.rollup", "l1Contracts.coinIssuer"].map((path) => without("custom 0.69", old, path)),
  ...["bootnodeUrl", "l1ChainId", "l1Contracts.registry"].flatMap((path) =>
    changed("mainnet", mainnet, path, [samples[path]]),
  ),
  ...["ethereumHosts", "ethereumDebugHosts", "l1ConsensusHosts", "bootstrapNodes", "l1ChainId"].flatMap((path) =>
    changed("local", dev, path, [samples[path]]),
  ),
  ...changed("local", dev, "release", ["5.2.0", "4.1.1", "0.69.1"]),
  ...changed("local", dev, "role", ["prover-node", "prover-broker", "prover-agent"]).map((wrong) => ({
    ...wrong,
    values: { ...wrong.values, "prover.brokerUrl": samples["prover.brokerUrl"] },
  })),
  ...changed("mainnet", mainnet, "release", ["4.4.0", "4.1.2", "4.0.0-nightly.20260122", "3.0.1", "2.1.9"]),
  ...changed("testnet", testnet, "release", ["5.2.0", "5.9.1", "6.0.0-nightly.20260901"]),
];

const PRIVATE =
  "10.0.0.1 172.16.5.4 192.168.1.2 100.64.0.1 127.0.0.1 169.254.1.1 203.0.113.7 0.0.0.0 224.0.0.1 255.255.255.255";

const peers: readonly Wrong[] = [
  ...changed("testnet", testnet, "p2p.announceIp", PRIVATE.split(" ")),
  one("an address, and asking for it", "p2p.announceIp", { ...testnet, "p2p.queryForIp": true }),
  one("services, and not asking them", "p2p.publicIpServices", {
    ...testnet,
    "p2p.publicIpServices": samples["p2p.publicIpServices"],
  }),
  ...changed("mainnet", mainnet, "p2p.enabled", [false]),
  ...["trustedPeers", "privatePeers", "preferredPeers"].map((name) => ({
    name: `${name} without a TCP port`,
    values: { ...mainnet, [`p2p.${name}`]: [ENR] },
    path: `p2p.${name}[0]`,
  })),
];

/** Each key that everyone knows. */
export const wellKnown: readonly Wrong[] = [
  ...WELL_KNOWN_KEYS.flatMap((key, i) => [
    one(`well-known attester ${i}`, "attesterPrivateKey", { ...testnet, attesterPrivateKey: key }),
    one(`well-known publisher ${i}`, "publisherPrivateKeys", { ...mainnet, publisherPrivateKeys: [key] }),
  ]),
];

const keys: readonly Wrong[] = [
  one("well-known prover's publisher", "proverPublisherPrivateKeys", {
    ...proverNode,
    proverPublisherPrivateKeys: [TEST_KEYS.prover, WELL_KNOWN_KEYS[0]],
  }),
  one("well-known key in a keystore", "keystore", {
    ...keystoreStack,
    keystore: KEYSTORE.replace(TEST_KEYS.attester, WELL_KNOWN_KEYS[1].slice(2)),
  }),
  ...["attesterPrivateKey", "publisherPrivateKeys"].map((path) =>
    one(`the p2p key is ${path}`, "p2pPrivateKey", {
      ...testnet,
      publisherPrivateKeys: [TEST_KEYS.publisher],
      p2pPrivateKey: `08021220${path === "attesterPrivateKey" ? TEST_KEYS.attester : TEST_KEYS.publisher}`,
    }),
  ),
  one("one publisher twice", "publisherPrivateKeys", {
    ...testnet,
    publisherPrivateKeys: [TEST_KEYS.publisher, `0x${TEST_KEYS.publisher}`],
  }),
  without("a prover node", proverNode, "proverPublisherPrivateKeys"),
  ...["attesterPrivateKey", "publisherPrivateKeys", "blsPrivateKey", "coinbase", "feeRecipient"].flatMap((path) =>
    changed("a keystore", keystoreStack, path, [samples[path]]),
  ),
  one("a keystore with no prover", "keystore", {
    ...omit(proverNode, "proverPublisherPrivateKeys"),
    keystore: JSON.stringify({ ...JSON.parse(KEYSTORE), prover: undefined }),
  }),
  one("a keystore with no validators", "keystore", {
    ...keystoreStack,
    keystore: JSON.stringify({ ...JSON.parse(KEYSTORE), validators: undefined }),
  }),
  one("a keystore with no fee recipient", "keystore", {
    ...keystoreStack,
    keystore: JSON.stringify({ schemaVersion: 1, validators: [{ attester: `0x${TEST_KEYS.attester}` }] }),
  }),
  one("a keystore for 1.x", "keystore", {
    ...omit(custom("sequencer", "1.2.1"), "attesterPrivateKey"),
    keystore: KEYSTORE,
  }),
];

const groups: readonly Wrong[] = [
  ...["haDatabaseUrl", "ha.nodeId", "publisherPrivateKeys"].map((path) => without("a group", highAvailability, path)),
  one("a group that publishes as the attester", "publisherPrivateKeys", {
    ...highAvailability,
    publisherPrivateKeys: [TEST_KEYS.attester],
  }),
  ...["haDatabaseUrl", "ha.nodeId"].flatMap((path) => changed("no group", mainnet, path, [samples[path]])),
  one("half of funding: no amount", "publisherFunding.amount", { ...mainnet, "publisherFunding.threshold": 0.1 }),
  one("half of funding: no threshold", "publisherFunding.threshold", { ...mainnet, "publisherFunding.amount": 0.1 }),
];

const clear: readonly Wrong[] = [
  ...["ethereumHosts", "l1ConsensusHosts", "ethereumDebugHosts"].flatMap((path) => [
    one(`${path} with a key in clear`, path, {
      ...mainnet,
      [path]: ["https://rpc.example.org/v3/0123456789abcdef01234567"],
    }),
    one(`${path} with a password in clear`, path, {
      ...mainnet,
      [path]: ["https://me:secret-password@rpc.example.org"],
    }),
  ]),
  one("extraEnv with a key in clear", "extraEnv", {
    ...mainnet,
    extraEnv: { OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example.org/?key=0123456789abcdef01234567" },
  }),
].map((wrong) => ({ ...wrong, secrets: SECRETS }));

export const together: readonly Wrong[] = [...networks, ...peers, ...keys, ...groups, ...clear];
