/** The rollup of a release is compared with the network's, before an update and before a rollback. Docker is a function. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RollupCheck, checkRollup } from "./rollup-check";
import type { DockerRunner } from "../../remote/docker";
import { runCommand } from "../../remote/command";
import type { Serves } from "../../settings/network/network-fit";
import { parseSettings } from "../../settings/parse";
import { errorText } from "../../terminal/errors";
import { OperatorError } from "../../terminal/output";
import { FakeContracts, REGISTRY } from "../../test/fakes/fake-contracts";
import { container } from "../../test/fakes/observation";

const OLD = "0xD73A91bdcF6891C7642F3e460036e1ef2CC23178";
const NEW = "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9";
const root = `0x${"1a".repeat(32)}`;
const rollups = { [OLD]: { version: 7, root }, [NEW]: { version: 8, root } };
const from = { release: "4.1.2", image: "aztecprotocol/aztec:4.1.2" };
const to = { release: "4.0.0", image: "aztecprotocol/aztec:4.0.0" };

let l1: FakeContracts;
let url: string;
/** The port of the node's JSON-RPC: nothing listens there, unless a test sets it. */
let port: string;

beforeEach(async () => {
  port = "9";
  l1 = new FakeContracts({ chainId: 31_337, canonical: NEW, rollups, proposals: [] });
  url = await l1.start();
});
afterEach(() => {
  l1.stop();
});

/** Queries the network from this machine. No image shows what it serves, and no node answers. */
const docker: DockerRunner = ([verb = "", ...rest]) => {
  const node = {
    ...container,
    Config: { ...container.Config, Healthcheck: { Test: ["CMD", "node", "-e", "", port, "aztec"] } },
  };
  if (verb === "container") return Promise.resolve({ code: 0, text: JSON.stringify(node) });
  if (verb === "run") return Promise.resolve({ code: 1, text: "error: unknown command 'compute-genesis-values'" });
  return runCommand(["env", `ETHEREUM_HOSTS=${url}`, process.execPath, ...rest.slice(rest.indexOf("-e"))], 20_000);
};

function compare(served: Serves | undefined, allowOtherRollup = false): Promise<RollupCheck> {
  const l1Contracts = { registry: REGISTRY };
  const values = { network: "custom", l1ChainId: 31_337, l1Contracts, allowOtherRollup };
  const { settings } = parseSettings(values);
  if (!settings) throw new Error("the settings of this test are wrong");
  return checkRollup(docker, { settings, from, to, stack: "a" }, "node", served);
}

describe("a rollback", () => {
  it.each([{ rollupVersion: 7 }, { rollupAddress: OLD }, { rollupVersion: 7, rollupAddress: OLD }])(
    "is refused if the old node served another rollup than the network runs: %j",
    async (served) => {
      const name = "rollupVersion" in served ? "rollup version 7" : `rollup ${OLD}`;
      await expect(compare(served)).rejects.toThrow(
        `4.0.0 served ${name}, and the network has moved to rollup ${NEW} (version 8) since.\n` +
          "A node on that release would perform no duties.\nNothing was changed; the node runs as before.",
      );
    },
  );

  it("is accepted if the old node served the network's rollup, whatever its image shows", async () => {
    const line = "4.0.0 serves the rollup that the network runs";
    expect((await compare({ rollupVersion: 8, rollupAddress: NEW })).line).toBe(line);
  });

  it("is not compared if neither the old node nor the image shows the rollup", async () => {
    const line = "not compared: its image does not report the network that it is built for";
    expect((await compare(undefined)).line).toBe(line);
  });

  it("is accepted if the settings allow another rollup", async () => {
    const line = "4.0.0 serves another rollup, which allowOtherRollup allows";
    expect((await compare({ rollupVersion: 7 }, true)).line).toBe(line);
  });
});

describe("a host whose connection is lost before the comparison", () => {
  it("ends the command with the reason, and not as a bug of this program", async () => {
    const { settings } = parseSettings({ network: "custom", l1ChainId: 31_337, l1Contracts: { registry: REGISTRY } });
    if (!settings) throw new Error("the settings of this test are wrong");
    const lost: DockerRunner = () => Promise.resolve({ code: 255, text: "ssh: connection timed out" });
    const error: unknown = await checkRollup(lost, { settings, from, to, stack: "a" }, "node").catch(
      (reason: unknown) => reason,
    );
    expect(errorText(error)).toBe(
      [
        "Docker on the node's host does not answer: ssh: connection timed out",
        "Nothing was changed. Once the host answers, run the command again.",
      ].join("\n"),
    );
  });
});

describe("a failed update", () => {
  const nodeServes = (rollupVersion: number, rollupAddress: string) => {
    port = new URL(url).port;
    l1.chain.node = {
      nodeVersion: "4.1.2",
      rollupVersion,
      l1ContractAddresses: { registryAddress: REGISTRY, rollupAddress },
    };
  };

  it("is not rolled back to a release whose rollup the network has left", async () => {
    nodeServes(7, OLD);
    expect((await compare({ rollupVersion: 8 })).rollupMoved).toBe(
      `the network has moved to rollup ${NEW} (version 8), which 4.1.2 does not serve`,
    );
  });

  it("is rolled back if the network still runs the old release's rollup, and if the node does not answer", async () => {
    nodeServes(8, NEW);
    expect((await compare({ rollupVersion: 8 })).rollupMoved).toBeUndefined();
    port = "9";
    expect((await compare({ rollupVersion: 8 })).rollupMoved).toBeUndefined();
  });
});

describe("an update to a release that has not run here before", () => {
  const OTHER = `0x${"2b".repeat(32)}`;
  /** Its image shows that it serves another rollup. */
  const image: DockerRunner = (args, ...rest) =>
    args.includes("compute-genesis-values")
      ? Promise.resolve({ code: 0, text: JSON.stringify({ genesisArchiveRoot: OTHER }) })
      : docker(args, ...rest);
  const custom = { network: "custom", l1ChainId: 31_337, l1Contracts: { registry: REGISTRY } };
  const update = (values: Readonly<Record<string, unknown>>) => {
    const { settings } = parseSettings(values);
    if (!settings) throw new Error("the settings of this test are wrong");
    return checkRollup(image, { settings, from, to, stack: "a" }, "node");
  };
  const refusal = [
    `4.0.0 does not serve the rollup that the network runs: rollup ${NEW} (version 8).`,
    "A node on this release would be in standby and miss every duty.",
    "  To run it in standby until the network moves: pulumi config set allowOtherRollup true --stack a",
    "  Do this only on a second host: a node in standby attests to nothing.",
    "Nothing was changed; the node runs as before.",
  ];

  it("is refused; for a private network no public release is proposed, whatever its rollup's address", async () => {
    await expect(update(custom)).rejects.toThrow(new OperatorError(refusal.join("\n")));
  });

  it.each(["TEST_ACCOUNTS", "SPONSORED_FPC", "PREFUND_ADDRESSES"])(
    "is not compared by its image if %s changes the network's genesis",
    async (name) => {
      const { line } = await update({ ...custom, extraEnv: { [name]: "1" } });
      expect(line).toBe(
        `not compared: extraEnv.${name} changes the network's genesis, which the image alone does not show`,
      );
    },
  );

  it("is accepted if the settings keep the node on a rollup", async () => {
    const { line, rollupMoved } = await update({ ...custom, extraEnv: { ROLLUP_VERSION: "7" } });
    expect([line, rollupMoved]).toEqual([
      "4.0.0 serves another rollup, which extraEnv.ROLLUP_VERSION allows",
      undefined,
    ]);
  });
});
