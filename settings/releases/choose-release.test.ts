import { describe, expect, it } from "vitest";
import { acceptedConfig, configOf, mainnet, testnet } from "../../test/fixtures/stacks";
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
    const { release, warnings: all } = chosen({ release: version });
    const warnings = all.filter((warning) => !warning.includes("is a candidate"));
    expect(release).toMatchObject({ version, as, major });
    expect(warnings).toEqual([
      `release ${version} is not in settings/releases/releases.json: the environment variables of ${as} are used. Update the list with: make releases`,
    ]);
  });

  it("that is known has no warning, not even a candidate, except on mainnet", () => {
    expect(acceptedConfig(configOf(testnet))).toMatchObject({ release: { as: "6.0.0-rc.1" }, warnings: [] });
    expect(chosen({ release: "6.0.0-rc.1" }).warnings).toEqual([
      "release 6.0.0-rc.1 is a candidate or a build of the day, not a stable release: on mainnet a fault in it costs duties or stake. Try it on testnet first.",
    ]);
    expect(acceptedConfig(configOf(mainnet)).warnings).toEqual([]);
  });

  it.each([
    ["ethereum/client-go:v1.14.0", "client-go"],
    ["docker.io/library/postgres:16", "postgres"],
    ["ghcr.io/paradigmxyz/reth:v1.1.0", "reth"],
    [`nginx@sha256:${"a".repeat(64)}`, "nginx"],
    ["registry.example.org:5000/consensys/web3signer:5.2.0", "web3signer"],
  ])("of %s is refused: that is no node", (image, product) => {
    expect(() => chosen({ image, release: "5.2.0" })).toThrow(`image is ${product}, which is no Aztec node`);
  });

  it.each([
    "registry.example.org:5000/mirror/aztec:5.2.0",
    "nginx.example.org/proxy/aztecprotocol/aztec:5.2.0",
    "ghcr.io/geth/aztec-node:5.2.0",
    `registry.example.org/validators/base@sha256:${"a".repeat(64)}`,
  ])("of %s, a mirror or an own build, is accepted", (image) => {
    expect(chosen({ image, release: "5.2.0" }).warnings).toEqual([]);
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
