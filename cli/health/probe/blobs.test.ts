/** The blobs of an L1 block, requested from a beacon server as a node of each release does. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { blobEndpoints } from "../checks/blobs";
import { custom, dev, mainnet } from "../../../test/fixtures/stacks";
import { config, thoroughResult, hosts, settingsOf, findingLines } from "../../../test/fakes/probed-hosts";
import { COMMITMENTS, versionedHash } from "../../../test/fakes/fake-hosts";

beforeAll(() => hosts.start());
beforeEach(() => {
  hosts.have({ config: config() });
});
afterAll(() => {
  hosts.stop();
});

describe("blobs", () => {
  it("are requested from the endpoint of the release", () => {
    const of = (values: Readonly<Record<string, unknown>>) => blobEndpoints(settingsOf(values));
    expect(of(dev)).toEqual(["blob_sidecars"]);
    expect(of(custom("sequencer", "4.4.0"))).toEqual(["blobs", "blob_sidecars"]);
    expect(of(mainnet)).toEqual(["blobs"]);
    expect(blobEndpoints(undefined)).toEqual(["blobs", "blob_sidecars"]);
  });

  it("by sidecars: from the slot after the parent's, found by its root", async () => {
    const { blobs } = await thoroughResult({ endpoints: ["blob_sidecars"] });
    expect(blobs).toEqual([
      { server: hosts.host, block: 2, slot: 102, endpoint: "blob_sidecars", requested: 2, received: 2 },
    ]);
    const parent = `0x${"65".padStart(64, "0")}`;
    expect(hosts.requests.filter((one) => one.includes("/eth/v1/beacon/")).slice(1)).toEqual([
      `GET /eth/v1/beacon/headers/${parent}`,
      "GET /eth/v1/beacon/blob_sidecars/102",
    ]);
  });

  it("by hashes: from the slot of the block's time", async () => {
    await thoroughResult();
    const hashes = COMMITMENTS.map((one) => `versioned_hashes=${versionedHash(one)}`).join("&");
    expect(hosts.requests).toContain(`GET /eth/v1/beacon/blobs/102?${hashes}`);
    expect(hosts.requests.join("\n")).not.toContain("/headers/0x");
  });

  it("of a block after empty slots are found in a later slot", async () => {
    hosts.have({ slots: [100, 101, 104, 105], config: config() });
    const { blobs } = await thoroughResult({ endpoints: ["blob_sidecars"] });
    expect(blobs[0]?.received).toBe(2);
    expect(hosts.requests.filter((one) => one.includes("sidecars"))).toEqual(
      [102, 103, 104].map((slot) => `GET /eth/v1/beacon/blob_sidecars/${slot}`),
    );
  });

  it("that a server does not have are a failure, and a warning if a store has them", async () => {
    hosts.have({ config: config(), blobs: 1 });
    expect(findingLines(await thoroughResult())[0]).toBe(
      "warning blobs: HOST has 1 of the 2 blobs of a block (endpoint blobs)",
    );
    hosts.have({ config: config(), blobs: 1, stores: false });
    expect(findingLines(await thoroughResult())[0]).toBe(
      "failure blobs: HOST has 1 of the 2 blobs of a block (endpoint blobs)",
    );
  });

  it("of a server without the release's endpoint are missing, though another endpoint has them", async () => {
    hosts.have({ config: config(), endpoints: ["blobs"], stores: false });
    expect(findingLines(await thoroughResult({ endpoints: ["blob_sidecars"] }))[0]).toBe(
      "failure blobs: HOST has 0 of the 2 blobs of a block (endpoint blob_sidecars): answers HTTP 404 to blob_sidecars",
    );
    expect((await thoroughResult({ endpoints: ["blob_sidecars", "blobs"] })).blobs[0]?.received).toBe(2);
  });
});
