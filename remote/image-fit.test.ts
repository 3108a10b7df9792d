/** The check that an image serves its network's rollup, with a fake Docker. Real images: network-moves.test.ts. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DockerRunner } from "./docker";
import { genesisRootOf } from "./image-genesis";
import { fitWithoutNode } from "./image-fit";
import { releaseFit } from "../resources/release-fit/provider";
import { runCommand } from "./command";
import { FakeContracts, REGISTRY } from "../test/fakes/fake-contracts";

const OLD = "0xD73A91bdcF6891C7642F3e460036e1ef2CC23178";
const ROOT = `0x${"1a".repeat(32)}`;
const OTHER_ROOT = `0x${"2b".repeat(32)}`;
const IMAGE = "aztecprotocol/aztec:5.2.0";
const question = { chainId: 11_155_111, registry: REGISTRY };

let l1: FakeContracts;
let url: string;
let calls: string[];

beforeEach(async () => {
  const rollups = { [OLD]: { version: 1_821_665_230, root: ROOT } };
  l1 = new FakeContracts({ chainId: 11_155_111, canonical: OLD, rollups, proposals: [] });
  url = await l1.start();
  calls = [];
});
afterEach(() => {
  l1.stop();
});

/** A Docker whose containers run Node's programs on this machine; only one of its networks has the L1. */
function fakeDocker({ root, network = "bridge" }: { root?: string; network?: string }): DockerRunner {
  return (args, input = "") => {
    const [verb = "", ...rest] = args;
    const isGenesis = rest.includes("compute-genesis-values");
    calls.push([verb, ...rest.filter((word) => /^(--network|--test-accounts|--sponsored-fpc)/.test(word))].join(" "));
    if (isGenesis) {
      const text = JSON.stringify({ vkTreeRoot: "0x00", genesisArchiveRoot: root }, undefined, 2);
      return Promise.resolve(root === undefined ? { code: 1, text: "error: unknown command" } : { code: 0, text });
    }
    const script = rest.slice(rest.indexOf("-e"));
    const isThere = rest.includes(`--network=${network}`);
    const stdin = isThere ? input : JSON.stringify({ ETHEREUM_HOSTS: "http://127.0.0.1:9" });
    return runCommand([process.execPath, ...script], 20_000, stdin);
  };
}

const fit = (docker: DockerRunner, networks: readonly string[] = [], root?: string) =>
  fitWithoutNode(question, { docker, image: IMAGE, networks, servers: { ETHEREUM_HOSTS: url } }, root);

describe("an image", () => {
  it("fits if its archive begins as the rollup's", async () => {
    expect(await fit(fakeDocker({ root: ROOT }))).toEqual({ fit: { fit: "fits" }, genesisArchiveRoot: ROOT });
    expect(calls).toEqual(["run --network=bridge", "run --network=none --test-accounts=false --sponsored-fpc=false"]);
  });

  it("does not fit if it begins otherwise, and the rollup is named", async () => {
    expect((await fit(fakeDocker({ root: OTHER_ROOT }))).fit).toEqual({
      fit: "other rollup",
      canonical: { address: OLD, version: 1_821_665_230, genesisArchiveRoot: ROOT },
      serves: { genesisArchiveRoot: OTHER_ROOT },
    });
  });

  it("is not run again for a genesis that it has computed", async () => {
    expect((await fit(fakeDocker({ root: OTHER_ROOT }), [], ROOT)).fit).toEqual({ fit: "fits" });
    expect(calls).toEqual(["run --network=bridge"]);
  });

  it("is compared from the Docker network that has the L1", async () => {
    const docker = fakeDocker({ root: ROOT, network: "own-l1" });
    expect((await fit(docker, ["monitoring", "own-l1"])).fit).toEqual({ fit: "fits" });
    expect(calls.slice(0, 2)).toEqual(["run --network=monitoring", "run --network=own-l1"]);
  });

  it("has an unknown fit if it reports no genesis, or the network cannot be queried", async () => {
    expect(await fit(fakeDocker({}))).toEqual({
      fit: { fit: "unknown" },
      unknown: "its image does not report the network that it is built for",
    });
    l1.stop();
    expect(await fit(fakeDocker({ root: ROOT }))).toEqual({
      fit: { fit: "unknown" },
      unknown: `${new URL(url).host} does not answer: ECONNREFUSED`,
    });
  });
});

