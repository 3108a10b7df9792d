/** Configurations that have to pass: what people write in other forms, and where a bound just holds. */
import { ethereumAddress } from "../../keys/keys";
import { KEYSTORE, samples, TEST_KEYS, WELL_KNOWN_KEYS } from "./samples";
import { configOf, custom, dev, highAvailability, mainnet, SECRETS, testnet } from "./stacks";
import { omit } from "./wrong/wrong";

type Values = Readonly<Record<string, unknown>>;

export interface Right {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

const old = custom("sequencer", "0.69.1");
const keystoreStack = { ...omit(testnet, "attesterPrivateKey"), keystore: KEYSTORE };
const bare = omit(testnet, "attesterPrivateKey");
const pick = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, samples[path]]));
const described = custom("sequencer", "5.2.0");

/** Values for one setting of a stack that is right without it. */
const values: readonly (readonly [base: Values, path: string, values: readonly unknown[]])[] = [
  [mainnet, "coinbase", addressForms()],
  [
    testnet,
    "attesterPrivateKey",
    [`0x${TEST_KEYS.attester}`, "0xABCDEF".padEnd(66, "1"), "1".padStart(64, "0").replace("0", "a")],
  ],
  [mainnet, "feeRecipient", [`0x${"0".repeat(64)}`, "1".repeat(64), `0x2${"F".repeat(63)}`]],
  [
    mainnet,
    "ethereumHosts",
    ["https://a.example.org,https://b.example.org", "https://a.example.org, http://10.0.0.5:8545", "http://geth:8545"],
  ],
  [mainnet, "p2p.announceIp", ["8.8.8.8", "1.1.1.1", "52.29.0.1"]],
  [mainnet, "p2p.port", [1, 65_535, 30_303, "40402"]],
  [mainnet, "rpcPort", [8081, 1024]],
  [mainnet, "memoryMb", [1024, 65_536]],
  [mainnet, "logLevel", ["silent", "debug", "info;debug:p2p", "info;debug:p2p,sequencer;trace:archiver"]],
  [
    mainnet,
    "dockerHost",
    ["unix:///var/run/docker.sock", "ssh://operator@validator.example.org", "tcp://10.0.0.5:2376"],
  ],
  [mainnet, "dockerSubnet", ["10.7.0.0/16", "192.168.99.0/28"]],
  [mainnet, "dockerNetworks", ["ethereum", "ethereum,monitoring"]],
  [mainnet, "enableAutoShutdown", [true, false, " true "]],
  [mainnet, "worldStateHistory", [0, 1]],
  [mainnet, "gas.maxGwei", [0.000_001, 150.25, "200"]],
  [mainnet, "sync.mode", ["full", "snapshot", "force-snapshot"]],
  [
    mainnet,
    "publisherPrivateKeys",
    [[TEST_KEYS.publisher, TEST_KEYS.prover], `${TEST_KEYS.publisher},0x${TEST_KEYS.prover}`],
  ],
  [dev, "attesterPrivateKey", [WELL_KNOWN_KEYS[1]]],
  [dev, "role", ["full-node", "sequencer"]],
  [dev, "p2p.announceIp", ["172.17.0.1", "127.0.0.1"]],
  [described, "p2p.announceIp", ["10.1.2.3", "192.168.1.2"]],
  [testnet, "release", ["6.0.0-rc.1", "6.0.0-rc.3", "6.0.0", "6.1.0", "7.0.0-rc.1"]],
  [mainnet, "release", ["5.0.0", "5.2.0", "5.9.1", "6.0.0", "5.3.0-rc.1"]],
  [
    testnet,
    "image",
    ["azteclabs/aztec:6.0.0-rc.1", "azteclabs/aztec:6.0.0-rc.1-arm64", "azteclabs/aztec-prover-agent:6.0.0-rc.1"],
  ],
  [
    mainnet,
    "image",
    [
      "aztecprotocol/aztec:5.2.0",
      "aztecprotocol/aztec:5.2.0-arm64",
      "localhost:5000/aztec:5.2.0",
      `aztecprotocol/aztec@sha256:${"a".repeat(64)}`,
    ],
  ],
];

function addressForms(): string[] {
  const address = String(samples.coinbase);
  return [address.toLowerCase(), `0x${address.slice(2).toUpperCase()}`, address.slice(2)];
}

