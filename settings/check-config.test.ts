import { describe, expect, it } from "vitest";
import { problemList } from "./problems";
import { checkConfig } from "./check-config";
import { encryptedIn } from "./settings-file";
import type { RawConfig } from "./config-values";
import { acceptedConfig, configOf } from "../test/fixtures/stacks";

/** A published test key. */
const TEST_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const OWN_KEY = "7".repeat(64);

const local = { network: "local", release: "4.1.2" };
const testnet = {
  network: "testnet",
  release: "6.0.0-rc.1",
  ethereumHosts: '["https://l1.example.org"]',
  l1ConsensusHosts: '["https://beacon.example.org"]',
  p2p: '{"announceIp":"20.30.40.50"}',
  attesterPrivateKey: OWN_KEY,
};

const encrypted = (name: string) => name.endsWith("PrivateKey");

function messageOf(config: RawConfig, isSecret: (name: string) => boolean = encrypted): string {
  const check = checkConfig(config, isSecret, "4.1.2");
  return check.ok ? "" : problemList(check.problems);
}

describe("settings", () => {
  it("of a development stack are two lines; all others have defaults", () => {
    const { settings, release, warnings } = acceptedConfig(local, encrypted);
    expect(settings).toMatchObject({
      network: "local",
      role: "sequencer",
      release: "4.1.2",
      p2p: { enabled: true, port: 40400, listenAddress: "0.0.0.0" },
      rpcPort: 8080,
      logLevel: "info",
      memoryMb: 16384,
      readyTimeoutSeconds: 2700,
      storage: { kind: "volume" },
      sequencer: {},
    });
    expect(release).toMatchObject({ version: "4.1.2", as: "4.1.2", major: 4 });
    expect(warnings).toEqual([]);
  });

  it("contain no secret", () => {
    expect(JSON.stringify(acceptedConfig(testnet, encrypted))).not.toContain(OWN_KEY);
  });

  it("contain no URL of a server: each may have a key", () => {
    const url = "https://server.example.org/0123456789abcdef0123456789abcdef";
    const values = {
      "otel.metricsEndpoint": `${url}/v1/metrics`,
      "blobs.fileStoreUrls": [url],
      "blobs.archiveApiUrl": url,
      "sync.snapshotUrls": [url],
      "p2p.queryForIp": true,
      "p2p.publicIpServices": [url],
      "prover.brokerUrl": url,
      proverPublisherPrivateKeys: [OWN_KEY],
      role: "prover-node",
      bootnodeUrl: url,
    };
    const { attesterPrivateKey: _, ...node } = testnet;
    const check = checkConfig({ ...node, network: "custom", ...configOf(values) }, () => true, "4.1.2");
    expect(check).toMatchObject({ ok: true });
    expect(JSON.stringify(check)).not.toContain("server.example.org");
  });

  it("that are wrong are all listed at once, each with the expected value", () => {
    const wrong = {
      network: "mainet",
      release: "latest",
      rpcPort: "eighty",
      p2p: '{"port":70000,"prot":1}',
      peers: "3",
    };
    expect(messageOf(wrong)).toBe(
      [
        "6 problems in the settings; nothing was changed.",
        "  network must be one of: local, testnet, mainnet, custom",
        "      pulumi config set network <local|testnet|mainnet|custom>",
        "  release must be a release such as 5.2.0, not a moving tag such as latest",
        "      pulumi config set release <release>",
        "  rpcPort must be a port from 1 to 65535",
        "      pulumi config set rpcPort <port>",
        "  p2p.port must be a port from 1 to 65535",
        "      pulumi config set --path p2p.port <port>",
        "  p2p.prot is not a setting. Did you mean p2p.port?",
        "      pulumi config rm --path p2p.prot",
        "  peers is not a setting: docs/configuration.md lists all of them",
        "      pulumi config rm peers",
      ].join("\n"),
    );
  });

  it("that are missing are listed with the command that sets them", () => {
    expect(messageOf({ release: "5.2.0" })).toBe(
      [
        "1 problem in the settings; nothing was changed.",
        "  network is not set",
        "      pulumi config set network <local|testnet|mainnet|custom>",
      ].join("\n"),
    );
    expect(messageOf({ network: "mainnet", release: "5.2.0" })).toBe(
      [
        "4 problems in the settings; nothing was changed.",
        "  ethereumHosts is not set: the node reads Ethereum from it",
        "      pulumi config set --secret ethereumHosts",
        "  l1ConsensusHosts is not set: the node fetches blobs from it",
        "      pulumi config set --secret l1ConsensusHosts",
        "  p2p.announceIp is not set: peers connect to the node at its public address",
        "      pulumi config set --path p2p.announceIp <address>",
        "  attesterPrivateKey is not set: a sequencer signs with it",
        "      pulumi config set --secret attesterPrivateKey",
      ].join("\n"),
    );
  });

  it("never appear in a message if they are secret", () => {
    const key = `${OWN_KEY}12`;
    const message = messageOf({ ...testnet, attesterPrivateKey: key, p2pPrivateKey: OWN_KEY }, () => false);
    expect(message).toBe(
      [
        "4 problems in the settings; nothing was changed.",
        "  p2pPrivateKey is not a p2p key: it must have 72 hex digits without 0x and start with 08021220",
        "      cp Pulumi.<stack>.yaml copy-$(date +%s)-Pulumi.<stack>.yaml && pulumi config set --secret p2pPrivateKey",
        "  attesterPrivateKey is not a private key: it must have 64 hex digits, with or without 0x (this has 66 characters)",
        "      cp Pulumi.<stack>.yaml copy-$(date +%s)-Pulumi.<stack>.yaml && pulumi config set --secret attesterPrivateKey",
        "  p2pPrivateKey is stored in plain text: store it as a secret",
        '      (value=$(pulumi config get p2pPrivateKey) && [ -n "$value" ] && printf %s "$value" | pulumi config set --secret p2pPrivateKey)',
        "  attesterPrivateKey is stored in plain text: store it as a secret",
        '      (value=$(pulumi config get attesterPrivateKey) && [ -n "$value" ] && printf %s "$value" | pulumi config set --secret attesterPrivateKey)',
      ].join("\n"),
    );
  });

  it("may have a key in a URL of a group that is encrypted", () => {
    const values = { ...testnet, sync: '{"snapshotUrls":["https://a.example.org/0123456789abcdef0123"]}' };
    expect(messageOf(values)).toBe(
      [
        "1 problem in the settings; nothing was changed.",
        "  sync.snapshotUrls contains what looks like an API key and is stored in plain text: store it as a secret",
        '      (value=$(pulumi config get --path sync.snapshotUrls) && [ -n "$value" ] && printf %s "$value" | pulumi config set --secret --path sync.snapshotUrls)',
      ].join("\n"),
    );
    const { settings } = acceptedConfig(values, (name) => name === "sync" || encrypted(name));
    expect(settings.sync.snapshotUrls).toMatchObject({ count: 1, hasKey: true });
  });

  it("beside an encrypted value of the same group are checked each, as the file has them", () => {
    const file = [
      "config:",
      "  aztec-validator:otel:",
      "    metricsEndpoint: {secure: v1:abc}",
      "    tracesEndpoint: https://a.example.org/v1/traces?api-key=0123456789abcdef0123",
      "  aztec-validator:extraEnv:",
      "    OTEL_EXPORTER_OTLP_HEADERS: x-api-key=0123456789abcdef0123",
      "    HTTPS_PROXY: {secure: v1:abc}",
    ];
    const values = configOf({
      ...testnet,
      "otel.metricsEndpoint": "https://a.example.org/v1/metrics?api-key=0123456789abcdef0123",
      "otel.tracesEndpoint": "https://a.example.org/v1/traces?api-key=0123456789abcdef0123",
      "extraEnv.OTEL_EXPORTER_OTLP_HEADERS": "x-api-key=0123456789abcdef0123",
      "extraEnv.HTTPS_PROXY": "http://user:0123456789abcdef@proxy.example.org:3128",
    });
    const isSecret = (name: string) => ["otel", "extraEnv"].includes(name) || encrypted(name);
    const wrongPaths = (text: string) => {
      const check = checkConfig(values, encryptedIn(text, "aztec-validator", isSecret), "4.1.2");
      return check.ok ? [] : check.problems.map(({ path }) => path);
    };
    expect(wrongPaths(file.join("\n"))).toEqual(["extraEnv.OTEL_EXPORTER_OTLP_HEADERS", "otel.tracesEndpoint"]);
    expect(wrongPaths("")).toEqual([]);
    expect(wrongPaths("config:\n  otel: {secure: v1:abc}\n  extraEnv: {secure: v1:abc}")).toEqual([]);
  });

  it("that were set without --path are listed with commands that find them", () => {
    expect(messageOf({ ...local, "p2p.port": "40401", "p2p.prot": "1", "extraEnv.TZ": "UTC" })).toBe(
      [
        "3 problems in the settings; nothing was changed.",
        "  p2p.port is one name with a dot in it, so it has no effect: remove it, and set it with --path",
        "      pulumi config rm p2p.port && pulumi config set --path p2p.port <port>",
        "  p2p.prot is not a setting. Did you mean p2p.port?",
        "      pulumi config rm p2p.prot",
        "  extraEnv.TZ is one name with a dot in it, so it has no effect: remove it, and set it with --path",
        '      (value=$(pulumi config get extraEnv.TZ) && [ -n "$value" ] && printf %s "$value" | pulumi config set --secret --path extraEnv.TZ) && pulumi config rm extraEnv.TZ',
      ].join("\n"),
    );
  });

  it("refuse published test keys on a public network", () => {
    expect(messageOf({ ...testnet, attesterPrivateKey: TEST_KEY })).toBe(
      [
        "1 problem in the settings; nothing was changed.",
        "  attesterPrivateKey is a published test key: anyone can sign with it, so the stake would be lost",
        "      cp Pulumi.<stack>.yaml copy-$(date +%s)-Pulumi.<stack>.yaml && pulumi config set --secret attesterPrivateKey",
      ].join("\n"),
    );
    expect(acceptedConfig({ ...local, attesterPrivateKey: TEST_KEY }, encrypted).settings.network).toBe("local");
  });

  it("check an address's capitals", () => {
    const right = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    expect(acceptedConfig({ ...local, coinbase: right.toLowerCase() }, encrypted).settings.coinbase).toBe(right);
    expect(messageOf({ ...local, coinbase: right.replace("5aA", "5AA") })).toContain(
      "coinbase has a wrong checksum (EIP-55 capitals): a digit is probably mistyped",
    );
  });

  it("of a local network need the release of its images", () => {
    expect(messageOf({ ...local, release: "5.2.0" })).toBe(
      [
        "1 problem in the settings; nothing was changed.",
        "  release is 5.2.0, but the images of a local network are built from 4.1.2",
        "      pulumi config set release 4.1.2",
      ].join("\n"),
    );
  });

  it("refuse two servers on one port", () => {
    expect(messageOf({ ...local, rpcPort: "40400" })).toContain("rpcPort is the same port as p2p.port");
  });
});

