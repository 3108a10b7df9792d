import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BASE } from "./base";
import { pull } from "./docker";
import { earlierNodeImage, ensureEarlierImages, movingL1 } from "./earlier";
import { cleanImages, ensureImages, ensureL1 } from "./ensure";
import { localL1, nodeImage, RELEASE } from "../../images/tags";
import { fakeDocker } from "../../test/fakes/fake-docker";

const node = nodeImage(RELEASE);
const l1 = localL1(RELEASE).image;
const vendor = "aztecprotocol/aztec:4.1.2";

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("images of a development stack", () => {
  it("that exist are kept", async () => {
    const { calls } = fakeDocker({ images: [node, l1] });
    await ensureImages();
    expect(calls().sort()).toEqual([`inspect ${l1}`, `inspect ${node}`].sort());
  });

  it("are the vendor's if it can be pulled, and only the L1 is built, from it", async () => {
    const { calls } = fakeDocker({ registry: [vendor, BASE] });
    await ensureImages();
    const made = calls().slice(2);
    expect(made.slice(-2)).toEqual(["context show", `build ${l1}`]);
    const before = [`inspect ${BASE}`, `pull ${BASE}`, `pull ${vendor}`, `tag ${vendor} ${node}`];
    expect(made.slice(0, -2).sort()).toEqual([...before, "version --format {{.Server.Arch}}"].sort());
  });

  it("are built after a timeout if no registry answers", async () => {
    fakeDocker({ registry: ["silent"] });
    expect(await pull("silent", { patience: 100 })).toBe(false);
  });

  it("are built if nothing can be pulled", async () => {
    const { calls } = fakeDocker({ images: [BASE] });
    await ensureImages();
    expect(calls().filter((call) => call.startsWith("build"))).toEqual([`build ${node}`, `build ${l1}`]);
  });

  it("are built again after an interrupted build", async () => {
    const { calls } = fakeDocker({ images: [BASE, node] });
    await ensureImages();
    expect(calls().filter((call) => call.startsWith("build"))).toEqual([`build ${l1}`]);
  });

  it("that cannot be built are an error with the build's last lines and the path of its log", async () => {
    const { cache } = fakeDocker({ images: [BASE], failure: "npm error code EAI_AGAIN" });
    await expect(ensureImages()).rejects.toThrow(
      `The image in images/aztec cannot be built. The end of ${cache}/aztec-validator/logs/image-aztec.log:\n` +
        "Step 7/9 : RUN npm ci\nnpm error code EAI_AGAIN",
    );
  });

  it.each([
    ["aztecprotocol/aztec:4.1.2 cannot be pulled", { images: [l1] }],
    ["The L1 of a development stack is not published", { registry: [vendor] }],
  ])("are not tried for a processor that npm has no native code for: %s", async (reason, has) => {
    fakeDocker({ architecture: "arm64", ...has });
    await expect(ensureImages()).rejects.toThrow(
      `${reason}, and a build requires an amd64 Docker engine; this one is arm64. ` +
        "Use another engine (DOCKER_HOST), or a stack of a public network.",
    );
  });

  it("are removed by name, their layers by label, and the base if it was built here; nothing else is removed", async () => {
    const { calls } = fakeDocker({ images: [BASE, node, l1, vendor], ownBase: "0123456789ab" });
    await cleanImages();
    const changes = calls().filter((call) => !/^(version|image ls|volume ls)/.test(call));
    expect(changes).toEqual([
      `image rm ${node}`,
      `image rm ${l1}`,
      "image prune --force --filter label=aztec-validator.image",
      `image rm ${BASE}`,
      "volume rm aztec-validator-ec2-images-1",
    ]);
  });

  it("are removed without the official base", async () => {
    const { calls } = fakeDocker({ images: [BASE] });
    await cleanImages();
    expect(calls().filter((call) => call.startsWith("image rm"))).toEqual([]);
  });
});

describe("images for tests of an upgrade", () => {
  const earlier = [earlierNodeImage(), movingL1().image];

  it("that exist are kept", async () => {
    const { calls } = fakeDocker({ images: earlier });
    await ensureEarlierImages();
    expect(calls().sort()).toEqual(earlier.map((image) => `inspect ${image}`).sort());
  });

  it("are built, first the node, whose contracts are deployed to the L1", async () => {
    const { calls } = fakeDocker({ images: [BASE, node] });
    await ensureEarlierImages();
    expect(calls().filter((call) => call.startsWith("build"))).toEqual(earlier.map((image) => `build ${image}`));
  });

  it("are removed with the others", async () => {
    const { calls } = fakeDocker({ images: [BASE, ...earlier] });
    await cleanImages();
    expect(calls().filter((call) => call.startsWith("image rm"))).toEqual(earlier.map((image) => `image rm ${image}`));
  });

  it("include an L1 like that of a public network", async () => {
    const image = localL1(RELEASE, "public").image;
    const { calls } = fakeDocker({ images: [BASE, node, l1] });
    await ensureL1("public");
    expect(calls().filter((call) => call.startsWith("build"))).toEqual([`build ${image}`]);
  });
});