const together: Readonly<Record<string, Values>> = {
  "a release that the network has left, and that is meant": { ...testnet, release: "5.2.0", allowOtherRollup: true },
  "the image alone tells the release": { ...omit(mainnet, "release"), image: "aztecprotocol/aztec:5.2.0" },
  "the node asks for its address": { ...omit(testnet, "p2p.announceIp"), "p2p.queryForIp": true },
  "and the services that it asks": {
    ...omit(testnet, "p2p.announceIp"),
    "p2p.queryForIp": true,
    "p2p.publicIpServices": ["https://ip.example.org"],
  },
  "no peers on a network of one's own": { ...omit(described, "p2p.announceIp"), "p2p.enabled": false },
  "a bootnode tells the rest": {
    ...omit(described, "l1ChainId", "l1Contracts.registry"),
    bootnodeUrl: "http://bootnode:8080",
  },
  "a bootnode, and a contract that is known better": { ...described, bootnodeUrl: "http://bootnode:8080" },
  "a bootnode on this machine": {
    ...omit(described, "l1ChainId", "l1Contracts.registry"),
    bootnodeUrl: "http://127.0.0.1:8080",
  },
  "a keystore": keystoreStack,
  "a keystore of version 2": {
    ...keystoreStack,
    keystore: JSON.stringify({
      schemaVersion: 2,
      feeRecipient: samples.feeRecipient,
      validators: [{ attester: { eth: `0x${TEST_KEYS.attester}`, bls: TEST_KEYS.bls } }],
    }),
  },
  "a keystore with a remote signer": {
    ...keystoreStack,
    keystore: JSON.stringify({
      schemaVersion: 1,
      remoteSigner: "https://signer.example.org:9000",
      validators: [{ attester: samples.coinbase, feeRecipient: samples.feeRecipient }],
    }),
  },
  "a keystore for a prover node": {
    ...omit(custom("prover-node", "5.2.0"), "proverPublisherPrivateKeys"),
    keystore: KEYSTORE,
  },
  "a group with a keystore": {
    ...omit(highAvailability, "attesterPrivateKey", "publisherPrivateKeys", "coinbase"),
    keystore: KEYSTORE,
  },
  "an attester in a remote signer": { ...bare, ...pick("attesterAddress", "remoteSignerUrl") },
  "an attester in an encrypted file, with a BLS key in another": {
    ...bare,
    ...pick("attesterEncryptedKey", "attesterPassword", "blsEncryptedKey", "blsPassword"),
  },
  "attesters of a mnemonic": {
    ...bare,
    ...pick("attesterMnemonic", "mnemonicAccountIndex", "mnemonicAccountCount", "mnemonicAddressCount"),
  },
  "one attester of a mnemonic, with a BLS key": { ...bare, ...pick("attesterMnemonic", "blsPrivateKey") },
  "publishers in a remote signer": { ...testnet, ...pick("publisherAddresses", "remoteSignerUrl") },
  "a prover node's publishers in a remote signer": {
    ...omit(custom("prover-node", "5.2.0"), "proverPublisherPrivateKeys"),
    ...pick("proverPublisherAddresses", "remoteSignerUrl"),
  },
  "an account that funds": {
    ...{ ...mainnet, "publisherFunding.threshold": 0.1, "publisherFunding.amount": 0.5 },
    ...pick("fundingPrivateKey"),
  },
  "a directory of the host": { ...mainnet, "storage.kind": "bind", "storage.path": "/mnt/aztec" },
  "as few as the most": { ...mainnet, "sequencer.minTxPerBlock": 9, "sequencer.maxTxPerBlock": 9 },
  "funding in full": { ...mainnet, "publisherFunding.threshold": 0.1, "publisherFunding.amount": 0.5 },
  "a vote that goes on": { ...mainnet, governancePayload: samples.governancePayload, governanceForcePayloadVote: true },
  "slashing another one": { ...mainnet, "slashing.always": [ethereumAddress(TEST_KEYS.publisher)] },
  "variables of the node": {
    ...mainnet,
    extraEnv: { P2P_GOSSIPSUB_D: 8, OTEL_SERVICE_NAME: "v1", AWS_REGION: "eu-west-1" },
  },
  "what others have to agree on, on a network of one's own": { ...described, extraEnv: { AZTEC_SLOT_DURATION: 36 } },
  "variables of the seed's time": { ...old, extraEnv: { P2P_TX_PROTOCOL: "/aztec/tx/0.1.0" } },
};

/** Servers with a key in their URLs, stored encrypted. */
const encrypted: readonly Right[] = ["ethereumHosts", "l1ConsensusHosts", "ethereumDebugHosts"].map((path) => ({
  name: `${path} with a key, encrypted`,
  config: configOf({ ...mainnet, [path]: ["https://rpc.example.org/v3/0123456789abcdef01234567"] }),
  secrets: [...SECRETS, path],
}));

export const rights: readonly Right[] = [
  ...values.flatMap(([base, path, all]) =>
    all.map((value) => ({
      name: `${path}: ${JSON.stringify(value)}`,
      config: configOf({ ...base, [path]: value }),
      secrets: SECRETS,
    })),
  ),
  ...Object.entries(together).map(([name, all]) => ({ name, config: configOf(all), secrets: SECRETS })),
  ...encrypted,
];
