/** The prompts and flags of `config`, and the edits of a stack's file, without a terminal. */
import { describe, expect, it } from "vitest";
import { collect, difference } from "./collect";
import { type Flags, valuesOfFlags } from "./flags";
import { type KeySource, pathsOf } from "./key-source";
import { isNeeded, problemAt, prompts } from "./prompts";
import { settingsInFile } from "../../settings/settings-file";
import { editedSettingsFile, hasSettings } from "../stack/settings-yaml";
import { type FlatConfig, toRawConfig, toFlatConfig } from "../../settings/flat-config";
import { samples, TEST_KEYS } from "../../test/fixtures/samples";
import { OperatorError } from "../../terminal/output";
import { LOCAL_RELEASE } from "../../test/fixtures/stacks";

const KEY = /^0x[0-9a-f]{64}$/;
const TEST_ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const ENCRYPTED = String(samples.attesterEncryptedKey);
const check = { localRelease: LOCAL_RELEASE, isSecret: () => true };

function neededPaths(values: Record<string, string>): string[] {
  return prompts.filter((prompt) => isNeeded(prompt, values)).map(({ definition }) => definition.path);
}

describe("a prompt", () => {
  const always = ["network", "role"];
  const servers = ["ethereumHosts", "l1ConsensusHosts", "release"];
  const keys = ["attesterEncryptedKey", "attesterPassword", "attesterMnemonic", "attesterAddress", "remoteSignerUrl"];
  const signing = ["keystore", "attesterPrivateKey", ...keys, "coinbase"];
  const server = ["host.kind", "host.address", "host.user", "host.port", "host.identityFile", "host.installDocker"];
  const aws = ["host.kind", "host.identityFile", "aws.region", "aws.sshPublicKey"];

  it.each([
    [{ network: "local" }, [...always, "release", "p2p.port", "rpcPort", ...keys, "coinbase", "storage.kind"]],
    [
      { network: "testnet", "storage.kind": "bind" },
      [
        ...always,
        "host.kind",
        ...servers,
        "p2p.announceIp",
        "p2p.port",
        "rpcPort",
        ...signing,
        "storage.kind",
        "storage.path",
      ],
    ],
    [{ network: "testnet", "host.kind": "aws" }, [...always, ...aws, ...servers, "p2p.port", "rpcPort", ...signing]],
    [
      { network: "custom", "host.kind": "ssh", keystore: "{}" },
      [
        ...[...always, ...server, "bootnodeUrl", ...servers, "p2p.announceIp"],
        ...["p2p.port", "rpcPort", "keystore", "attesterPrivateKey", ...keys, "storage.kind"],
      ],
    ],
    [
      { network: "testnet", "host.kind": "aws", attesterMnemonic: "test test test" },
      [...always, ...aws, ...servers, "p2p.port", "rpcPort", ...signing],
    ],
    [
      { network: "testnet", role: "prover-agent" },
      [...always, "host.kind", "release", "rpcPort", "prover.brokerUrl", "storage.kind"],
    ],
  ])("is needed only if the stack uses its setting: %j", (values, paths) => {
    expect(neededPaths(values)).toEqual(paths);
  });

  it("has its own flag, and that of a secret names a file", () => {
    const flags = prompts.map(({ flag }) => flag);
    expect(new Set(flags).size).toBe(prompts.length);
    const others = prompts.filter(({ definition, flag }) => Boolean(definition.secret) !== flag.endsWith("-file"));
    expect(others.map(({ flag }) => flag)).toEqual(["--host-identity-file"]);
  });

  it("is validated by the settings' own checks", () => {
    const values = { network: "mainnet", release: "5.2.0", "p2p.port": "40401", rpcPort: "40401" };
    expect(problemAt("rpcPort", values, check)).toBe("rpcPort is the same port as p2p.port: each needs its own");
    expect(problemAt("p2p.port", values, check)).toBeUndefined();
  });
});

