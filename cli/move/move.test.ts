/** What a move of a validator is by the settings of both stacks, and when the new node may sign. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { runningContainers } from "./transfer";
import { claimUrn, generatedIdentity, writtenAt } from "./identity";
import { planLines, planMove, type MoveSide } from "./plan";
import { transferDecision, waitReason } from "./transfer-decision";
import { RecordFile, stillHolds } from "./record";
import { splitName } from "../../settings/attester-names";
import { ethereumAddress } from "../../keys/keys";
import { samples, TEST_KEYS } from "../../test/fixtures/samples";
import { acceptedConfig, configOf, custom, dev, highAvailability, SECRETS, testnet } from "../../test/fixtures/stacks";

const isSecret = (name: string) => SECRETS.includes(name);
const isSecretOfAny = (name: string) => isSecret(splitName(name).setting);
const side = (name: string, values: Readonly<Record<string, unknown>>): MoveSide => ({
  name,
  config: configOf(values),
  isSecret,
});
const { attesterPrivateKey, ...keyless } = testnet;
const attester = ethereumAddress(attesterPrivateKey);
const plan = (old: object, next: object, identity: string | undefined = TEST_KEYS.p2p) =>
  planMove(side("a", { ...old }), side("b", { ...next }), identity, "4.1.2");
const checked = (values: Readonly<Record<string, unknown>>) => acceptedConfig(configOf(values));

describe("a move", () => {
  it("gives a stack without keys those of the old one, and the p2p identity, as secrets", () => {
    const coinbase = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    const { attesters, copied } = plan({ ...testnet, coinbase, adminApiKey: TEST_KEYS.admin }, keyless);
    expect(attesters).toEqual([attester]);
    expect(copied).toEqual([
      { name: "attesterPrivateKey", value: TEST_KEYS.attester, isSecret: true },
      { name: "coinbase", value: coinbase, isSecret: false },
      { name: "p2pPrivateKey", value: TEST_KEYS.p2p, isSecret: true },
    ]);
  });

  it("gives it those of further attesters too", () => {
    const second = { "attesterPrivateKey-b": TEST_KEYS.prover, "coinbase-b": samples.coinbase };
    const old = { ...side("a", { ...testnet, ...second }), isSecret: isSecretOfAny };
    const { attesters, copied } = planMove(old, side("b", keyless), undefined, "4.1.2");
    expect(attesters).toEqual([attester, ethereumAddress(TEST_KEYS.prover)].sort());
    expect(copied).toEqual([
      { name: "attesterPrivateKey", value: TEST_KEYS.attester, isSecret: true },
      { name: "attesterPrivateKey-b", value: TEST_KEYS.prover, isSecret: true },
      { name: "coinbase-b", value: samples.coinbase, isSecret: false },
    ]);
  });

  it("gives nothing to a stack that has the same keys and an identity", () => {
    expect(plan(testnet, { ...testnet, p2pPrivateKey: TEST_KEYS.p2p }).copied).toEqual([]);
  });

  it.each([
    [
      "of a stack to itself",
      () => planMove(side("a", testnet), side("a", testnet), undefined, "4.1.2"),
      "a is both the old and the new stack",
    ],
    ["of a development stack", () => plan(dev, dev), "a is a development stack"],
    [
      "of a full node",
      () => plan({ ...keyless, role: "full-node" }, { ...keyless, role: "full-node" }),
      "a is a full-node, and signs nothing",
    ],
    ["to another network", () => plan(testnet, { ...keyless, network: "mainnet" }), "a and b are not on one network"],
    [
      "to another validator",
      () => plan(testnet, { ...keyless, attesterPrivateKey: TEST_KEYS.publisher }),
      `a attests as ${attester}, and b as ${ethereumAddress(TEST_KEYS.publisher)}`,
    ],
  ])("%s is none", (_name, refused, why) => {
    expect(refused).toThrow(`There is nothing to move: ${why}`);
  });

  it("is shown in its steps, without a secret", () => {
    const lines = planLines("a", "b", plan(testnet, keyless), 2304, false);
    expect(lines).toEqual([
      `Moves the validator ${attester} from the stack a to the stack b:`,
      "  1. b: attesterPrivateKey, p2pPrivateKey copied from a, encrypted; host, image and volume made, nothing started",
      "  2. a: the node is stopped for good, and seen to be gone from its host",
      "  3. the record of what it has signed is carried over; two epochs (77 min) without a node where that is not enough",
      "  4. b: the node is started, and waited for until it is ready",
    ]);
    expect(planLines("a", "b", plan(testnet, keyless), 2304, true).slice(2, 4)).toEqual([
      "  2. a: its host is gone, as you say: its node must never start there again",
      "  3. two epochs (77 min) without a node: what it has signed last is on that host alone",
    ]);
  });
});

describe("signing-protection data", () => {
  const of = (digest: string, newest: number) => ({ digest, newest });

  it("is carried, unless it is there, or what is there is newer", () => {
    expect(transferDecision(undefined, of("a", 1))).toBe("nothing");
    expect(transferDecision(of("a", 1), undefined)).toBe("carry");
    expect(transferDecision(of("a", 1), of("a", 1))).toBe("there");
    expect(transferDecision(of("a", 2), of("b", 1))).toBe("carry");
    expect(transferDecision(of("a", 1), of("b", 2))).toBe("newer");
  });

  it("lets the new node sign at once only where both releases keep it, and it was carried", () => {
    const [four, five] = [checked(custom("sequencer", "4.4.0")), checked(testnet)];
    expect(waitReason(five, five, true)).toBeUndefined();
    expect(waitReason(five, five, false)).toBe("what the old node has signed last is not known to the new one");
    expect(waitReason(four, five, true)).toBe("release 4.4.0 keeps no record of what it has signed");
    expect(waitReason(five, four, true)).toBe("release 4.4.0 keeps no record of what it has signed");
  });

  it("is not needed where both are of one group, whose database has it", () => {
    const [one, other] = [
      checked(highAvailability),
      checked({ ...highAvailability, haDatabaseUrl: TEST_KEYS.database.replace("signing", "other") }),
    ];
    expect(waitReason(one, one, false)).toBeUndefined();
    expect(waitReason(one, other, false)).toBe("what the old node has signed last is not known to the new one");
  });
});

describe("an old host", () => {
  it("that does not answer has not said that nothing lives there", async () => {
    expect(await runningContainers(["false"], "a")).toBeUndefined();
    expect(await runningContainers(["true"], "a")).toEqual([]);
    expect(await runningContainers(["sh", "-c", "echo a; echo b"], "a")).toEqual(["a", "b"]);
  });
});

describe("how far a move has come", () => {
  const stopped = { at: "2026-01-31T12:00:00.000Z", state: "s1" };

  it("is kept whole, and gone at the end", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-moves-"));
    const file = new RecordFile("a", "b", path.join(folder, "moves"));
    expect(file.read()).toBeUndefined();
    file.write({ epochSeconds: 38, stopped, isProtected: true });
    expect(new RecordFile("a", "b", path.join(folder, "moves")).read()).toEqual({
      epochSeconds: 38,
      stopped,
      isProtected: true,
    });
    writeFileSync(path.join(folder, "moves/a-to-b.json"), "{}");
    expect(file.read()).toBeUndefined();
    file.remove();
    expect(readdirSync(path.join(folder, "moves"))).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it("holds only while the old stack was not updated since: it may have run again", () => {
    const record = { epochSeconds: 38, stopped, isProtected: true };
    expect(stillHolds(record, "s1")).toEqual(record);
    expect(stillHolds(record, "s2")).toEqual({ epochSeconds: 38 });
  });
});

describe("a stack's state", () => {
  const hex = "5".repeat(64);
  const state = (value: unknown) =>
    JSON.stringify({
      deployment: {
        manifest: { time: "2026-01-31T12:00:00Z" },
        resources: [
          {
            urn: "urn:pulumi:a::aztec-validator::x$random:index/randomBytes:RandomBytes::keys-p2p",
            outputs: { hex: value },
          },
          { urn: "urn:pulumi:a::aztec-validator::x$aztec:index:KeyClaim::node-claim" },
        ],
      },
    });

  it("has the identity that was generated, as a secret or not, the claim, and when it was written", () => {
    expect(generatedIdentity(state({ mark: "secret", plaintext: JSON.stringify(hex) }))).toBe(TEST_KEYS.p2p);
    expect(generatedIdentity(state(hex))).toBe(TEST_KEYS.p2p);
    expect(writtenAt(state(hex))).toBe("2026-01-31T12:00:00Z");
    expect(claimUrn(state(hex))).toBe("urn:pulumi:a::aztec-validator::x$aztec:index:KeyClaim::node-claim");
  });

  it("has none of them before the first up", () => {
    const empty = JSON.stringify({ deployment: null });
    expect([generatedIdentity(empty), writtenAt(empty), claimUrn(empty)]).toEqual([undefined, "", undefined]);
    const bare = JSON.stringify({ deployment: { manifest: { time: "t" } } });
    expect([generatedIdentity(bare), writtenAt(bare), claimUrn(bare)]).toEqual([undefined, "t", undefined]);
  });
});
