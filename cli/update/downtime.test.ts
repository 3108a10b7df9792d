/** The downtime of a node by Docker's events, and its description. Not proven here: which events a real Docker sends. */
import { describe, expect, it } from "vitest";
import { HEALTH_CHECK_PROGRAM } from "../../node/health-check";
import { describeDowntime, measureDowntime } from "./downtime";

/** What Docker reports when the health check of a release up to 4.x begins. */
const CHECK = `exec_create: ${HEALTH_CHECK_PROGRAM.join(" ")} 8080 node 40400`;

describe("the downtime", () => {
  const event = (Action: string, seconds: number, Attributes = {}) => ({
    Action,
    timeNano: seconds * 1e9,
    Actor: { Attributes },
  });
  const events = [
    event(CHECK, 1, { execID: "a" }),
    event("exec_die", 2, { execID: "a", exitCode: "0" }),
    event("kill", 10, { signal: "15" }),
    event("die", 11),
    event("destroy", 12),
    event("create", 13),
    event("start", 14),
    event(CHECK, 15, { execID: "b" }),
    event("exec_create: sh -c true", 15, { execID: "c" }),
    event("exec_die", 16, { execID: "c", exitCode: "0" }),
    event("exec_die", 17, { execID: "b", exitCode: "1" }),
    event("exec_create: node -e const status = 1; 8080", 17, { execID: "e" }),
    event("exec_die", 17, { execID: "e", exitCode: "0" }),
    event(CHECK, 18, { execID: "d" }),
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

  it("is described in one line", () => {
    const from = Date.UTC(2026, 0, 31, 12, 0, 1);
    expect(describeDowntime(undefined)).toBe("Downtime unknown.");
    expect(describeDowntime({ from, to: from + 9500 })).toBe("Downtime 9.5 s, from 12:00:01 to 12:00:10 UTC.");
  });
});
