/** The downtime of a node by Docker's events, and its description. Not proven here: which events a real Docker sends. */
import { describe, expect, it } from "vitest";
import { describeDowntime, measureDowntime, slotClockFrom, slotsStarted } from "./downtime";

describe("the downtime", () => {
  const event = (Action: string, seconds: number, Attributes = {}) => ({
    Action,
    timeNano: seconds * 1e9,
    Actor: { Attributes },
  });
  const events = [
    event("exec_create: node -e check", 1, { execID: "a" }),
    event("exec_die", 2, { execID: "a", exitCode: "0" }),
    event("kill", 10, { signal: "15" }),
    event("die", 11),
    event("destroy", 12),
    event("create", 13),
    event("start", 14),
    event("exec_create: node -e check", 15, { execID: "b" }),
    event("exec_create: sh -c true", 15, { execID: "c" }),
    event("exec_die", 16, { execID: "c", exitCode: "0" }),
    event("exec_die", 17, { execID: "b", exitCode: "1" }),
    event("exec_create: node -e check", 18, { execID: "d" }),
    event("exec_die", 20, { execID: "d", exitCode: "0" }),
  ];

  it("lasts from the signal that ended the node until its health check passes again", () => {
    expect(measureDowntime(events)).toEqual({ from: 10_000, to: 20_000 });
  });

  it("of an update that is rolled back lasts from the old node's end until it is ready again", () => {
    const failed = [event("kill", 10), event("die", 11), event("create", 12), event("start", 13), event("die", 14)];
    const back = [event("destroy", 20), event("create", 21), ...events.slice(6).map((one) => ({ ...one }))];
    const later = back.map((one) => ({ ...one, timeNano: one.timeNano + 30e9 }));
    expect(measureDowntime([...failed, ...later])).toEqual({ from: 10_000, to: 50_000 });
  });

  it("is undefined if the node was not ended, or is not ready again", () => {
    expect(measureDowntime(events.slice(0, 2))).toBeUndefined();
    expect(measureDowntime(events.slice(0, -1))).toBeUndefined();
  });

  it("is compared with the chain's slots", () => {
    const clock = slotClockFrom([
      [10, 1000],
      [20, 1720],
    ]);
    expect(clock).toEqual({ at: 1720, slotSeconds: 72 });
    if (!clock) throw new Error("no clock");
    expect(slotsStarted(clock, 1_720_000, 1_791_000)).toBe(0);
    expect(slotsStarted(clock, 1_791_000, 1_792_000)).toBe(1);
    expect(slotsStarted(clock, 1_719_000, 1_793_000)).toBe(2);
    expect(
      slotClockFrom([
        [10, 1000],
        [10, 1000],
      ]),
    ).toBeUndefined();
  });

  it("is described in one line", () => {
    const at = Date.UTC(2026, 0, 31, 12) / 1000;
    const downtime = { from: at * 1000 + 1000, to: at * 1000 + 10_500 };
    expect(describeDowntime(undefined, undefined)).toBe("Downtime unknown.");
    expect(describeDowntime(downtime, { at, slotSeconds: 72 })).toBe(
      "Downtime 9.5 s, from 12:00:01 to 12:00:10 UTC. No slot (72 s each) started in it.",
    );
    expect(describeDowntime({ from: downtime.from, to: downtime.to + 72_000 }, { at, slotSeconds: 72 })).toBe(
      "Downtime 81.5 s, from 12:00:01 to 12:01:22 UTC. 1 slot (72 s each) started in it; any duty in that slot was missed.",
    );
  });
});
