/**
 * A command reads a stack's state once, and again only after an `up`. Proven with a `pulumi` and a `docker` that are
 * scripts, by the number of `pulumi stack export`. Not proven here: what the provider itself reads during an `up`.
 */
import { rmSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { tryObserve } from "../health/observe";
import { moveNode } from "../move/index";
import { prepareUpdate } from "../update/prepare";
import { runUpdate } from "../update/run";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { configOf, mainnet, onServer, testnet } from "../../test/fixtures/stacks";
import { useScriptedPulumi } from "../../test/fakes/scripted-pulumi";

/** No stack has such a name: its journal and its record are beside those of real stacks. */
const [OLD, NEW] = ["exports-test-old", "exports-test-new"];
const EXPORT = "stack export --stack";

const start = useScriptedPulumi();

afterEach(() => {
  for (const file of [`.updates/${OLD}.json`, `.updates/${OLD}.stopped.json`, `.moves/${OLD}-to-${NEW}.json`])
    rmSync(path.join(PROJECT_DIR, file), { force: true });
});

describe("the state of a stack is exported", () => {
  it("once by status", async () => {
    const { open, calls } = start({ [OLD]: { config: configOf(onServer(testnet)), runs: [true] } });
    expect((await tryObserve(open(OLD))).stackInfo.container).toBe(`aztec-validator-${OLD}`);
    expect(calls("stack export")).toEqual([`${EXPORT} ${OLD}`]);
  });

  it("once by an update that succeeds", async () => {
    const config = configOf(onServer({ ...mainnet, release: "5.0.0" }));
    const { open, calls } = start({ [OLD]: { config, runs: [true] } });
    const prepared = await prepareUpdate(open(OLD), { release: "5.2.0" });
    if (!prepared) throw new Error("nothing to do");
    await runUpdate(prepared);
    expect(calls("up")).toHaveLength(1);
    expect(calls("stack export")).toEqual([`${EXPORT} ${OLD}`]);
  });

  it("again by an update that fails, once, before it rolls back", async () => {
    const config = configOf(onServer({ ...mainnet, release: "5.0.0" }));
    const { open, calls } = start({ [OLD]: { config, runs: [true], failingUp: 1 } });
    const prepared = await prepareUpdate(open(OLD), { release: "5.2.0" });
    if (!prepared) throw new Error("nothing to do");
    await expect(runUpdate(prepared)).rejects.toThrow("Rolled back: it runs 5.0.0");
    expect(calls("up")).toHaveLength(2);
    expect(calls("stack export")).toEqual([`${EXPORT} ${OLD}`, `${EXPORT} ${OLD}`]);
  });

  it("by a move once of each stack, again after each up, and once with the secrets of the old one", async () => {
    const { open, calls } = start({
      [OLD]: { config: configOf(onServer(testnet)), runs: [true, false] },
      [NEW]: { config: configOf(onServer(testnet)), runs: [undefined, false, true] },
    });
    await moveNode(open(OLD), open(NEW), { yes: true });
    expect(calls("up")).toHaveLength(3);
    expect(calls("stack export")).toEqual([
      `stack export --show-secrets --stack ${OLD}`,
      `${EXPORT} ${OLD}`,
      `${EXPORT} ${NEW}`,
      `${EXPORT} ${OLD}`,
      `${EXPORT} ${NEW}`,
      `${EXPORT} ${NEW}`,
    ]);
  });
});
