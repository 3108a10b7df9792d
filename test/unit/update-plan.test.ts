/** What an update plans; no stack and no engine is asked. */
import { describe, expect, it } from "vitest";
import { planText } from "../../cli/plan-text";
import { program } from "../../cli/program";
import { planUpdate, type Wish } from "../../cli/update-plan";
import { withEdits } from "../../settings/edits";
import { SettingsError } from "../../settings/problems";
import { demands, newestWithin, schemaBetween, stepKind } from "../../settings/upgrade";
import { configOf, highAvailability, isSecret, mainnet, testnet } from "../settings/stacks";

describe("a step between releases", () => {
  it("is of a kind", () => {
    const kinds = [
      ["5.2.0", "5.2.1"],
      ["5.0.0", "5.2.0"],
      ["4.4.0", "5.2.0"],
      ["5.2.0", "5.0.0"],
      ["5.2.0", "5.2.0"],
    ];
    expect(kinds.map(([from = "", to = ""]) => stepKind(from, to))).toEqual([
      "patch",
      "minor",
      "major",
      "downgrade",
      "same",
    ]);
  });

  it("goes unasked to no other major release, and unattended to no other minor one", () => {
    expect(newestWithin("4.0.1", "major")).toBe("4.4.0");
    expect(newestWithin("0.82.0", "minor")).toBe("0.82.3");
    expect(newestWithin("7.1.0", "major")).toBe("7.1.0");
  });

  it("demands what releases between demand, once", () => {
    const stack = { role: "sequencer", network: "mainnet", ha: { enabled: true } } as const;
    expect(demands("4.4.0", "5.2.0", stack).map(({ before = false, takes }) => [before, takes])).toEqual([
      [true, "seconds"],
      [false, "nothing here"],
      [false, "until the network has moved"],
    ]);
    expect(demands("5.2.0", "6.0.0", stack).map(({ takes }) => takes)).toEqual([
      "until the network has moved",
      "minutes to hours, by the Ethereum endpoint",
    ]);
    expect(demands("4.4.0", "6.0.0", stack).length).toBe(4);
    expect(demands("5.0.0", "5.2.0", stack)).toEqual([]);
    expect(demands("5.2.0", "5.0.0", stack)).toEqual([]);
  });

  it("is one-way where data is written that older releases do not read", () => {
    expect(schemaBetween("5.0.0", "5.2.0")).toBeUndefined();
    expect(schemaBetween("4.4.0", "5.0.0")).toMatch(/^from 5\.0\.0 on a validator remembers/);
    expect(schemaBetween("4.4.0", "6.0.0")).toMatch(/^6\.0\.0 writes an archive/);
  });
});

/** What makes a stack one of the last 4.x, with a setting that 5.x does not read. */
const of4 = {
  ...{ network: "custom", release: "4.4.0", "sequencer.enforceTimeTable": true },
  ...{ l1ChainId: 1, "l1Contracts.registry": mainnet.coinbase },
};

