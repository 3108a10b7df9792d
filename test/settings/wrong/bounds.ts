/** Settings that bound each other, images and releases, and variables without a setting. */
import { ethereumAddress } from "../../../keys/keys";
import { samples, TEST_KEYS } from "../samples";
import { custom, dev, mainnet, testnet } from "../stacks";
import { omit, type Wrong } from "./wrong";

type Values = Readonly<Record<string, unknown>>;

const old = custom("sequencer", "0.69.1");
const older = custom("sequencer", "0.66.0");

function one(name: string, path: string, values: Values): Wrong {
  return { name, path, values };
}

/** The release is what decides: of 4.1.2 where 5.x no longer reads a setting. */
const bounds: readonly Wrong[] = (
  [
    [mainnet, "sequencer.minTxPerBlock", 10, "sequencer.maxTxPerBlock", 9],
    [mainnet, "sequencer.minTxPerBlock", 80, "sequencer.maxTxPerCheckpoint", 72],
    [older, "sequencer.minSecondsBetweenBlocks", 30, "sequencer.maxSecondsBetweenBlocks", 3],
    [old, "p2p.minPeers", 101, "p2p.maxPeers", 100],
    [mainnet, "p2p.healthMinPeers", 6, "p2p.maxPeers", 5],
    [mainnet, "sequencer.minPeersToPropose", 6, "p2p.maxPeers", 5],
    [{ ...mainnet, "ha.enabled": false }, "ha.poolMin", 9, "ha.poolMax", 8],
    [mainnet, "otel.exportTimeoutMs", 60_000, "otel.collectIntervalMs", 45_000],
  ] as const
).map(([base, low, lowValue, high, highValue]) =>
  one(`${low} above ${high}`, low, { ...base, [low]: lowValue, [high]: highValue }),
);

const ports: readonly Wrong[] = [
  one("one port for RPC and p2p", "rpcPort", { ...dev, rpcPort: 40_400 }),
  one("one port for administration and p2p", "adminPort", { ...dev, adminPort: 40_400 }),
  one("p2p on administration's port", "adminPort", { ...dev, "p2p.port": 8880 }),
  one("administration on RPC's port", "adminPort", { ...dev, adminPort: 8080 }),
  one("p2p on RPC's port inside", "p2p.port", { ...dev, "p2p.port": 8080, rpcPort: 8081 }),
];

const counts: readonly Wrong[] = [
  one("two Ethereum servers for 0.66", "ethereumHosts", {
    ...older,
    ethereumHosts: ["https://a.org", "https://b.org"],
  }),
  one("two publishers for 1.x", "publisherPrivateKeys", {
    ...custom("sequencer", "1.2.1"),
    publisherPrivateKeys: [TEST_KEYS.publisher, TEST_KEYS.prover],
  }),
  one("two prover's publishers for 0.69", "proverPublisherPrivateKeys", {
    ...custom("prover-node", "0.69.1"),
    proverPublisherPrivateKeys: [TEST_KEYS.publisher, TEST_KEYS.prover],
  }),
  one("more API keys than servers", "l1ConsensusHostApiKeys", {
    ...mainnet,
    l1ConsensusHostApiKeys: [TEST_KEYS.api, TEST_KEYS.api],
  }),
  one("headers without keys", "l1ConsensusHostApiKeyHeaders", {
    ...mainnet,
    l1ConsensusHostApiKeyHeaders: ["x-api-key"],
  }),
];

const parts: readonly Wrong[] = [
  one("a directory without its path", "storage.path", { ...mainnet, "storage.kind": "bind" }),
  one("a path without its kind", "storage.path", { ...mainnet, "storage.path": "/mnt/aztec" }),
  one("an agent without a broker", "prover.brokerUrl", omit(custom("prover-agent", "5.2.0"), "prover.brokerUrl")),
  one("a prover node without a broker", "prover.brokerUrl", omit(custom("prover-node", "5.2.0"), "prover.brokerUrl")),
  one("slashing always and never", "slashing.always", {
    ...mainnet,
    "slashing.always": samples["slashing.always"],
    "slashing.never": samples["slashing.always"],
  }),
  one("slashing oneself", "slashing.always", {
    ...mainnet,
    "slashing.always": [ethereumAddress(TEST_KEYS.attester)],
  }),
  one("a forced vote for nothing", "governanceForcePayloadVote", { ...mainnet, governanceForcePayloadVote: true }),
  one("a validator without duties", "validator.disabled", { ...mainnet, "validator.disabled": true }),
  ...["p2p", "sequencer", "storage", "otel"].map((group) =>
    one(`a group as a text: ${group}`, group, { ...dev, [group]: "40401" }),
  ),
];

