/** The disk space that an update needs and a host does not have. */
import { describe, expect, it } from "vitest";
import { shortages } from "./disk-space";

const GB = 1e9;
const host = { architecture: "amd64", imageBytesFree: 5 * GB, dataBytesFree: 3 * GB, dataBytesUsed: 4 * GB };

const NOTHING = { bytes: 0, removable: [] };

describe("a shortage of disk space", () => {
  it("is reported for an image, which is on the disk twice while it is unpacked", () => {
    const data = { needed: GB, isRebuilt: false };
    expect(shortages(host, { bytes: 2 * GB, removable: [] }, data)).toEqual([]);
    const removable = ["aztecprotocol/aztec:4.1.2", "aztecprotocol/aztec:5.0.0"];
    expect(shortages(host, { bytes: 3 * GB, removable }, data)).toEqual([
      "Docker has 5.0 GB free for images, and the new one needs up to 6.0 GB: on the host, docker image rm aztecprotocol/aztec:4.1.2 aztecprotocol/aztec:5.0.0",
    ]);
    expect(shortages(host, { bytes: 3 * GB, removable: [] }, data)).toEqual([
      "Docker has 5.0 GB free for images, and the new one needs up to 6.0 GB: no image of an earlier release is left to remove; see docker system df on the host",
    ]);
  });

  it("is reported for data that is rebuilt beside the old data", () => {
    expect(shortages(host, NOTHING, { needed: GB, isRebuilt: true })).toEqual([
      "the data volume has 3.0 GB free, and the update needs 5.0 GB: enlarge it",
    ]);
  });

  it("is reported for what the new release downloads", () => {
    expect(shortages(host, NOTHING, { needed: 3.1 * GB, isRebuilt: false })).toEqual([
      "the data volume has 3.0 GB free, and the update needs 3.1 GB: enlarge it",
    ]);
  });
});