describe("a plan", () => {
  const plan = (values: Readonly<Record<string, unknown>>, wish: Wish) =>
    planUpdate({ config: configOf(values), isSecret }, wish);
  const old = { ...mainnet, release: "5.0.0" };

  it("takes the newest of the same major release, and the vendor's image of it", () => {
    expect(plan(old, {})).toMatchObject({
      from: { release: "5.0.0", image: "aztecprotocol/aztec:5.0.0" },
      to: { release: "5.2.0", image: "aztecprotocol/aztec:5.2.0" },
      kind: "minor",
      problems: [],
      edits: [{ path: "release", value: "5.2.0" }],
      demands: [],
      oneWay: undefined,
    });
  });

  it("is none where the stack runs that already", () => {
    expect(plan(testnet, {})).toBeUndefined();
    expect(plan(testnet, { release: "5.2.0" })).toBeUndefined();
  });

  it("follows the tag of an image, with its processor", () => {
    const image = "registry.example.org/aztec:5.0.0-arm64";
    expect(plan({ ...old, image }, {})?.edits).toEqual([
      { path: "release", value: "5.2.0" },
      { path: "image", value: "registry.example.org/aztec:5.2.0-arm64" },
    ]);
    const { release, ...unsaid } = old;
    expect(plan({ ...unsaid, image: `x/aztec:${release}` }, {})?.edits).toEqual([
      { path: "image", value: "x/aztec:5.2.0" },
    ]);
  });

  it("asks for the image where nothing tells its name, and takes the one it is told", () => {
    const image = `aztecprotocol/aztec@sha256:${"1".repeat(64)}`;
    expect(() => plan({ ...old, image }, {})).toThrow("aztec-validator update 5.2.0 --image <image>");
    expect(plan({ ...old, image }, { release: "5.2.0", image: "x/aztec:5.2.0" })?.to).toEqual({
      release: "5.2.0",
      image: "x/aztec:5.2.0",
    });
    expect(plan(old, { image: "x/aztec:5.0.0-b" })).toMatchObject({
      kind: "same",
      edits: [{ path: "image", value: "x/aztec:5.0.0-b" }],
    });
  });

  it("removes what the new release does not read, and says so in the settings' own words", () => {
    const planned = plan(
      {
        ...mainnet,
        ...of4,
      },
      { release: "5.2.0" },
    );
    expect(planned?.edits).toEqual([{ path: "release", value: "5.2.0" }, { path: "sequencer.enforceTimeTable" }]);
    expect(planned?.problems.map(({ path: setting, command }) => [setting, command])).toEqual([
      ["sequencer.enforceTimeTable", "pulumi config rm --path sequencer.enforceTimeTable"],
    ]);
  });

  it("is refused with every problem that only the operator can mend", () => {
    expect(() => plan(old, { release: "4.4.0" })).toThrow(
      "4.4.0 cannot take over the data of 5.0.0: from 5.0.0 on a validator remembers",
    );
    expect(() =>
      plan(
        { ...old, network: "custom", l1ChainId: 1, "l1Contracts.registry": mainnet.coinbase },
        { release: "5.2.0", image: "x:latest" },
      ),
    ).toThrow(SettingsError);
  });

  it("does patches alone, where nobody attends it", () => {
    expect(() => plan(old, { release: "5.2.0", unattended: true })).toThrow(
      "5.0.0 → 5.2.0 is no patch: an update of that kind is not done unattended.",
    );
    expect(plan(old, { unattended: true })).toBeUndefined();
    expect(plan(old, { release: "5.0.1", unattended: true })?.to.release).toBe("5.0.1");
  });

  it("reads as one page", async () => {
    const pages = [
      [old, {}],
      [
        {
          ...highAvailability,
          ...of4,
        },
        { release: "5.2.0" },
      ],
      [testnet, { release: "6.0.0" }],
      [testnet, { release: "5.0.0" }],
    ] as const;
    const texts = pages.map(([values, wish]) => {
      const planned = plan(values, wish);
      return planned ? planText("mainnet-1", planned, { hasImage: false }) : "";
    });
    await expect(`${texts.join("\n\n")}\n`).toMatchFileSnapshot("../golden/update-plans.txt");
  });
});

describe("edits of a configuration", () => {
  it("reach into groups, and leave the rest", () => {
    const config = { release: "4.4.0", sequencer: '{"enforceTimeTable":true,"minTxPerBlock":1}' };
    expect(withEdits(config, [{ path: "release", value: "5.2.0" }, { path: "sequencer.enforceTimeTable" }])).toEqual({
      release: "5.2.0",
      sequencer: '{"minTxPerBlock":1}',
    });
    expect(withEdits(config, [{ path: "release" }, { path: "p2p.port", value: "40401" }])).toEqual({
      sequencer: config.sequencer,
      p2p: '{"port":"40401"}',
    });
  });
});

describe("the command", () => {
  const refusedFor = (...words: string[]) => program().parseAsync(["node", "aztec-validator", "update", ...words]);

  it.each([
    [["--canary", "a"], "--canary goes with --all: it is the stack that goes first."],
    [["--all", "--stack", "a"], "--all is every stack of this folder: leave --stack out."],
    [["--all", "--unattended"], "--unattended --all needs --canary <stack>: the one that goes first."],
    [["--all", "--canary", "no-such"], "There is no stack no-such; there are "],
  ])("%s is refused before any stack is looked at", async (words, why) => {
    await expect(refusedFor(...words)).rejects.toThrow(why);
  });
});
