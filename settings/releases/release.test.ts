/** The order of releases, and their variables and flags. A candidate has those of its release. */
import { describe, expect, it } from "vitest";
import {
  compareReleases,
  findRelease,
  isFrom,
  isPreRelease,
  isRelease,
  knownReleases,
  newestKnownRelease,
  newestRelease,
} from "./release";
import { committedReleases, releasesToRead, releaseTable } from "../../generate/release-table";
import written from "./releases.json";

describe("releases", () => {
  it("are ordered with their pre-releases before them", () => {
    const ordered = [
      ...["3.0.3", "4.0.0-nightly.20260122", "4.0.0-rc.2", "4.0.0-rc.10", "4.0.0", "5.2.0", "5.2.1-rc.1"],
      ...["6.0.0-nightly.20260901", "6.0.0-rc.1", "6.0.0", "6.0.1"],
    ];
    expect([...ordered].reverse().sort(compareReleases)).toEqual(ordered);
    expect(compareReleases("6.0.0-rc.1", "6.0.0-rc.1")).toBe(0);
  });

  it.each([
    ["5.2.0", true],
    ["6.0.0-rc.1", true],
    ["4.0.0-nightly.20260122", true],
    ["4.0.0-devnet.2-patch.1", true],
    ["05.2.0", false],
    ["6.0.0-rc.01", false],
    ["6.0.0-", false],
    ["v6.0.0", false],
    ["6.0", false],
    ["latest", false],
  ])("%s is one: %s", (text, is) => {
    expect(isRelease(text)).toBe(is);
  });

  it("are listed oldest first, and the newest excludes candidates unless requested", () => {
    expect([...knownReleases()].sort(compareReleases)).toEqual(knownReleases());
    expect(isPreRelease(newestRelease())).toBe(false);
    expect([newestRelease(), newestKnownRelease()]).toEqual(["5.2.0", "6.0.0-rc.1"]);
  });
});

describe("the changes of a release", () => {
  it.each([
    ["6.0.0-rc.1", "6.0.0", true],
    ["6.0.0-nightly.20260901", "6.0.0", true],
    ["6.0.0", "6.0.0", true],
    ["5.2.1-rc.1", "6.0.0", false],
    ["5.2.0", "6.0.0", false],
    ["5.2.1-rc.1", "5.2.0", true],
    ["5.2.0", "5.2.1", false],
    ["4.0.0-nightly.20260122", "4.0.0", true],
    ["4.0.0-nightly.20260122", "4.0.1", false],
    ["4.0.0-nightly.20260122", "3.0.3", true],
    ["6.0.0-rc.1", "6.0.0-rc.1", true],
    ["6.0.0-nightly.20260901", "6.0.0-rc.1", false],
    ["6.0.0", "6.0.0-rc.1", true],
    ["5.2.0", "6.0.0-rc.1", false],
  ])("%s has what came with %s: %s", (release, since, has) => {
    expect(isFrom(release, since)).toBe(has);
    expect(findRelease(release).isFrom(since)).toBe(has);
  });

  it.each([
    ["6.0.0-rc.1", "6.0.0-rc.1"],
    ["6.0.0", "6.0.0-rc.1"],
    ["6.0.0-rc.3", "6.0.0-rc.1"],
    ["6.0.0-nightly.20260901", "6.0.0-rc.1"],
    ["7.0.0-rc.1", "6.0.0-rc.1"],
    ["5.2.1-rc.1", "5.2.0"],
    ["5.2.0-rc.1", "5.2.0"],
    ["5.0.0-rc.2", "5.0.0"],
    ["5.1.0", "5.0.0"],
    ["4.1.0-nightly.20260301", "4.0.1"],
    ["4.0.0-nightly.20260122", "3.0.3"],
  ])("%s reads the names of %s", (version, as) => {
    expect(findRelease(version)).toMatchObject({ version, as });
  });

  it("determine the variables and flags of each release", () => {
    const reads = (variable: string) =>
      ["5.2.0", "6.0.0-rc.1", "6.0.0"].map((version) => findRelease(version).reads(variable));
    expect(reads("ACVM_BINARY_PATH")).toEqual([true, false, false]);
    expect(reads("NOIR_EXECUTE_BINARY_PATH")).toEqual([false, true, true]);
    expect(reads("AZTEC_INBOX_LAG")).toEqual([true, false, false]);
    expect(reads("ETHEREUM_HOSTS")).toEqual([true, true, true]);
    expect(findRelease("6.0.0-rc.1").accepts("--archiver")).toBe(false);
    expect(findRelease("6.0.0-rc.1").accepts("--network")).toBe(true);
  });
});

describe("the table of releases", () => {
  it("contains the committed names of releases without a package, with their source", () => {
    const found = committedReleases().map(({ release, source }) => {
      const read = Object.keys(written.variables).filter((name) => findRelease(release).reads(name));
      return [release, written.sources.includes(source), read];
    });
    expect(found).toEqual(committedReleases().map(({ release, variables }) => [release, true, variables]));
    expect(committedReleases().map(({ release, variables }) => [release, variables.length])).toEqual([
      ["6.0.0-rc.1", 417],
    ]);
  });

  it("contains stable releases, and the candidates after the newest of them", () => {
    const versions = ["0.65.0", "5.2.0", "5.2.0-rc.1", "6.0.0-rc.2", "6.0.0-nightly.20260901", "6.0.0-rc.1", "5.0.0"];
    expect(releasesToRead(versions)).toEqual(["5.0.0", "5.2.0", "6.0.0-rc.1", "6.0.0-rc.2"]);
  });

  it("contains the spans of releases that read a name, also if it came back", () => {
    const read = (release: string, ...variables: string[]) => ({ release, source: `of ${release}`, variables });
    expect(releaseTable([read("6.0.0-rc.1", "A", "C"), read("5.0.0", "A", "B"), read("5.2.0", "B")])).toMatchObject({
      sources: ["of 5.0.0", "of 5.2.0", "of 6.0.0-rc.1", "flags: generate/release-table.ts"],
      releases: ["5.0.0", "5.2.0", "6.0.0-rc.1"],
      variables: {
        A: [
          ["5.0.0", "5.0.0"],
          ["6.0.0-rc.1", null],
        ],
        B: [["5.0.0", "5.2.0"]],
        C: [["6.0.0-rc.1", null]],
      },
    });
  });
});
