/** The release that goes with a network, where the network itself cannot be asked. */
import { describe, expect, it } from "vitest";
import { oldestReleaseFor, proposedRelease } from "../../settings/network-release";
import { PUBLIC_NETWORKS } from "../../settings/networks";
import { SettingsError } from "../../settings/problems";
import { compareReleases, isRelease } from "../../settings/release";
import { load } from "../../settings/settings";
import { configOf, isSecret, LOCAL_RELEASE, testnet } from "../settings/stacks";

describe("a network's release", () => {
  it.each([
    ["testnet", "6.0.0-rc.1", "6.0.0"],
    ["mainnet", "5.0.0", "6.0.0"],
    ["custom", undefined, "5.2.0"],
    ["local", undefined, "5.2.0"],
  ])("of %s is %s or later, and %s is proposed", (network, oldest, proposed) => {
    expect(oldestReleaseFor(network)).toBe(oldest);
    expect(proposedRelease(network)).toBe(proposed);
  });

  it("does not matter to a node that is stopped, and to one that is meant for another rollup", () => {
    const older = { ...testnet, release: "5.2.0" };
    const accepts = (values: object) =>
      load(configOf({ ...older, ...values }), isSecret, LOCAL_RELEASE).release.version;
    expect(() => accepts({})).toThrow(SettingsError);
    expect([accepts({ stopped: true }), accepts({ allowOtherRollup: true })]).toEqual(["5.2.0", "5.2.0"]);
  });

  it("is the newest known one where there is no network yet", () => {
    expect(proposedRelease(undefined)).toBe("5.2.0");
  });

  it.each(Object.entries(PUBLIC_NETWORKS))("of %s: each rollup's releases follow those before", (_name, network) => {
    const releases = [...network.rollups.flatMap(({ since, release }) => [since, release]), network.namedRelease];
    expect(releases.every(isRelease)).toBe(true);
    expect([...releases].sort(compareReleases)).toEqual(releases);
  });
});
