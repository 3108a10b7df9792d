import { describe, expect, it } from "vitest";
import { load } from "../../settings/settings";
import { configOf, isSecret, LOCAL_RELEASE, testnet } from "../settings/stacks";
import { omit } from "../settings/wrong/wrong";

const chosen = (values: Readonly<Record<string, unknown>>) =>
  load(configOf({ ...omit(testnet, "release"), ...values }), isSecret, LOCAL_RELEASE);

describe("the release", () => {
  it.each([
    ["aztecprotocol/aztec:5.2.0", "5.2.0"],
    ["aztecprotocol/aztec:5.0.0-amd64", "5.0.0"],
    ["registry.example.org:5000/aztec:5.2.0-arm64", "5.2.0"],
    [`aztecprotocol/aztec:5.2.0@sha256:${"a".repeat(64)}`, "5.2.0"],
    ["aztecprotocol/aztec:5.2.0-rc.1", "5.2.0-rc.1"],
  ])("of image %s is %s", (image, version) => {
    expect(chosen({ image }).release.version).toBe(version);
  });

  it("that is newer than all that are known is warned of once, and takes the newest names", () => {
    const { release, warnings } = chosen({ release: "6.1.0" });
    expect(release).toMatchObject({ version: "6.1.0", as: "5.2.0", major: 6 });
    expect(warnings).toEqual([
      "release 6.1.0 is not in settings/releases.json: the names of 5.2.0 are used (make releases reads new ones).",
    ]);
  });

  it("between two that are known takes the names of the older one", () => {
    expect(chosen({ release: "5.1.0" }).release.as).toBe("5.0.0");
  });
});
