/** The plan of an update, by the settings alone: no stack and no engine is queried. */
import { describe, expect, it } from "vitest";
import { planText } from "./plan-summary";
import { program } from "../program";
import { planUpdate, type UpdateRequest } from "./plan";
import { withEdits } from "./edits";
import { OperatorError } from "../../terminal/output";
import { configOf, dev, highAvailability, isSecret, mainnet, testnet } from "../../test/fixtures/stacks";

/** Settings of a stack on the last 4.x, with one that 5.x does not read. */
const of4 = {
  network: "custom",
  release: "4.4.0",
  "sequencer.enforceTimeTable": true,
  l1ChainId: 1,
  "l1Contracts.registry": mainnet.coinbase,
};

describe("a plan", () => {
  const plan = (values: Readonly<Record<string, unknown>>, request: UpdateRequest) =>
    planUpdate({ config: configOf(values), isSecret }, request);
  const refusalOf = (values: Readonly<Record<string, unknown>>, request: UpdateRequest): string => {
    try {
      planUpdate({ config: configOf(values), isSecret, stack: "main" }, request);
    } catch (error) {
      if (error instanceof OperatorError) return error.message;
      throw error;
    }
    throw new Error("the plan was accepted");
  };
  const old = { ...mainnet, release: "5.0.0" };

  it("selects the newest release of the same major version, and the vendor's image of it", () => {
    expect(plan(old, {})).toMatchObject({
      from: { release: "5.0.0", image: "aztecprotocol/aztec:5.0.0" },
      to: { release: "5.2.0", image: "aztecprotocol/aztec:5.2.0" },
      kind: "minor",
      problems: [],
      edits: [{ path: "release", value: "5.2.0" }],
      demands: [],
      pointOfNoReturn: undefined,
    });
  });

  it("is undefined if the stack runs that release already", () => {
    expect(plan(mainnet, {})).toBeUndefined();
    expect(plan(mainnet, { release: "5.2.0" })).toBeUndefined();
    expect(plan(testnet, { release: "6.0.0-rc.1" })).toBeUndefined();
  });

  it("selects the release that is proposed for the network, if it is of the same major version", () => {
    expect(plan(testnet, {})?.to).toEqual({ release: "6.0.0", image: "azteclabs/aztec:6.0.0" });
    expect(plan({ ...testnet, release: "6.0.0" }, {})).toBeUndefined();
    expect(plan({ ...testnet, release: "6.1.0" }, {})).toBeUndefined();
  });

  it("of a local network stays on the release of the development images, and accepts no other", () => {
    expect(plan(dev, {})).toBeUndefined();
    expect(() => plan(dev, { release: "4.4.0" })).toThrow(
      "A local network runs only release 4.1.2: its chain and its images are built from it. Nothing was changed. 4.4.0 runs on a public network: aztec-validator config --stack <name>",
    );
  });

  it("leads from a release that the network has left to one that it runs, and to no other", () => {
    const left = { ...testnet, release: "5.2.0" };
    expect(plan(left, { release: "6.0.0-rc.1" })).toMatchObject({
      from: { release: "5.2.0" },
      to: { release: "6.0.0-rc.1" },
      kind: "major",
      edits: [{ path: "release", value: "6.0.0-rc.1" }],
    });
    expect(refusalOf(left, { release: "5.9.1" })).toBe(
      [
        "1 problem in the settings; nothing was changed.",
        "  release is 5.9.1, but testnet needs 6.0.0-rc.1 or later: an older node only stands by and performs no duties",
        "      aztec-validator update 6.0.0 --stack main",
      ].join("\n"),
    );
  });

  it("is undefined on a release that the network has left, if no other is named: the report names the next one", () => {
    expect(plan({ ...testnet, release: "5.2.0" }, {})).toBeUndefined();
    expect(plan({ ...testnet, release: "5.2.0" }, { unattended: true })).toBeUndefined();
    expect(
      refusalOf({ ...testnet, release: "5.0.0" }, {})
        .split("\n")
        .at(-1),
    ).toBe("      aztec-validator update 6.0.0 --stack main");
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

  it("is undefined if the image's name does not show other releases, and there is none to update to", () => {
    const { release: _, ...unsaid } = mainnet;
    expect(plan({ ...unsaid, image: "x/aztec:5.2.0-b" }, {})).toBeUndefined();
  });

  it("follows the vendor's own image to its new organisation, with its processor", () => {
    const edits = (image: string, release: string) => plan({ ...mainnet, image }, { release })?.edits;
    expect(edits("aztecprotocol/aztec:5.2.0-arm64", "6.0.0-rc.1")).toEqual([
      { path: "release", value: "6.0.0-rc.1" },
      { path: "image", value: "azteclabs/aztec:6.0.0-rc.1-arm64" },
    ]);
    const candidate = { ...testnet, image: "azteclabs/aztec:6.0.0-rc.1-arm64" };
    expect(plan(candidate, { release: "6.0.0" })?.to.image).toBe("azteclabs/aztec:6.0.0-arm64");
  });

  it("requires the image if its name cannot be derived, and uses the one that is named", () => {
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

  describe("to a named image, of a stack that sets only its image,", () => {
    const { release: _, ...unsaid } = mainnet;
    const of = (release: string) => ({ ...unsaid, image: `x/aztec:${release}` });

    it("is a step to the release of its tag", () => {
      expect(plan(of("5.2.0"), { image: "azteclabs/aztec:6.0.0" })).toMatchObject({
        from: { release: "5.2.0", image: "x/aztec:5.2.0" },
        to: { release: "6.0.0", image: "azteclabs/aztec:6.0.0" },
        kind: "major",
        edits: [{ path: "image", value: "azteclabs/aztec:6.0.0" }],
        pointOfNoReturn: plan(mainnet, { release: "6.0.0" })?.pointOfNoReturn,
        demands: plan(mainnet, { release: "6.0.0" })?.demands,
      });
      expect(plan(of("5.2.0"), { image: "x/aztec:5.2.0-b" })?.kind).toBe("same");
    });

    it("is refused as a step to that release is", () => {
      expect(refusalOf(of("5.2.0"), { image: "x/aztec:4.4.0" })).toMatch(
        /^4\.4\.0 cannot take over the data of 5\.2\.0: /,
      );
      expect(refusalOf(of("5.0.0"), { image: "x/aztec:5.2.0", unattended: true })).toBe(
        "5.0.0 → 5.2.0 is not a patch release: --unattended does not install it.",
      );
    });

    it("requires the release if its tag does not name one, and then sets it", () => {
      const image = `x/aztec@sha256:${"1".repeat(64)}`;
      expect(refusalOf(of("5.0.0"), { image })).toBe(
        [
          `The tag of --image ${image} names no release, and the stack sets none, so it is not known which step this is. Nothing was changed.`,
          `  Name the release: aztec-validator update <release> --image ${image} --stack main`,
        ].join("\n"),
      );
      expect(plan(of("5.0.0"), { image, release: "5.2.0" })).toMatchObject({
        to: { release: "5.2.0", image },
        kind: "minor",
        edits: [
          { path: "release", value: "5.2.0" },
          { path: "image", value: image },
        ],
      });
    });
  });

  it.each<[UpdateRequest, string, string]>([
    [{ image: "aztecprotocol/aztec:5.2.0" }, "5.0.0", "update 5.2.0 --image aztecprotocol/aztec:5.2.0"],
    [{ release: "5.2.0", image: "x/aztec:5.0.0-arm64" }, "5.2.0", "update 5.2.0 --image x/aztec:5.2.0-arm64"],
    [{ release: "5.2.0", image: "x/aztec:5.0.0-b" }, "5.2.0", "update 5.2.0 --image <image>"],
  ])(
    "is refused if the tag of the image is of another release, with the command that names both: %j",
    (request, release, command) => {
      expect(refusalOf(old, request)).toBe(
        [
          `--image ${request.image ?? ""} has the tag of another release than ${release}: the node would not read its settings. Nothing was changed.`,
          `  Name the release and its image: aztec-validator ${command} --stack main`,
        ].join("\n"),
      );
    },
  );

  it("is refused with a command of update if the vendor does not publish the image: a setting alone has no rollback", () => {
    expect(refusalOf(old, { release: "5.2.0", image: "azteclabs/aztec:5.2.0" }).split("\n").at(-1)).toBe(
      "      aztec-validator update 5.2.0 --image aztecprotocol/aztec:5.2.0 --stack main",
    );
  });

  it("is refused with every problem of the stack's file, keys of Pulumi's providers too", () => {
    const stackConfig = { config: configOf(old), isSecret, stack: "main", otherKeys: ["aws:region"] };
    expect(() => planUpdate(stackConfig, { release: "5.2.0" })).toThrow(
      "aws:region has no effect: the stack has a provider of its own. Instead, set aws.region",
    );
  });

  it("removes the settings that the new release does not read, and keeps their problems", () => {
    const planned = plan(
      {
        ...mainnet,
        ...of4,
      },
      { release: "5.2.0" },
    );
    expect(planned?.edits).toEqual([{ path: "release", value: "5.2.0" }, { path: "sequencer.enforceTimeTable" }]);
    expect(planned?.problems.map(({ path: setting, fix }) => [setting, fix])).toEqual([
      ["sequencer.enforceTimeTable", { kind: "remove", path: "sequencer.enforceTimeTable" }],
    ]);
  });

  it("is refused with every problem that only the operator can fix", () => {
    expect(() => plan(old, { release: "4.4.0" })).toThrow(
      "4.4.0 cannot take over the data of 5.0.0: from 5.0.0 on a validator records",
    );
    expect(() =>
      plan(
        { ...old, network: "custom", l1ChainId: 1, "l1Contracts.registry": mainnet.coinbase },
        { release: "5.2.0", image: "x:latest" },
      ),
    ).toThrow(/^\d+ problems? in the settings; nothing was changed\.\n/);
  });

  it("contains patch releases only if it is unattended", () => {
    expect(() => plan(old, { release: "5.2.0", unattended: true })).toThrow(
      "5.0.0 → 5.2.0 is not a patch release: --unattended does not install it.",
    );
    expect(() => plan(testnet, { release: "6.0.0", unattended: true })).toThrow(
      "6.0.0-rc.1 → 6.0.0 is not a patch release: --unattended does not install it.",
    );
    expect(plan(testnet, { unattended: true })).toBeUndefined();
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
      [mainnet, { release: "6.0.0" }],
      [highAvailability, { release: "6.0.0" }],
      [{ ...highAvailability, network: "testnet", release: "6.0.0-rc.1" }, { release: "6.0.0" }],
      [{ ...mainnet, ethereumAllowNoDebugHosts: true }, { release: "6.0.0-rc.1" }],
      [mainnet, { release: "5.0.0" }],
    ] as const;
    const texts = pages.map(([values, request]) => {
      const planned = plan(values, request);
      return planned ? planText("mainnet-1", planned, { hasImage: false }) : "";
    });
    await expect(`${texts.join("\n\n")}\n`).toMatchFileSnapshot("../../test/golden/update-plans.txt");
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
  const run = (...args: string[]) => program().parseAsync(["node", "aztec-validator", "update", ...args]);

  it.each([
    [["--canary", "a"], "--canary requires --all: it is the stack to update first."],
    [["--all", "--stack", "a"], "--all updates every stack of this folder: omit --stack."],
    [["--all", "--unattended"], "--unattended --all requires --canary <stack>: the stack to update first."],
    [["--all", "--canary", "no-such"], "There is no stack no-such. Stacks of this folder: "],
  ])("%s is refused before any stack is opened", async (args, why) => {
    await expect(run(...args)).rejects.toThrow(why);
  });
});
