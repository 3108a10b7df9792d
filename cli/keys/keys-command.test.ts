/** What `aztec-validator keys` generates and prints, without a stack; test/engine/keys-command.test.ts uses one. */
import { describe, expect, it } from "vitest";
import { ownerOf } from "./attester-option";
import { keyFacts, leftOutLines, registrationsOf } from "./facts";
import { generatedKey } from "./generated-key";
import { KEY_KINDS, keysFromMnemonic, neededKinds, newKeys, randomKeys, settingOf } from "./generate";
import { ethereumKeyAt } from "../../keys/mnemonic";
import { blsKeyProblem, ethereumAddress, ethereumKeyProblem, p2pKeyProblem } from "../../keys/keys";
import { KEYSTORE, samples } from "../../test/fixtures/samples";
import { printedKeys, ZEROS } from "../../test/fixtures/validator-keys";

const [, printed] = printedKeys();
const validator = printed?.keystore.validators[0];
const { eth = "", bls = "" } = validator?.attester ?? {};

describe("keys that are created by default", () => {
  it.each([
    [{}, ["attester", "bls"]],
    [{ network: "testnet", release: "6.0.0-rc.1" }, ["attester", "bls"]],
    [{ network: "mainnet", image: "aztecprotocol/aztec:0.87.9" }, ["attester"]],
    [{ role: "prover-node" }, ["publishers"]],
    [{ role: "full-node" }, []],
    [{ role: "prover-agent" }, []],
  ])("for %j are %j", (config, kinds) => {
    expect(neededKinds(config)).toEqual(kinds);
  });
});

describe("new keys", () => {
  it("are valid, and different each time, if they are random", () => {
    const make = () => newKeys(KEY_KINDS, { role: "sequencer" }, { publishers: 2, source: randomKeys });
    const { attesterPrivateKey = "", blsPrivateKey = "", publisherPrivateKeys = "", p2pPrivateKey = "" } = make();
    const publishers = publisherPrivateKeys.split(",");
    expect(publishers).toHaveLength(2);
    expect([attesterPrivateKey, ...publishers].map(ethereumKeyProblem)).toEqual([undefined, undefined, undefined]);
    expect([blsKeyProblem(blsPrivateKey), p2pKeyProblem(p2pPrivateKey)]).toEqual([undefined, undefined]);
    const all = [make(), make()].flatMap((keys) => Object.values(keys).flatMap((value) => value.split(",")));
    expect(new Set(all).size).toBe(10);
  });

  it("from a mnemonic equal those of Aztec's tool, with the publishers after the attester", () => {
    const source = keysFromMnemonic(ZEROS, { accountIndex: 2, addressIndex: 5 }, false);
    const at = (addressIndex: number) => ethereumKeyAt(ZEROS, { accountIndex: 2, addressIndex });
    expect(newKeys(["attester", "bls", "publishers"], { role: "sequencer" }, { publishers: 2, source })).toEqual({
      attesterPrivateKey: eth,
      blsPrivateKey: bls,
      publisherPrivateKeys: `${at(6)},${at(7)}`,
    });
    expect(newKeys(["publishers"], { role: "prover-node" }, { publishers: 1, source })).toEqual({
      proverPublisherPrivateKeys: at(5),
    });
  });

  it("are stored in the settings of the node's role", () => {
    expect(KEY_KINDS.map((kind) => settingOf(kind, { role: "sequencer" }))).toEqual([
      ...["attesterPrivateKey", "blsPrivateKey", "publisherPrivateKeys", "p2pPrivateKey"],
    ]);
    expect(settingOf("publishers", { role: "prover-node" })).toBe("proverPublisherPrivateKeys");
    expect(KEY_KINDS.map((kind) => settingOf(kind, { role: "sequencer", attester: "second" }))).toEqual([
      ...["attesterPrivateKey-second", "blsPrivateKey-second", "publisherPrivateKeys-second", "p2pPrivateKey"],
    ]);
  });

  it("for a further attester require a sequencer, and exclude the p2p identity", () => {
    expect(ownerOf({}, ["attester"], "second")).toEqual({ role: "sequencer", attester: "second" });
    expect(() => ownerOf({}, ["attester", "p2p"], "second")).toThrow("omit --attester");
    expect(() => ownerOf({ role: "full-node" }, ["attester"], "second")).toThrow("A full-node has no attesters");
  });
});