const images: readonly Wrong[] = [
  one("an image that tells no release", "release", { ...omit(testnet, "release"), image: "aztecprotocol/aztec" }),
  ...["latest", "testnet", "mainnet", "alpha-testnet", "5", "5.2", "nightly"].map((tag) =>
    one(`an image by the tag ${tag}`, "image", { ...testnet, image: `aztecprotocol/aztec:${tag}` }),
  ),
  one("an image without a tag", "image", { ...testnet, image: "aztecprotocol/aztec" }),
  one("an image of another release", "image", { ...testnet, image: "aztecprotocol/aztec:5.1.0" }),
  one("an image that another organisation publishes", "image", {
    ...testnet,
    image: "aztecprotocol/aztec:6.0.0-rc.1",
  }),
  one("a release that is not known here", "release", { ...custom("full-node", "0.66.0"), release: "0.65.2" }),
];

const RESERVED = "KEY_STORE_DIRECTORY PEER_ID_PRIVATE_KEY_PATH AZTEC_PORT P2P_BROADCAST_PORT WEB3_SIGNER_URL NETWORK";
const WITH_SETTING =
  "P2P_PORT P2P_IP ETHEREUM_HOSTS SEQ_MAX_TX_PER_BLOCK LOG_LEVEL COINBASE SEQ_VIEM_POLLING_INTERVAL_TIME P2P_TCP_ANNOUNCE_ADDR";
const SECRET = "VALIDATOR_PRIVATE_KEY MNEMONIC DEPLOYER_PRIVATE_KEY BOT_PRIVATE_KEY DB_PASSWORD";
const CONSENSUS =
  "ETHEREUM_SLOT_DURATION AZTEC_SLOT_DURATION AZTEC_EPOCH_DURATION AZTEC_TARGET_COMMITTEE_SIZE AZTEC_PROOF_SUBMISSION_EPOCHS AZTEC_SLASHING_QUORUM ALLOW_OVERRIDING_NETWORK_CONFIG";
const UNREAD = "DEBUG P2P_TX_PROTOCOL SEQ_MAX_TX_PER_BLOK WS_NUM_HISTORIC_BLOCKS PXE_PROVER_ENABLED FOO";

const extra: readonly Wrong[] = [RESERVED, WITH_SETTING, SECRET, CONSENSUS, UNREAD]
  .flatMap((names) => names.split(" "))
  .map((name) => one(`extraEnv ${name}`, `extraEnv.${name}`, { ...mainnet, extraEnv: { [name]: "1" } }));

const names: readonly Wrong[] = ["lower_case", "WITH-HYPHEN", "1ST", "WITH SPACE"].map((name) =>
  one(`extraEnv ${name}`, `extraEnv.${name}`, { ...mainnet, extraEnv: { [name]: "1" } }),
);

/** Variables of the node and of the seed's tool, written as settings. */
const asSettings: readonly Wrong[] =
  "ETHEREUM_HOSTS P2P_PORT VALIDATOR_PRIVATE_KEY COINBASE SEQ_VIEM_POLLING_INTERVAL_TIME DATA_DIRECTORY LOG_LEVEL validatorPrivateKey announceIp maxTxPerBlock"
    .split(" ")
    .map((name) => one(`${name} as a setting`, name, { ...dev, [name]: "1" }));

export const bounded: readonly Wrong[] = [
  ...bounds,
  ...ports,
  ...counts,
  ...parts,
  ...images,
  ...extra,
  ...names,
  ...asSettings,
];
