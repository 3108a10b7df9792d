/** When the instance is replaced because it is lost. That the engine replaces the instance with it: test/cloud. */
import { expect, it } from "vitest";
import { hostLoss } from "./provider";

const diff = (before: boolean, now: boolean) => hostLoss.diff("", "", { isLost: before }, { isLost: now });

it("a loss replaces, whether or not the last one did; an instance that is there replaces nothing", async () => {
  expect(await diff(false, true)).toEqual({ changes: true, replaces: ["isLost"] });
  expect(await diff(true, true)).toEqual({ changes: true, replaces: ["isLost"] });
  expect(await diff(true, false)).toEqual({ changes: false, replaces: [] });
  expect(await diff(false, false)).toEqual({ changes: false, replaces: [] });
});