describe("a value in another form than its setting has is called by its form:", () => {
  const ADDRESS = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";

  it.each([
    [{ coinbase: JSON.stringify([ADDRESS]) }, "coinbase is a list, but must be an Ethereum address"],
    [{ feeRecipient: '{"a":1}' }, "feeRecipient is a group, but must be an Aztec address"],
    [{ release: '["5.2.0"]' }, "release is a list, but must be a release such as 5.2.0"],
    [{ attesterPrivateKey: JSON.stringify([OWN_KEY]) }, "attesterPrivateKey is a list, but must be a private key"],
    [
      { ethereumHosts: '{"url":"https://a.b.net"}' },
      "ethereumHosts is a group, but must be a list of one or more URLs",
    ],
    [{ ethereumHosts: '{"a":"https://a.b.net","b":"c"}' }, "ethereumHosts is a group, but must be a list of"],
  ])("%j", (changed, words) => {
    const text = messageOf({ ...testnet, ...changed });
    expect(text).toContain(words);
    expect(text).not.toContain("placeholder");
    expect(text).not.toContain(OWN_KEY);
  });
});

it("an engine's URL that is nearly right is called by its fault", () => {
  const problem = (dockerHost: string) => messageOf({ ...testnet, dockerHost });
  expect(problem("ssh://root@h.example.org:99999")).toContain("dockerHost has a port that is not from 1 to 65535");
  expect(problem("UNIX:///var/run/docker.sock")).not.toContain("three slashes");
});

it("a time that no timer of Node.js takes is refused, also in a variable", () => {
  const long = { ethereumHttpTimeoutMs: "3000000000", extraEnv: '{"P2P_GOSSIPSUB_INTERVAL_MS":2147483648}' };
  const text = messageOf({ ...testnet, ...long });
  expect(text).toContain("ethereumHttpTimeoutMs must be a whole number 100 to 2147483647");
  expect(text).toContain("is longer than 2147483647 ms, which a timer of Node.js reads as 1 ms");
});
