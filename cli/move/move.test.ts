/** The plan of a move by the settings of both stacks, and the conditions on which the new node may sign. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { listSigningData, runningContainers } from "./transfer";
import { claimUrn, generatedIdentity, writtenAt } from "./identity";
import { planLines, planMove, type MoveSide } from "./plan";
import { transferDecision, waitReason } from "./transfer-decision";
import { RecordFile, stillHolds } from "./record";
import { nodeLocation } from "../stack/state";
import { splitName } from "../../settings/attester-names";
import { ethereumAddress } from "../../keys/keys";
import { samples, TEST_KEYS } from "../../test/fixtures/samples";
import { acceptedConfig, configOf, custom, dev, highAvailability, SECRETS, testnet } from "../../test/fixtures/stacks";
import { useFolder } from "../../test/fixtures/folder";

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
  it("copies keys and p2p identity to a stack without keys, as secrets", () => {
    const coinbase = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    const { attesters, copied } = plan({ ...testnet, coinbase, adminApiKey: TEST_KEYS.admin }, keyless);
    expect(attesters).toEqual([attester]);
    expect(copied).toEqual([
      { name: "attesterPrivateKey", value: TEST_KEYS.attester, isSecret: true },
      { name: "coinbase", value: coinbase, isSecret: false },
      { name: "p2pPrivateKey", value: TEST_KEYS.p2p, isSecret: true },
    ]);
  });

  it("copies the keys of further attesters too", () => {
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

  it("copies nothing to a stack with the same keys and an identity", () => {
    expect(plan(testnet, { ...testnet, p2pPrivateKey: TEST_KEYS.p2p }).copied).toEqual([]);
  });

  it.each([
    [
      "of a stack to itself",
      () => planMove(side("a", testnet), side("a", testnet), undefined, "4.1.2"),
      "a is both the old and the new stack",
    ],
    [
      "of a development stack",
      () => plan(dev, dev),
      "a is on a local network, and its validator exists only on its own chain",
    ],
    [
      "of a full node",
      () => plan({ ...keyless, role: "full-node" }, { ...keyless, role: "full-node" }),
      "a is a full-node, which attests to nothing: stop a, then bring b up instead",
    ],
    [
      "to another network",
      () => plan(testnet, { ...keyless, network: "mainnet" }),
      "a and b are on different networks",
    ],
    [
      "to another validator",
      () => plan(testnet, { ...keyless, attesterPrivateKey: TEST_KEYS.publisher }),
      `a attests as ${attester}, and b as ${ethereumAddress(TEST_KEYS.publisher)}`,
    ],
    [
      "to a release that does not read the record",
      () => plan({ ...testnet, release: "6.0.0" }, { ...keyless, release: "6.0.0-rc.1" }),
      "a runs 6.0.0 and b is set to 6.0.0-rc.1: 6.0.0 resets the stores of the old rollup, and writes its signing record in a format that older releases and its own release candidates do not read. First: pulumi config set release 6.0.0 --stack b",
    ],
  ])("%s is refused", (_name, refused, why) => {
    expect(refused).toThrow(`The validator cannot be moved: ${why}. Nothing was changed.`);
  });

  it("is printed step by step, without a secret", () => {
    const lines = planLines("a", "b", plan(testnet, keyless), { epochSeconds: 2304 }, false);
    expect(lines).toEqual([
      `Move of the validator ${attester} from the stack a to the stack b:`,
      "  1. b: copy attesterPrivateKey, p2pPrivateKey from a, encrypted; create host, image and volume, but start no node",
      "  2. a: stop the node for good, and check that its host has no container of it",
      "  3. copy the record of what was signed; if that is not enough, wait two epochs (77 min) without a node",
      "  4. b: start the node, and wait until it is ready",
    ]);
    expect(planLines("a", "b", plan(testnet, keyless), { epochSeconds: 2304 }, true).slice(2, 4)).toEqual([
      "  2. a: its host is gone (--host-is-gone); its node must never start there again",
      "  3. wait two epochs (77 min) without a node: only the lost host knows what was signed last",
    ]);
    const continued = { epochSeconds: 2304, stopped: { at: "2026-01-31T12:00:00.000Z", state: "s1" } };
    expect(planLines("a", "b", plan(testnet, keyless), continued, true)[3]).toBe(
      "  3. wait two epochs (77 min) without a node, counted from 2026-01-31 12:00 UTC of the interrupted run: only the lost host knows what was signed last",
    );
  });
});

describe("signing-protection data", () => {
  const of = (digest: string, newest: number) => ({ digest, newest });

  it("is copied, unless the new volume has the same or newer data", () => {
    expect(transferDecision(undefined, of("a", 1))).toBe("nothing");
    expect(transferDecision(of("a", 1), undefined)).toBe("copy");
    expect(transferDecision(of("a", 1), of("a", 1))).toBe("present");
    expect(transferDecision(of("a", 2), of("b", 1))).toBe("copy");
    expect(transferDecision(of("a", 1), of("b", 2))).toBe("newer");
  });

  it("lets the new node sign at once only if both releases keep it and it was copied", () => {
    const [four, five] = [checked(custom("sequencer", "4.4.0")), checked(testnet)];
    expect(waitReason(five, five, true)).toBeUndefined();
    expect(waitReason(five, five, false)).toBe("the new node does not know what the old one has signed last");
    expect(waitReason(four, five, true)).toBe("release 4.4.0 keeps no record of what it has signed");
    expect(waitReason(five, four, true)).toBe("release 4.4.0 keeps no record of what it has signed");
  });

  it("is not needed if both stacks are of one HA group, whose database has the record", () => {
    const [one, other] = [
      checked(highAvailability),
      checked({ ...highAvailability, haDatabaseUrl: TEST_KEYS.database.replace("signing", "other") }),
    ];
    expect(waitReason(one, one, false)).toBeUndefined();
    for (const isCopied of [true, false]) {
      expect(waitReason(one, other, isCopied)).toBe("the new node does not know what the old one has signed last");
    }
  });

  it("is needed if the database has a name that may lead the new host to a database of its own", () => {
    const local = checked({ ...highAvailability, haDatabaseUrl: "postgresql://node:secret@postgres:5432/signing" });
    expect(waitReason(local, local, true)).toBe("the new node does not know what the old one has signed last");
  });
});

describe("the disk of a stack on AWS", () => {
  const copiedFrom = (snapshotId: string) => {
    const volume = {
      type: "aws:ebs/volume:Volume",
      urn: "urn:pulumi:b::p::host$volume::host-data",
      outputs: { snapshotId },
    };
    return nodeLocation(JSON.stringify({ deployment: { resources: [volume] } })).copiedFrom;
  };

  it("was made from a snapshot if AWS says so", () => {
    expect([copiedFrom("snap-11111111"), copiedFrom("")]).toEqual(["snap-11111111", undefined]);
  });
});

describe("the signing-protection data of a volume", () => {
  const folder = useFolder();
  const DIGEST = "ab".repeat(32);

  /** Lists the data by a `docker` that prints a warning to standard error, as SSH and Docker do, and this text. */
  function listBy(printed: string) {
    const answer = `if [ "$1" = run ]; then printf '%s' '${printed}'; fi`;
    const script = `echo 'bash: warning: setlocale: cannot change locale' >&2\n${answer}`;
    const docker = folder.program("docker", script);
    return listSigningData({ docker: [docker], volume: "data", image: "node" });
  }

  it("is a digest and a time, whatever is on standard error", async () => {
    expect(await listBy(`${DIGEST}  -\n1764000000.5`)).toEqual({ digest: DIGEST, newest: 1_764_000_000.5 });
  });

  it("is none where nothing is printed: a warning is no data, or a new node would sign at once", async () => {
    expect(await listBy("")).toBeUndefined();
  });

  it("cannot be read where something else is printed", async () => {
    await expect(listBy("no such tool")).rejects.toThrow("the volume data cannot be read: no digest");
  });
});

