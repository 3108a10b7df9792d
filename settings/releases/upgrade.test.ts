/** What a step from one release to another is, and what it demands. */
import { describe, expect, it } from "vitest";
import { demands, newestWithin, schemaBetween, stepKind } from "./upgrade";

describe("a step between releases", () => {
  it("is of a kind", () => {
    const kinds = [
      ["5.2.0", "5.2.1"],
      ["5.0.0", "5.2.0"],
      ["4.4.0", "5.2.0"],
      ["5.2.0", "5.0.0"],
      ["5.2.0", "5.2.0"],
      ["5.2.0", "6.0.0-rc.1"],
      ["6.0.0-rc.1", "6.0.0"],
      ["6.0.0-rc.1", "6.0.0-rc.3"],
      ["6.0.0", "6.0.1-rc.1"],
      ["6.0.0", "6.0.0-rc.1"],
      ["4.0.0-nightly.20260122", "4.1.2"],
    ];
    expect(kinds.map(([from = "", to = ""]) => stepKind(from, to))).toEqual([
      ...["patch", "minor", "major", "downgrade", "same", "major"],
      ...["pre-release", "pre-release", "pre-release", "downgrade", "pre-release"],
    ]);
  });

  it("goes unasked to no other major release, and unattended to no other minor one", () => {
    expect(newestWithin("4.0.1", "major")).toBe("4.4.0");
    expect(newestWithin("0.82.0", "minor")).toBe("0.82.3");
    expect(newestWithin("7.1.0", "major")).toBe("7.1.0");
    expect(newestWithin("5.0.0", "major")).toBe("5.2.0");
  });

  it("goes from a stable release to no candidate, and from a candidate nowhere unattended", () => {
    expect(newestWithin("6.0.0-nightly.20260901", "major")).toBe("6.0.0-rc.1");
    expect(newestWithin("6.0.0-nightly.20260901", "minor")).toBe("6.0.0-nightly.20260901");
    expect(newestWithin("6.0.0-rc.1", "major")).toBe("6.0.0-rc.1");
    expect(newestWithin("6.0.0", "major")).toBe("6.0.0");
    expect(newestWithin("5.0.0-rc.2", "major")).toBe("5.2.0");
  });

  it("demands what releases between demand, once", () => {
    const stack = { role: "sequencer", network: "mainnet", ha: { enabled: true } } as const;
    expect(demands("4.4.0", "5.2.0", stack).map(({ before = false, takes }) => [before, takes])).toEqual([
      [true, "seconds"],
      [false, "nothing here"],
      [false, "until the network has moved"],
    ]);
    expect(demands("4.4.0", "6.0.0", stack).length).toBe(7);
    expect(demands("5.0.0", "5.2.0", stack)).toEqual([]);
    expect(demands("5.2.0", "5.0.0", stack)).toEqual([]);
  });

  it.each([
    ["5.2.0", "6.0.0-rc.1", ["the downtime of the whole group"]],
    ["5.2.0", "6.0.0", ["the downtime of the whole group", "seconds"]],
    ["5.2.1-rc.1", "6.0.0", ["the downtime of the whole group", "seconds"]],
    ["6.0.0-rc.1", "6.0.0", ["the downtime of the whole group", "seconds"]],
    ["6.0.0-rc.1", "6.0.0-rc.3", []],
    ["6.0.0", "6.0.1", []],
  ])("from %s to %s has to be prepared: %j", (from, to, takes) => {
    const stack = { role: "sequencer", network: "mainnet", ha: { enabled: true } } as const;
    const before = demands(from, to, stack).filter((demand) => demand.before);
    expect(before.map((demand) => demand.takes)).toEqual(takes);
    expect(before.filter((demand) => demand.final).length).toBe(Math.min(1, takes.length));
  });

  it("to 6.0 is a new rollup: duties come later, and nothing of the archive is read anew", () => {
    const told = (stack: Parameters<typeof demands>[2], from = "5.2.0", to = "6.0.0-rc.1") =>
      demands(from, to, stack).map(({ what }) => what.split(/[:;,]/)[0]);
    const ha = { enabled: undefined };
    const moves = "All nodes of a network move together";
    const genesis = "6.0 is a new rollup from its genesis";
    const stake = "Stake that follows the latest rollup moves by itself";
    expect(told({ role: "sequencer", network: "testnet", ha })).toEqual([moves, genesis, stake]);
    expect(told({ role: "full-node", network: "testnet", ha })).toEqual([moves, genesis]);
    expect(told({ role: "prover-agent", network: "testnet", ha })).toEqual([moves]);
    expect(told({ role: "sequencer", network: "testnet", ha }, "6.0.0-rc.1", "6.0.0-rc.3")).toEqual([]);
    expect(
      told({ role: "sequencer", network: "testnet", ha, ethereumAllowNoDebugHosts: true }, "6.0.0-rc.1", "6.0.0"),
    ).toEqual([]);
  });

  it("is one-way where data is written that older releases do not read", () => {
    expect(schemaBetween("5.0.0", "5.2.0")).toBeUndefined();
    expect(schemaBetween("4.4.0", "5.0.0")).toMatch(/^from 5\.0\.0 on a validator remembers/);
    expect(schemaBetween("4.4.0", "6.0.0")).toMatch(/^6\.0\.0 resets the stores of the old rollup/);
    expect(schemaBetween("5.2.0", "6.0.0-rc.1")).toMatch(/^6\.0 is another rollup/);
    expect(schemaBetween("6.0.0-rc.1", "6.0.0")).toMatch(/its own candidates do not read$/);
    expect(schemaBetween("6.0.0-rc.1", "6.0.0-rc.3")).toBeUndefined();
    expect(schemaBetween("4.0.0-nightly.20260122", "4.1.2")).toBeUndefined();
  });
});
