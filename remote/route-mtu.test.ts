/** The MTU for a new network, by what a host prints. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { neededMtu, ROUTE_MTU } from "./route-mtu";

describe("a new network", () => {
  it.each([
    ["a smaller one", "1400\n", 1400],
    ["Ethernet's", "1500\n", undefined],
    ["a larger one", "9001\n", undefined],
    ["one that is none", "68", undefined],
    ["none", "", undefined],
    ["another text", "cat: no such file", undefined],
  ])("on a route with %s takes it only if it has to: %j", (_, text, mtu) => {
    expect(neededMtu(text)).toBe(mtu);
  });

  it("is printed by a script, as a number on every machine", () => {
    expect(execFileSync("sh", ["-c", ROUTE_MTU], { encoding: "utf8" }).trim()).toMatch(/^\d+$/);
  });
});