describe("settings by flags", () => {
  const mode = { source: "flags", check, flags: {} } as const;

  it("leave out defaults, and remove what another choice does not use", async () => {
    const current = {
      network: "testnet",
      "p2p.announceIp": "20.30.40.50",
      "storage.kind": "bind",
      "storage.path": "/srv",
    };
    const fromFlags = { "storage.kind": "volume", "p2p.port": "40400", role: "sequencer" };
    const { values, hasPrompted } = await collect(current, fromFlags, mode);
    expect(hasPrompted).toBe(false);
    expect(difference(current, values)).toEqual({ set: { "storage.kind": "volume" }, remove: ["storage.path"] });
  });

  it("unset a setting with an empty value", async () => {
    const current = { network: "testnet", coinbase: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed" };
    const { values } = await collect(current, { coinbase: "" }, mode);
    expect(difference(current, values)).toEqual({ set: {}, remove: ["coinbase"] });
  });
});

describe("the source of keys", () => {
  const attester = { network: "testnet", attesterPrivateKey: TEST_KEYS.attester };
  const signer = { remoteSignerUrl: "https://signer.example.org", attesterAddress: TEST_ADDRESS };
  const mode = (flags: Flags = {}) => ({ source: "flags", check, flags }) as const;

  it("new makes the keys that the role and the release need", async () => {
    const made = async (current: FlatConfig) => (await collect(current, {}, mode({ keySource: "new" }))).values;
    const { attesterPrivateKey, blsPrivateKey, ...rest } = await made({ network: "testnet", release: "6.0.0" });
    expect([attesterPrivateKey, blsPrivateKey]).toEqual([KEY, KEY].map((key): unknown => expect.stringMatching(key)));
    expect(rest).toEqual({ network: "testnet", release: "6.0.0" });
    const prover = await made({ network: "testnet", role: "prover-node" });
    expect(Object.keys(prover)).toEqual(["network", "role", "proverPublisherPrivateKeys"]);
  });

  it.each<FlatConfig>([
    { blsPrivateKey: TEST_KEYS.bls },
    { blsEncryptedKey: String(samples.blsEncryptedKey), blsPassword: "password" },
  ])("new makes no second BLS key: %j", async (bls) => {
    const current = { network: "testnet", release: "6.0.0", ...bls };
    const { values } = await collect(current, {}, mode({ keySource: "new" }));
    expect(values).toEqual({ ...current, attesterPrivateKey: expect.stringMatching(KEY) as unknown });
  });

  it("new never replaces a key, and is refused for a role without keys", async () => {
    await expect(collect(attester, {}, mode({ keySource: "new" }))).rejects.toThrow(
      "The stack already has a key, which --key-source new would replace; nothing was written. To replace it: aztec-validator keys new --replace",
    );
    await expect(
      collect({ network: "testnet", role: "prover-node" }, {}, mode({ keySource: "mnemonic" })),
    ).rejects.toThrow(
      "--key-source mnemonic is not possible for this role; nothing was written. Pass one of: new, private-key, keystore.",
    );
  });

  it.each<[string, FlatConfig, FlatConfig, readonly string[]]>([
    ["stays without a flag of keys", { ...attester, ...signer }, {}, []],
    ["of a mnemonic on a local network stays", { network: "local", attesterMnemonic: "test test" }, {}, []],
    [
      "is replaced by that of a flag",
      { network: "testnet", ...signer },
      { attesterPrivateKey: TEST_KEYS.bls },
      ["remoteSignerUrl", "attesterAddress"],
    ],
    [
      "is replaced, and a signer that publishers use stays",
      { network: "testnet", ...signer, publisherAddresses: TEST_ADDRESS },
      { attesterPrivateKey: TEST_KEYS.bls },
      ["attesterAddress"],
    ],
    ["stays with the address of a signer alone", attester, { remoteSignerUrl: signer.remoteSignerUrl }, []],
    ["stays with a password alone", attester, { attesterPassword: "password" }, []],
    ["is replaced by an address of a signer", attester, signer, ["attesterPrivateKey"]],
    ["is removed with the role", { ...attester, role: "full-node" }, {}, ["attesterPrivateKey"]],
  ])("%s", async (_, current, fromFlags, removed) => {
    const { values } = await collect(current, fromFlags, mode());
    expect(difference(current, values)).toEqual({ set: fromFlags, remove: removed });
  });

  it.each<readonly [KeySource, FlatConfig]>([
    ["encrypted-file", { attesterEncryptedKey: ENCRYPTED }],
    ["remote-signer", { attesterAddress: TEST_ADDRESS }],
    ["remote-signer", signer],
  ])("%s: each of its settings can be entered before the next: %j", (source, values) => {
    const all = { ...values, network: "testnet", release: "6.0.0" };
    const entered = pathsOf(source, all).filter((path) => path in values);
    expect(entered.map((path) => problemAt(path, all, check))).toEqual(entered.map(() => undefined));
  });
});

describe("a stack's file", () => {
  const file = `# mine\nencryptionsalt: v1:x\nconfig:\n  p:network: testnet # why\n  p:p2p: '{"port":40401}'\n  q:other: 1\n`;

  it("has new settings beside all that it had", () => {
    const set = { "p2p.announceIp": "20.30.40.50", rpcPort: "8082", logJson: "true", release: "5.2.0" };
    expect(editedSettingsFile(file, "p", { set, remove: [], replace: false })).toBe(
      `# mine\nencryptionsalt: v1:x\nconfig:\n  p:network: testnet # why\n  p:p2p:\n    port: 40401\n    announceIp: 20.30.40.50\n  q:other: 1\n  p:logJson: true\n  p:release: 5.2.0\n  p:rpcPort: 8082\n`,
    );
  });

  it("loses what is removed, or all of the project's own", () => {
    expect(editedSettingsFile(file, "p", { set: {}, remove: ["p2p.port", "p2p"], replace: false })).not.toContain(
      "p2p",
    );
    const replaced = editedSettingsFile(file, "p", { set: { network: "mainnet" }, remove: [], replace: true });
    expect(replaced).toBe("# mine\nencryptionsalt: v1:x\nconfig:\n  q:other: 1\n  p:network: mainnet\n");
    expect([file, "", "encryptionsalt: x\n"].map((text) => hasSettings(text, "p"))).toEqual([true, false, false]);
  });

  it("of an example, without a namespace, is read and changed under the keys that it has", () => {
    const example = "config:\n  network: mainnet\n  ha:\n    enabled: true\n  other:key: 1\n";
    expect(hasSettings(example, "p")).toBe(true);
    const values = { network: "mainnet", ha: '{"enabled":true}' };
    expect(settingsInFile(example, "p")).toEqual({ values, hasEncrypted: false, twice: [] });
    const set = { network: "testnet", "ha.enabled": "false", rpcPort: "8082" };
    expect(editedSettingsFile(example, "p", { set, remove: [], replace: false })).toBe(
      "config:\n  network: testnet\n  ha:\n    enabled: false\n  other:key: 1\n  rpcPort: 8082\n",
    );
    expect(editedSettingsFile(example, "p", { set: {}, remove: ["network"], replace: true })).toBe(
      "config:\n  other:key: 1\n",
    );
  });

  it("has addresses and large numbers with all their digits, also without quotes", () => {
    const text = `config:\n  p:coinbase: ${TEST_ADDRESS}\n  p:aws:\n    a: ${TEST_ADDRESS}\n    b: 12345678901234567890\n    c: 8\n  p:rpcPort: 8082\n`;
    expect(settingsInFile(text, "p").values).toEqual({
      coinbase: TEST_ADDRESS,
      aws: `{"a":"${TEST_ADDRESS}","b":"12345678901234567890","c":8}`,
      rpcPort: "8082",
    });
  });

  it("with encrypted values, or with one setting under two keys, is recognised", () => {
    const encrypted = "config:\n  p:ethereumHosts:\n    secure: v1:x\n  p:rpcPort: 1\n";
    expect(settingsInFile(encrypted, "p")).toEqual({ values: { rpcPort: "1" }, hasEncrypted: true, twice: [] });
    const nested = "config:\n  p:aws:\n    - secure: v1:x\n";
    expect(settingsInFile(nested, "p").hasEncrypted).toBe(true);
    expect(settingsInFile("config:\n  network: mainnet\n  p:network: testnet\n", "p").twice).toEqual(["network"]);
  });

  it("is read back as it was written", () => {
    const values = {
      network: "testnet",
      "p2p.port": "40401",
      "extraEnv.OTEL_SERVICE_NAME": "a",
      coinbase: TEST_KEYS.api,
    };
    expect(toFlatConfig(toRawConfig(values))).toEqual(values);
  });
});

describe("a flag of a secret", () => {
  it.each([
    ["attesterPrivateKeyFile", "--attester-private-key-file", `0x${TEST_KEYS.attester}`],
    ["attesterPrivateKeyFile", "--attester-private-key-file", TEST_KEYS.attester],
    ["attesterMnemonicFile", "--attester-mnemonic-file", "test test test test test test test test test test test junk"],
    ["ethereumHostsFile", "--ethereum-hosts-file", "https://ethereum.example.org/key"],
  ])("that got the value itself does not print it: %s", async (name, flag, text) => {
    await expect(valuesOfFlags({ [name]: text }, {})).rejects.toThrow(
      new OperatorError(
        `${flag} takes the name of a file that has the value, not the value itself; nothing was written. If it is in the shell's history now, delete it there.`,
      ),
    );
  });

  it("names a file that is not there", async () => {
    await expect(valuesOfFlags({ attesterPrivateKeyFile: "/gone/key" }, {})).rejects.toThrow(
      "/gone/key cannot be read (ENOENT); nothing was written.",
    );
  });
});
