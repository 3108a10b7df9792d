/** Names of the vendor's images, before and after the change of the organisation. */
import { describe, expect, it } from "vitest";
import { imageForRelease, isVendorImage, publishedName, releaseOfTag, vendorImage } from "./vendor-images";

describe("the vendor's image", () => {
  it.each([
    ["4.0.0-nightly.20260122", "aztecprotocol/aztec:4.0.0-nightly.20260122"],
    ["5.2.0", "aztecprotocol/aztec:5.2.0"],
    ["5.2.1-rc.1", "aztecprotocol/aztec:5.2.1-rc.1"],
    ["6.0.0-rc.1", "azteclabs/aztec:6.0.0-rc.1"],
    ["6.0.0", "azteclabs/aztec:6.0.0"],
  ])("of %s is %s", (release, image) => {
    expect(vendorImage(release)).toBe(image);
    expect(releaseOfTag(image)).toBe(release);
  });

  it.each([
    ["azteclabs/aztec:6.0.0-rc.1-arm64", "6.0.0-rc.1"],
    ["azteclabs/aztec-prover-agent:6.0.0-rc.1", "6.0.0-rc.1"],
    ["aztecprotocol/aztec:5.2.0-amd64", "5.2.0"],
    ["x/aztec:5.0.0-b", "5.0.0"],
    ["aztecprotocol/aztec:latest", undefined],
    [`aztecprotocol/aztec@sha256:${"1".repeat(64)}`, undefined],
  ])("%s is of release %s", (image, release) => {
    expect(releaseOfTag(image)).toBe(release);
  });

  it.each([
    ["aztecprotocol/aztec:5.2.0", "6.0.0-rc.1", "azteclabs/aztec:6.0.0-rc.1"],
    ["aztecprotocol/aztec:5.2.0-arm64", "6.0.0", "azteclabs/aztec:6.0.0-arm64"],
    ["azteclabs/aztec:6.0.0-rc.1-arm64", "6.0.0", "azteclabs/aztec:6.0.0-arm64"],
    ["azteclabs/aztec:6.0.0-rc.1-arm64", "6.0.0-rc.3", "azteclabs/aztec:6.0.0-rc.3-arm64"],
    ["azteclabs/aztec:6.0.0-rc.1", "5.2.0", "aztecprotocol/aztec:5.2.0"],
    ["docker.io/aztecprotocol/aztec-prover-agent:5.2.0", "6.0.0", "docker.io/azteclabs/aztec-prover-agent:6.0.0"],
    ["registry.example.org:5000/aztec:5.2.0-amd64", "6.0.0-rc.1", "registry.example.org:5000/aztec:6.0.0-rc.1-amd64"],
    ["x/aztec:5.0.0-b", "5.2.0", undefined],
    ["aztecprotocol/aztec:latest", "5.2.0", undefined],
  ])("%s for %s is %s", (image, release, other) => {
    expect(imageForRelease(image, release)).toBe(other);
  });

  it("is recognised under both organisations, and under no other name", () => {
    const images = ["aztecprotocol/aztec:5.2.0", "azteclabs/aztec-prover-agent:6.0.0", "docker.io/azteclabs/aztec"];
    expect(images.map(isVendorImage)).toEqual([true, true, true]);
    expect(["ghcr.io/azteclabs/aztec:6.0.0", "x/aztec:5.2.0", "localhost:5000/aztec"].map(isVendorImage)).toEqual([
      ...[false, false, false],
    ]);
  });

  it("has one published name", () => {
    expect(publishedName("aztecprotocol/aztec:6.0.0-rc.1-arm64")).toBe("azteclabs/aztec:6.0.0-rc.1-arm64");
    expect(publishedName("azteclabs/aztec:5.2.0")).toBe("aztecprotocol/aztec:5.2.0");
    for (const image of ["azteclabs/aztec:6.0.0", "aztecprotocol/aztec:5.2.0", "x/aztec:6.0.0", "aztecprotocol/aztec"])
      expect(publishedName(image)).toBeUndefined();
  });
});
