/** The disk space that an update needs and a host does not have. */
import { describe, expect, it } from "vitest";
import type { DockerRunner } from "../../remote/docker";
import { configOf, isSecret, mainnet } from "../../test/fixtures/stacks";
import { planUpdate } from "./plan";
import { prepareImage, shortages } from "./disk-space";

const GB = 1e9;
const host = { architecture: "amd64", imageBytesFree: 5 * GB, dataBytesFree: 3 * GB };

const NOTHING = { bytes: 0, removable: [] };

describe("a shortage of disk space", () => {
  it("is reported for an image, which is on the disk twice while it is unpacked", () => {
    expect(shortages(host, { bytes: 2 * GB, removable: [] }, GB)).toEqual([]);
    const removable = ["aztecprotocol/aztec:4.1.2", "aztecprotocol/aztec:5.0.0"];
    expect(shortages(host, { bytes: 3 * GB, removable }, GB)).toEqual([
      "Docker has 5.0 GB free for images, and the new one needs up to 6.0 GB: on the host, docker image rm aztecprotocol/aztec:4.1.2 aztecprotocol/aztec:5.0.0",
    ]);
    expect(shortages(host, { bytes: 3 * GB, removable: [] }, GB)).toEqual([
      "Docker has 5.0 GB free for images, and the new one needs up to 6.0 GB: no image of an earlier release is left to remove; see docker system df on the host",
    ]);
  });

  it("is reported for what the new release downloads", () => {
    expect(shortages(host, NOTHING, 3.1 * GB)).toEqual([
      "the data volume has 3.0 GB free, and the update needs 3.1 GB: enlarge it",
    ]);
  });
});

it("an update to another rollup needs no room for a second copy of the data: the node deletes the stores of the old one", async () => {
  const config = configOf({ ...mainnet, release: "5.2.0" });
  const plan = planUpdate({ config, isSecret }, { release: "6.0.0" });
  expect(plan?.pointOfNoReturn).toContain("resets the stores of the old rollup");
  const kilobytes = { forImages: 9_000_000, free: 2_000_000, used: 50_000_000 };
  const docker: DockerRunner = ([verb = "", object = ""]) => {
    const answers: Readonly<Record<string, string>> = {
      "version --format": "amd64",
      "image inspect": "1 amd64 sha256:1",
      "run --rm": Object.values(kilobytes).join("\n"),
    };
    return Promise.resolve({ code: 0, text: answers[`${verb} ${object}`] ?? "" });
  };
  if (plan) await prepareImage(docker, "node", plan, { image: "sha256:1", volume: "data" });
});