describe("the root of an image's genesis", () => {
  it("is found behind lines of its log, with the accounts that its network begins with", async () => {
    const printed = { code: 0, text: `[10:00:00] INFO {x} started\n{\n  "genesisArchiveRoot": "${ROOT}"\n}\n` };
    const docker: DockerRunner = (args) => {
      calls.push(args.slice(-2).join(" "));
      return Promise.resolve(printed);
    };
    expect(await genesisRootOf(docker, IMAGE, { testAccounts: true, sponsoredFpc: true })).toBe(ROOT);
    expect(calls).toEqual(["--test-accounts=true --sponsored-fpc=true"]);
  });
});

describe("the resource that compares a release with its network", () => {
  const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const inputs = (image: string) => ({
    docker: ["no-docker"],
    image,
    networks: [],
    release: "5.2.0",
    question,
    servers: { ETHEREUM_HOSTS: url },
  });

  it("judges by the table of releases while the image is unknown, as in the preview of an update", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const config = { testnet: { registryAddress: REGISTRY } };
    l1.chain.config = config;
    const preview = (release: string) => {
      const own = { NETWORK_CONFIG_LOCATION: `${l1.origin()}/network_config.json` };
      const ofTestnet = { ...question, configName: "testnet" };
      const news = {
        ...inputs(UNKNOWN),
        docker: UNKNOWN,
        release,
        question: ofTestnet,
        servers: { ETHEREUM_HOSTS: url, ...own },
      };
      return releaseFit.check("", {}, news);
    };
    expect((await preview("5.2.0")).failures).toEqual([]);
    expect((await preview("6.0.0-rc.1")).failures[0]?.reason).toContain(
      `6.0.0-rc.1 does not serve the rollup that the network runs: rollup ${OLD} (version 1821665230)`,
    );
    expect(log).not.toHaveBeenCalled();
    expect((await preview("6.1.0")).failures).toEqual([]);
    expect(log).toHaveBeenCalledWith(
      "Release 6.1.0 will be compared with the network by `up`, once its image is on the host.",
    );
    log.mockRestore();
  });

  it("stores the beginning of an image's archive, so that a network that does not answer is no change", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const olds = { ...inputs("sha256:12"), genesisArchiveRoot: ROOT };
    const { inputs: checked } = await releaseFit.check("", olds, inputs("sha256:12"));
    expect(checked).toEqual(olds);
    expect(await releaseFit.diff("", "", olds, checked)).toEqual({ changes: false });
    // Another machine reaches the host's Docker by another way.
    expect(await releaseFit.diff("", "", olds, { ...olds, docker: ["ssh", "host", "docker"] })).toEqual({
      changes: false,
    });
    expect(await releaseFit.diff("", "", olds, { ...olds, release: "5.2.1" })).toEqual({ changes: true });
    const other = await releaseFit.check("", olds, inputs("sha256:34"));
    expect(other.inputs).toEqual(inputs("sha256:34"));
    log.mockRestore();
  });

  it("does not fail an up if the network cannot be queried, and reports that", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const news = inputs("sha256:12");
    const { failures, inputs: checked } = await releaseFit.check("", {}, news);
    expect(failures).toEqual([]);
    // A property without a value could not be sent to the engine.
    expect(Object.keys(checked as object)).toEqual(Object.keys(news));
    expect(log.mock.calls[0]?.[0]).toContain("Release 5.2.0 could not be compared with the network: ");
    log.mockRestore();
  });
});
