/** What claims have beside addresses: the release of a member of a high-availability group, and the peer id. */
import { describe, expect, it } from "vitest";
import { demands } from "../cli/update/demands";
import { peerId } from "../keys/keys";
import { keyClaim } from "../resources/key-claim/provider";
import { claimsIn } from "../resources/key-claim/claims-in-state";
import { TEST_KEYS } from "../test/fixtures/samples";
import { acceptedConfig, configOf, custom, testnet } from "../test/fixtures/stacks";
import { omit } from "../test/fixtures/wrong/wrong";
import { type Claim, claimOf, conflicts, releaseWarnings } from "./claim";
import { problemList } from "./problems";
import { mayShareDatabase } from "./releases/upgrade";
import { knownReleases } from "./releases/release";

const A = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";
const B = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF";
const C = "0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69";

const claimIn = (values: Record<string, unknown>) => claimOf(acceptedConfig(configOf(values)).settings);
const live = (of: Claim) => [{ ...of, stack: "other" }];
const diff = (before: Claim, now: Claim) => keyClaim.diff("id", "urn", before, now);
const SAME = { changes: false, replaces: [] };

const OWN_ID = peerId(TEST_KEYS.p2p);
const stateOf = (...resources: object[]) => JSON.stringify({ deployment: { resources } });

describe("the members of a high-availability group", () => {
  const member = (nodeId: string, release?: string, attester = A): Claim => ({
    attesters: [attester],
    publishers: [nodeId === "1" ? B : C],
    ha: { nodeId, database: "one" },
    release,
  });
  const found = (own: string, other?: string) => conflicts(member("1", own), live(member("2", other)));

  it("record their release, and nobody else does", () => {
    const group = {
      ...testnet,
      "ha.enabled": true,
      "ha.nodeId": "one",
      haDatabaseUrl: "postgresql://node:a-password@db.example.org:5432/aztec",
      publisherPrivateKeys: [`0x${"4".repeat(64)}`],
    };
    expect(claimIn(group)?.release).toBe(testnet.release);
    expect(claimIn(testnet)?.release).toBeUndefined();
  });

  it("are refused on both sides of a step that no rolling update crosses, with the command that stops the other", () => {
    expect(problemList(found("6.0.0", "5.2.0"), "own")).toBe(
      [
        "1 problem in the settings; nothing was changed.",
        "  release is 6.0.0, but the running node of stack other, in the same high-availability group, has 5.2.0: the older one deletes signing records of the newer one from the database, so that both may sign for one slot, which is slashed. No rolling update crosses this step: stop every member first (docs/releases.md, From 5.x to 6.0)",
        "      pulumi config set stopped true --stack other && pulumi up --stack other",
      ].join("\n"),
    );
  });

  it.each([
    ["5.2.0", "6.0.0", ["release"]],
    ["5.2.0", "6.0.0-rc.1", ["release"]],
    ["6.0.0", "6.0.0-rc.1", ["release"]],
    ["5.0.0", "5.2.0", []],
    ["6.0.0", "6.0.1", []],
    ["6.0.0", undefined, []],
  ])("of %s and %s: refused are %j", (own, other, refused) => {
    expect(found(own, other).map(({ path }) => path)).toEqual(refused);
    if (other) expect(found(other, own).map(({ path }) => path)).toEqual(refused);
  });

  it("are refused where `update` says that no rolling update is possible", () => {
    const stack = {
      role: "sequencer",
      network: "mainnet",
      ha: { enabled: true },
      ethereumAllowNoDebugHosts: true,
    } as const;
    const releases = knownReleases().filter((release) => /^[4-6]\./.test(release));
    for (const from of releases)
      for (const to of releases.slice(releases.indexOf(from) + 1)) {
        const isNone = demands(from, to, stack).some(({ text }) => text.includes("allows no rolling update"));
        expect(mayShareDatabase(from, to), `${from} to ${to}`).toBe(!isNone);
      }
  });

  it("with different attesters share a database if its name leads everywhere to the same server", () => {
    const own = { ...member("1", "6.0.0"), isDatabaseLocal: false };
    const other = live(member("2", "5.2.0", C));
    expect(conflicts(own, other).map(({ path }) => path)).toEqual(["release"]);
    expect(conflicts({ ...own, isDatabaseLocal: true }, other)).toEqual([]);
  });

  it("without a recorded release are warned of, once for each stack", () => {
    const other = live(member("2"));
    expect(releaseWarnings(member("1", "6.0.0"), [...other, ...other])).toEqual([
      "The release of stack other, a member of the same high-availability group, is not known: an earlier version of this program made its state. Members on both sides of 6.0.0 must not share the database: the older one deletes signing records of the newer one, and a double signature is slashed. An `up` of other records its release.",
    ]);
    expect(releaseWarnings(member("1", "6.0.0"), live(member("2", "5.2.0")))).toEqual([]);
    expect(releaseWarnings({ attesters: [A], publishers: [A] }, other)).toEqual([]);
  });

  it("have the release that the state's check of it names, if an earlier version made the claim", () => {
    const claim = { type: "aztec:index:KeyClaim", inputs: member("2") };
    const fit = { type: "aztec:index:ReleaseFit", inputs: { release: "5.2.0" } };
    const releaseIn = (...resources: object[]) =>
      claimsIn(stateOf(...resources), "other").map(({ release }) => release);
    expect(releaseIn(claim, fit)).toEqual(["5.2.0"]);
    expect(releaseIn({ ...claim, inputs: member("2", "6.0.0") }, fit)).toEqual(["6.0.0"]);
    expect(releaseIn(claim)).toEqual([undefined]);
    expect(releaseIn({ ...claim, inputs: { attesters: [A], publishers: [A] } }, fit)).toEqual([undefined]);
  });

  it("get another claim for a step that no rolling update crosses, and for no other", async () => {
    expect(await diff(member("1"), member("1", "6.0.0"))).toEqual(SAME);
    expect(await diff(member("1", "5.0.0"), member("1", "5.2.0"))).toEqual(SAME);
    const replaced = { changes: true, replaces: ["release"] };
    expect(await diff(member("1", "5.2.0"), member("1", "6.0.0"))).toEqual(replaced);
  });
});

