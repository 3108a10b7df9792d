import { expect, it } from "vitest";
import { oldNodeText } from "./old-node";

it("an old Node is refused in words before an ES module is loaded, and a new one is not", () => {
  expect(["22.13.0", "22.21.1", "24.0.0", "100.1.0"].map(oldNodeText)).toEqual(Array(4).fill(undefined));
  for (const version of ["18.20.8", "20.19.5", "22.12.0"])
    expect(oldNodeText(version)?.split("\n")[0]).toBe(
      `This program needs Node 22.13 or newer, and Pulumi has started it with Node ${version}. Nothing was changed.`,
    );
});
