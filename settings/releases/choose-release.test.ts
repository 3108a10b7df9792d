import { describe, expect, it } from "vitest";
import { acceptedConfig, configOf, mainnet } from "../../test/fixtures/stacks";
import { omit } from "../../test/fixtures/wrong/wrong";

const chosen = (values: Readonly<Record<string, unknown>>) =>
  acceptedConfig(configOf({ ...omit(mainnet, "release"), ...values }));

describe("the release", () => {
  it.each([
    ["aztecprotocol/aztec:5.2.0", "5.2.0"],
    ["aztecprotocol/aztec:5.0.0-amd64", "5.0.0"],
    ["registry.example.org:5000/aztec:5.2.0-arm64", "5.2.0"],
    [`aztecprotocol/aztec:5.2.0@sha256:${"a".repeat(64)}`, "5.2.0"],
    ["aztecprotocol/aztec:5.2.0-rc.1", "5.2.0-rc.1"],
    ["azteclabs/aztec:6.0.0-rc.1-arm64", "6.0.0-rc.1"],
  ])("of image %s is %s", (image, version) => {
    expect(chosen({ image }).release.version).toBe(version);
  });

  it.each([
    ["6.1.0", "6.0.0-rc.1", 6],
    ["6.0.0", "6.0.0-rc.1", 6],
    ["6.0.0-rc.3", "6.0.0-rc.1", 6],
    ["7.0.0-rc.1", "6.0.0-rc.1", 7],
    ["5.2.1-rc.1", "5.2.0", 5],
  ])("%s is unknown: one warning, and the environment variables of %s", (version, as, major) => {
    const { release, warnings } = chosen({ release: version });
    expect(release).toMatchObject({ version, as, major });
    expect(warnings).toEqual([
      `release ${version} is not in settings/releases/releases.json: the environment variables of ${as} are used. Update the list with: make releases`,
    ]);
  });

  it("that is known has no warning, not even a candidate", () => {
    expect(chosen({ release: "6.0.0-rc.1" })).toMatchObject({ release: { as: "6.0.0-rc.1" }, warnings: [] });
  });

  it.each([
    ["aztecprotocol/aztec:6.0.0-rc.1", "azteclabs/aztec:6.0.0-rc.1"],
    ["azteclabs/aztec:5.2.0-arm64", "aztecprotocol/aztec:5.2.0-arm64"],
  ])("refuses %s, which the vendor publishes as %s", (image, published) => {
    expect(() => chosen({ image })).toThrow(`pulumi config set image ${published}`);
  });

  it("between two known ones has the names of the older one", () => {
    expect(chosen({ release: "5.1.0" }).release.as).toBe("5.0.0");
  });
});
