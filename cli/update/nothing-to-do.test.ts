/** What `update` without a release says where it does nothing: what the network says, and a step that has to be asked for. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { idleLines, sayNothingToDo } from "./nothing-to-do";
import type { UpdateRequest } from "./plan";
import type { DockerRunner } from "../../remote/docker";
import { runCommand } from "../../remote/command";
import { acceptedConfig, configOf, mainnet } from "../../test/fixtures/stacks";
import { FakeContracts, REGISTRY } from "../../test/fakes/fake-contracts";
import { container } from "../../test/fakes/observation";

const V5 = "0x91fF8bbD8Ebb07893010D50A48A1609e5EBd8E34";
const UNKNOWN = "0x1111111111111111111111111111111111111111";
const root = `0x${"1a".repeat(32)}`;
const rollups = { [V5]: { version: 4_248_422_647, root }, [UNKNOWN]: { version: 7, root } };
const rollupAddress = V5;

let l1: FakeContracts;
let url: string;

beforeEach(async () => {
  const node = { nodeVersion: "5.2.0", rollupVersion: 4_248_422_647, l1ContractAddresses: { rollupAddress } };
  const config = { mainnet: { registryAddress: REGISTRY } };
  l1 = new FakeContracts({ chainId: 1, canonical: UNKNOWN, rollups, proposals: [], node, config });
  url = await l1.start();
});
afterEach(() => {
  l1.stop();
  vi.restoreAllMocks();
});

/** A Docker whose containers run on this machine; its node answers, and reads the network's configuration here. */
const cli: DockerRunner = ([verb = "", ...rest]) => {
  const port = new URL(url).port;
  const Healthcheck = { Test: ["CMD", "node", "-e", "", port, "aztec"] };
  const node = { ...container, Config: { ...container.Config, Healthcheck } };
  if (verb === "container") return Promise.resolve({ code: 0, text: JSON.stringify(node) });
  const env = [`ETHEREUM_HOSTS=${url}`, `NETWORK_CONFIG_LOCATION=${l1.origin()}/network_config.json`];
  return runCommand(["env", ...env, process.execPath, ...rest.slice(rest.indexOf("-e"))], 20_000);
};

const { settings } = acceptedConfig(configOf(mainnet));
const idle = { stack: "m", release: "5.2.0", settings, upCommand: "pulumi up --stack m" };

async function said(wish: UpdateRequest): Promise<string[]> {
  const log = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  await sayNothingToDo(idle, wish, { docker: ["docker"], container: "c", volume: "v", cli });
  const text = log.mock.calls.map(([part]) => String(part)).join("");
  log.mockRestore();
  return text.trimEnd().split("\n");
}

describe("an update that does nothing", () => {
  const first = "m runs 5.2.0, the newest 5.x that is known here: nothing to do unasked.";
  const proposal = [
    "  The release proposed for mainnet is 6.0.0: a major step, which has to be asked for:",
    "    → aztec-validator update 6.0.0 --stack m",
  ];

  it("says that the network has moved, and the command of the major step that it does not do", async () => {
    expect(await said({})).toEqual([
      first,
      `  network: the network has moved to rollup ${UNKNOWN} (version 7); this node serves version 4248422647`,
      "    → aztec-validator update 6.0.0 --stack m",
    ]);
  });

  it("proposes no other release where the network runs the rollup that the node serves", async () => {
    l1.chain.canonical = V5;
    const runs = `  network: runs rollup ${V5} (version 4248422647), as this node does`;
    expect(await said({})).toEqual([first, runs]);
    l1.chain.config = { mainnet: { registryAddress: REGISTRY, nodeVersion: "6.0.0" } };
    expect(await said({})).toEqual([
      ...[first, runs, "  release: the network recommends 6.0.0, this node runs 5.2.0"],
      "    → aztec-validator update 6.0.0 --stack m",
    ]);
  });

  it("names the release that is proposed where the network cannot be asked", async () => {
    l1.chain.headAge = 999_999;
    expect((await said({})).slice(2)).toEqual(proposal);
    expect(idleLines(idle, [])).toEqual([first, ...proposal]);
    expect(idleLines(idle, [], true)[0]).toBe(
      "m runs 5.2.0, and no newer patch of it is known here: nothing to do unasked.",
    );
  });

  it("asks nobody where the release was named", async () => {
    expect(await said({ release: "5.2.0" })).toEqual(["m runs the release that is asked for: nothing to do."]);
    expect(l1.calls).toBe(0);
  });
});
