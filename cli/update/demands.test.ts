/** The demands of a step from one release to another. */
import { describe, expect, it } from "vitest";
import { demands, schemaBetween } from "./demands";

describe("a step between releases", () => {
  it("lists the demands of all releases between, each once", () => {
    const stack = { role: "sequencer", network: "mainnet", ha: { enabled: true } } as const;
    expect(
      demands("4.4.0", "5.2.0", stack).map(({ isPreparation = false, duration }) => [isPreparation, duration]),
    ).toEqual([
      [true, "seconds"],
      [false, undefined],
      [false, undefined],
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
  ])("from %s to %s demands work before it: %j", (from, to, durations) => {
    const stack = { role: "sequencer", network: "mainnet", ha: { enabled: true } } as const;
    const work = demands(from, to, stack).filter((demand) => demand.isPreparation);
    expect(work.map((demand) => demand.duration)).toEqual(durations);
    expect(work.filter((demand) => demand.isIrreversible).length).toBe(Math.min(1, durations.length));
  });

  it("to 6.0 moves to a new rollup, by role: duties come later, and no archive is read again", () => {
    const firstClauses = (stack: Parameters<typeof demands>[2], from = "5.2.0", to = "6.0.0-rc.1") =>
      demands(from, to, stack).map(({ text }) => text.split(/[:;,]/)[0]);
    const ha = { enabled: undefined };
    const moves = "Update when the network moves";
    const genesis = "6.0 is a new rollup with its own genesis";
    const stake = "Stake that follows the latest rollup moves automatically";
    expect(firstClauses({ role: "sequencer", network: "testnet", ha })).toEqual([moves, genesis, stake]);
    expect(firstClauses({ role: "full-node", network: "testnet", ha })).toEqual([moves, genesis]);
    expect(firstClauses({ role: "prover-agent", network: "testnet", ha })).toEqual([moves]);
    expect(firstClauses({ role: "sequencer", network: "testnet", ha }, "6.0.0-rc.1", "6.0.0-rc.3")).toEqual([]);
    expect(
      firstClauses(
        { role: "sequencer", network: "testnet", ha, ethereumAllowNoDebugHosts: true },
        "6.0.0-rc.1",
        "6.0.0",
      ),
    ).toEqual([]);
  });

  it("is one-way if it writes data that older releases cannot read", () => {
    expect(schemaBetween("5.0.0", "5.2.0")).toBeUndefined();
    expect(schemaBetween("4.4.0", "5.0.0")).toMatch(/^from 5\.0\.0 on a validator records/);
    expect(schemaBetween("4.4.0", "6.0.0")).toMatch(/^6\.0\.0 resets the stores of the old rollup/);
    expect(schemaBetween("5.2.0", "6.0.0-rc.1")).toMatch(/^6\.0 is another rollup/);
    expect(schemaBetween("6.0.0-rc.1", "6.0.0")).toMatch(/its own release candidates do not read$/);
    expect(schemaBetween("6.0.0-rc.1", "6.0.0-rc.3")).toBeUndefined();
    expect(schemaBetween("4.0.0-nightly.20260122", "4.1.2")).toBeUndefined();
  });
});