describe("the public values of keys", () => {
  it("contain no digit of a private key", () => {
    const config = { attesterPrivateKey: eth, blsPrivateKey: bls, publisherPrivateKeys: `${eth},${eth}` };
    const { lines, registrations } = keyFacts(config, { peerId: "16Uiu2HA" });
    const address = ethereumAddress(eth);
    expect(lines.map(([label]) => label)).toEqual(["attester", "BLS public key", "publisher", "publisher", "peer id"]);
    expect([lines[0]?.[1], lines[2]?.[1], lines[4]?.[1]]).toEqual([address, address, "16Uiu2HA"]);
    expect(registrations).toEqual([printed?.staker[0]]);
    expect(JSON.stringify(lines)).not.toMatch(new RegExp(`${eth.slice(2)}|${bls.slice(2)}`));
  });

  it("cover every attester, whatever form its key has", () => {
    const remote = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    const { lines, registrations } = keyFacts(
      {
        network: "testnet",
        attesterPrivateKey: eth,
        blsPrivateKey: bls,
        "attesterAddress-far": remote,
        "attesterPrivateKey-second": eth,
        "blsPrivateKey-second": bls,
        "publisherPrivateKeys-second": eth,
        "attesterMnemonic-words": ZEROS,
        "mnemonicAddressCount-words": "2",
      },
      { attester: "of the state" },
    );
    const address = ethereumAddress(eth);
    const fromMnemonic = [0, 1].map((addressIndex) => ethereumAddress(ethereumKeyAt(ZEROS, { addressIndex })));
    expect(lines.filter(([label]) => !label.startsWith("BLS"))).toEqual([
      ...[["attester", address]],
      ...[["attester, far", remote]],
      ...[["attester, second", address]],
      ...[["publisher, second", address]],
      ...fromMnemonic.map((one) => ["attester, words", one]),
    ]);
    expect(registrations).toEqual([printed?.staker[0], printed?.staker[0]]);
  });

  it("are the addresses of a keystore file that contains the keys", () => {
    const { lines } = keyFacts({ keystore: KEYSTORE }, {});
    expect(lines.map(([label]) => label)).toContain("keystore attester");
  });

  it("skip an invalid key; the registration data requires both keys", () => {
    expect(keyFacts({ attesterPrivateKey: "0x12", p2pPrivateKey: "ab" }, {}).lines).toEqual([]);
    expect(() => registrationsOf(keyFacts({ attesterPrivateKey: eth }, {}), "testnet")).toThrow(
      "The staker output requires both attesterPrivateKey and blsPrivateKey. For an attester that is not registered yet and has no BLS key: aztec-validator keys new bls --stack testnet",
    );
  });

  it("register the one address of a mnemonic, and name each attester that is left out", () => {
    const facts = keyFacts(
      {
        network: "testnet",
        attesterMnemonic: ZEROS,
        blsPrivateKey: bls,
        "attesterMnemonic-words": ZEROS,
        "mnemonicAddressCount-words": "2",
        "blsPrivateKey-words": bls,
        "attesterPrivateKey-second": eth,
        "blsEncryptedKey-second": String(samples.blsEncryptedKey),
      },
      {},
    );
    const registered = [ethereumAddress(ethereumKeyAt(ZEROS, { addressIndex: 0 }))];
    expect(registrationsOf(facts, "testnet").map(({ attester }) => attester)).toEqual(registered);
    const words = "  blsPrivateKey-words: its attester has 2 addresses";
    const second = "  blsEncryptedKey-second: it is encrypted, and the output is made of plain keys";
    const tool = "  For such keys, use Aztec's own tool: aztec validator-keys --help";
    expect([...leftOutLines(facts)].sort()).toEqual(["Not in the staker output:", words, second, tool].sort());
    expect(() => registrationsOf(facts, "testnet", "second")).toThrow(
      ["No staker output was written.", second, tool].join("\n"),
    );
    const none = { ...facts, registrations: [], unregistered: facts.unregistered.slice(0, 1) };
    expect(() => registrationsOf(none, "testnet")).toThrow("No staker output was written.");
  });

  it("prefer the peer id of the settings to that of the state", () => {
    const { lines } = keyFacts({ p2pPrivateKey: String(samples.p2pPrivateKey) }, { peerId: "of the state" });
    expect(lines).toEqual([["peer id", expect.stringMatching(/^16Uiu2HA/)]]);
  });
});

describe("a key that `up` generated", () => {
  const urn = "urn:pulumi:a::aztec-validator::aztec-validator:index:ValidatorKeys$random:index/randomBytes:RandomBytes";
  const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: '"ab12"' };
  const resource = { type: "random:index/randomBytes:RandomBytes", urn: `${urn}::keys-p2p`, outputs: { hex: secret } };

  it("is found by its kind in a state with decrypted secrets", () => {
    const state = JSON.stringify({ version: 3, deployment: { resources: [resource] } });
    expect(generatedKey(state, "p2p")).toBe("ab12");
    expect(generatedKey(state, "attester")).toBeUndefined();
  });

  it("is missing before the first up", () => {
    expect(generatedKey('{"version":3,"deployment":null}', "p2p")).toBeUndefined();
  });
});
