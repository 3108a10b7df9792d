/** The release that `config` suggests, by the network's answer. Not proven here: a real L1. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { suggestionFrom, suggestRelease } from "./network-release";
import { FakeContracts, REGISTRY } from "../../test/fakes/fake-contracts";

const RC = "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9";
const V5 = "0xD73A91bdcF6891C7642F3e460036e1ef2CC23178";
const UNKNOWN = "0x1111111111111111111111111111111111111111";
const rollup = (address: string) => ({ address, version: 7 });
const config = (nodeVersion: string) => ({ server: "example.org", isOwn: false, nodeVersion });
const at = { now: 0 };

describe("the suggested release", () => {
  it.each([
    [
      "the one that the network recommends",
      { ...at, rollup: rollup(RC), config: config("6.0.1") },
      "6.0.1",
      "recommends release 6.0.1",
    ],
    ["the one that serves the rollup", { ...at, rollup: rollup(RC) }, "6.0.0-rc.1", "which release 6.0.0-rc.1 serves"],
    [
      "not a recommended one that is older than the rollup",
      { ...at, rollup: rollup(RC), config: config("5.2.0") },
      "6.0.0-rc.1",
      "which release 6.0.0-rc.1 serves",
    ],
    [
      "not a recommended one of the next major release while the network runs the rollup of this one",
      { ...at, rollup: rollup(V5), config: config("6.0.0") },
      "5.2.0",
      "which release 5.2.0 serves",
    ],
    [
      "not a recommended one that lags behind a move to an unknown rollup",
      { ...at, rollup: rollup(UNKNOWN), config: config("5.2.0") },
      "6.0.0",
      "! testnet runs rollup 0x1111111111111111111111111111111111111111 (version 7), and the release that serves it is unknown",
    ],
    [
      "the recommended one for an unknown rollup",
      { ...at, rollup: rollup(UNKNOWN), config: config("7.0.0") },
      "7.0.0",
      "recommends release 7.0.0",
    ],
    [
      "the newest known one for an unknown rollup, with a warning",
      { ...at, rollup: rollup(UNKNOWN) },
      "6.0.0",
      "! testnet runs rollup 0x1111111111111111111111111111111111111111 (version 7), and the release that serves it is unknown",
    ],
    [
      "the newest known one if no server answers, with the reason",
      { ...at, unknown: "l1.example.org does not answer: ENOTFOUND" },
      "6.0.0",
      "! l1.example.org does not answer: ENOTFOUND. 6.0.0 is the newest known release for testnet",
    ],
  ])("is %s", (_, answer, release, reason) => {
    const found = suggestionFrom("testnet", answer);
    expect(found.release).toBe(release);
    expect(found.reason).toContain(reason);
  });
});

describe("a query of the L1", () => {
  const V5 = "0x91fF8bbD8Ebb07893010D50A48A1609e5EBd8E34";
  let l1: FakeContracts;
  let url: string;

  beforeEach(async () => {
    const rollups = { [V5]: { version: 4_248_422_647, root: `0x${"1a".repeat(32)}` } };
    const config = { mainnet: { registryAddress: REGISTRY } };
    l1 = new FakeContracts({ chainId: 1, canonical: V5, rollups, proposals: [], config });
    url = await l1.start();
  });
  afterEach(() => {
    l1.stop();
  });

  it("accepts a list of servers, and reads the operator's network config", async () => {
    const found = await suggestRelease({
      network: "mainnet",
      ethereumHosts: JSON.stringify(["http://127.0.0.1:9", url]),
      extraEnv: JSON.stringify({ NETWORK_CONFIG_LOCATION: `${l1.origin()}/network_config.json` }),
    });
    expect(found).toEqual({
      release: "5.2.0",
      reason: `mainnet runs rollup ${V5} (version 4248422647), which release 5.2.0 serves`,
    });
  });

  it("is not sent for a private network, nor without a server", async () => {
    expect(await suggestRelease({ network: "custom", ethereumHosts: url })).toBeUndefined();
    expect((await suggestRelease({ network: "mainnet" }))?.reason).toContain("! no Ethereum server is configured yet");
  });
});
