/** The kind of a step from one release to another, and the newest release within reach. */
import { describe, expect, it } from "vitest";
import { newestWithin, stepKind } from "./upgrade";

describe("a step between releases", () => {
  it("has a kind by semantic versioning", () => {
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

  it("stays within the major release by default, and within the minor one unattended", () => {
    expect(newestWithin("4.0.1", "major")).toBe("4.4.0");
    expect(newestWithin("0.82.0", "minor")).toBe("0.82.3");
    expect(newestWithin("7.1.0", "major")).toBe("7.1.0");
    expect(newestWithin("5.0.0", "major")).toBe("5.2.0");
  });

  it("never leads from a stable release to a candidate, nor from a candidate unattended", () => {
    expect(newestWithin("6.0.0-nightly.20260901", "major")).toBe("6.0.0-rc.1");
    expect(newestWithin("6.0.0-nightly.20260901", "minor")).toBe("6.0.0-nightly.20260901");
    expect(newestWithin("6.0.0-rc.1", "major")).toBe("6.0.0-rc.1");
    expect(newestWithin("6.0.0", "major")).toBe("6.0.0");
    expect(newestWithin("5.0.0-rc.2", "major")).toBe("5.2.0");
  });
});