describe("an old host", () => {
  it("that does not answer does not count as a host without containers", async () => {
    expect(await runningContainers(["false"], "a")).toBeUndefined();
    expect(await runningContainers(["true"], "a")).toEqual([]);
    expect(await runningContainers(["sh", "-c", "echo a; echo b"], "a")).toEqual(["a", "b"]);
  });
});

describe("the record of a move's progress", () => {
  const stopped = { at: "2026-01-31T12:00:00.000Z", state: "s1" };
  const folder = useFolder();

  it("is written whole, and removed at the end", () => {
    const file = new RecordFile("a", "b", folder.at("moves"));
    expect(file.read()).toBeUndefined();
    file.write({ epochSeconds: 38, stopped, isProtected: true });
    expect(new RecordFile("a", "b", folder.at("moves")).read()).toEqual({
      epochSeconds: 38,
      stopped,
      isProtected: true,
    });
    for (const incomplete of ["{}", "", "{"]) {
      folder.write("moves/a-to-b.json", incomplete);
      expect(file.read()).toBeUndefined();
    }
    file.remove();
    expect(readdirSync(folder.at("moves"))).toEqual([]);
  });

  it("holds only until the next up of the old stack, whose node may have run again", () => {
    const record = { epochSeconds: 38, stopped, isProtected: true };
    const now = Date.parse(stopped.at) + 60_000;
    expect(stillHolds(record, "s1", now)).toEqual(record);
    expect(stillHolds(record, "s2", now)).toEqual({ epochSeconds: 38 });
  });

  it("holds for two epochs and an hour: later, the old host may have come back and signed", () => {
    const record = { epochSeconds: 2304, stopped, isProtected: true };
    const last = Date.parse(stopped.at) + 2 * 2_304_000 + 3_600_000;
    expect(stillHolds(record, "s1", last)).toEqual(record);
    expect(stillHolds(record, "s1", last + 1)).toEqual({ epochSeconds: 2304 });
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

  it("contains the generated identity, secret or not, the key claim, and its time", () => {
    expect(generatedIdentity(state({ mark: "secret", plaintext: JSON.stringify(hex) }))).toBe(TEST_KEYS.p2p);
    expect(generatedIdentity(state(hex))).toBe(TEST_KEYS.p2p);
    expect(writtenAt(state(hex))).toBe("2026-01-31T12:00:00Z");
    expect(claimUrn(state(hex))).toBe("urn:pulumi:a::aztec-validator::x$aztec:index:KeyClaim::node-claim");
  });

  it("contains none of them before the first up", () => {
    const empty = JSON.stringify({ deployment: null });
    expect([generatedIdentity(empty), writtenAt(empty), claimUrn(empty)]).toEqual([undefined, "", undefined]);
    const bare = JSON.stringify({ deployment: { manifest: { time: "t" } } });
    expect([generatedIdentity(bare), writtenAt(bare), claimUrn(bare)]).toEqual([undefined, "t", undefined]);
  });
});