describe("a peer id", () => {
  const withId = (id?: string, attester = A): Claim => ({ attesters: [attester], publishers: [attester], peerId: id });
  const fullNode = { ...omit(testnet, "attesterPrivateKey"), role: "full-node", p2pPrivateKey: TEST_KEYS.p2p };

  it("of a key in the settings is claimed by every role with peers", () => {
    expect(claimIn({ ...testnet, p2pPrivateKey: TEST_KEYS.p2p })?.peerId).toBe(OWN_ID);
    expect(claimIn(fullNode)).toMatchObject({ attesters: [], publishers: [], peerId: OWN_ID });
    expect(claimIn(testnet)?.peerId).toBeUndefined();
    expect(
      claimIn({ ...custom("full-node", "5.2.0"), p2pPrivateKey: TEST_KEYS.p2p, "p2p.enabled": false }),
    ).toBeUndefined();
  });

  it("of another running node is refused, with the command that gives the stack its own", () => {
    const own = claimIn(fullNode) ?? withId();
    expect(problemList(conflicts(own, live(own)), "own")).toBe(
      [
        "1 problem in the settings; nothing was changed.",
        `  p2pPrivateKey has the peer id ${OWN_ID}, which the running node of stack other has: peers find one of the two nodes, and the other misses its duties. Without this setting, the stack gets its own key`,
        "      cp Pulumi.own.yaml copy-$(date +%s)-Pulumi.own.yaml && pulumi config rm p2pPrivateKey --stack own",
      ].join("\n"),
    );
  });

  it.each([
    ["of two validators", withId(OWN_ID), withId(OWN_ID, B), ["p2pPrivateKey"]],
    ["that is another one", withId(OWN_ID), withId(peerId(`08021220${"1".repeat(64)}`), B), []],
    ["that is not recorded", withId(OWN_ID), withId(undefined, B), []],
    ["on another chain", { ...withId(OWN_ID), chain: 1 }, { ...withId(OWN_ID, B), chain: 11_155_111 }, []],
    ["beside one attester: its stack has to stop anyway", withId(OWN_ID), withId(OWN_ID), ["attesterPrivateKey"]],
  ])("%s", (_what, own, other, refused) => {
    expect(conflicts(own, live(other)).map(({ path }) => path)).toEqual(refused);
    expect(conflicts(other, live(own)).map(({ path }) => path)).toEqual(refused);
  });

  it("is reported beside another problem of a member of the group", () => {
    const [one, two] = [
      { ...withId(OWN_ID), ha: { nodeId: "1", database: "one" } },
      { ...withId(OWN_ID), publishers: [B], ha: { nodeId: "1", database: "one" } },
    ];
    expect(conflicts(one, live(two)).map(({ path }) => path)).toEqual(["ha.nodeId", "p2pPrivateKey"]);
  });

  it("is recorded without a change of the claim, and another one is another claim", async () => {
    expect(await diff(withId(), withId(OWN_ID))).toEqual(SAME);
    expect(await diff(withId(OWN_ID), withId("16Uiu2Other"))).toEqual({ changes: true, replaces: ["peerId"] });
  });
});
