/** The release that goes with a network, where the network itself cannot be asked. */
import { describe, expect, it } from "vitest";
import { oldestReleaseFor, proposedRelease } from "../../settings/network-release";
import { PUBLIC_NETWORKS } from "../../settings/networks";
import { compareReleases, isRelease } from "../../settings/release";

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

  it("is the newest known one where there is no network yet", () => {
    expect(proposedRelease(undefined)).toBe("5.2.0");
  });

  it.each(Object.entries(PUBLIC_NETWORKS))("of %s: each rollup's releases follow those before", (_name, network) => {
    const releases = [...network.rollups.flatMap(({ since, release }) => [since, release]), network.namedRelease];
    expect(releases.every(isRelease)).toBe(true);
    expect([...releases].sort(compareReleases)).toEqual(releases);
  });
});
