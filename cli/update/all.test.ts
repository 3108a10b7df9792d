/** `update --all`: which stacks are updated, and which keep the others from it. With a `pulumi` and a `docker` that are scripts. */
import { describe, expect, it, vi } from "vitest";
import { dev, configOf, mainnet, onServer, testnet } from "../../test/fixtures/stacks";
import { type ScriptedStack, useScriptedPulumi } from "../../test/fakes/scripted-pulumi";
import { MINOR_UPDATE, useJournal } from "../../test/fakes/update-journal";
import { prepareAll, runAll } from "./all";
import type { UpdateRequest } from "./plan";

/** No stack has such names: their journals are beside those of real stacks. */
const [CANARY, OTHER] = ["all-test-canary", "all-test-other"];
const [canaryJournal, otherJournal] = [useJournal(CANARY), useJournal(OTHER)];

const start = useScriptedPulumi();

/** Returns a stack whose node is ready on a release. */
function on(release: string, own: Partial<ScriptedStack> = {}): ScriptedStack {
  return { config: configOf(onServer({ ...mainnet, release })), runs: [true], ...own };
}

/** Plans the updates of stacks, in this order. @param request with the canary */
async function plan(
  stacks: Readonly<Record<string, ScriptedStack>>,
  { canary, ...request }: UpdateRequest & { readonly canary?: string } = {},
) {
  const programs = start(stacks);
  const open = (name: string) => Promise.resolve(programs.open(name));
  const lines: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  const prepared = await prepareAll(Object.keys(stacks), request, { canary, open });
  const { updates, failed } = prepared;
  const skipped = lines.filter((line) => line.includes(": skipped,"));
  return { prepared, updates: updates.map(({ stack }) => stack.name), failed, skipped, calls: programs.calls };
}

describe("an update of all stacks", () => {
  it("skips what has no node here that runs, and development stacks, which have one release only", async () => {
    const stacks = {
      dev: { config: configOf(dev), runs: [true] },
      elsewhere: { config: configOf(testnet), runs: [true], machine: "that" },
      stopping: on("5.0.0", { config: configOf(onServer({ ...mainnet, stopped: true })) }),
      stopped: on("5.0.0", { runs: [false] }),
      main: on("5.0.0"),
    };
    const { updates, failed, skipped } = await plan(stacks, { release: "5.2.0" });
    expect([updates, failed]).toEqual([["main"], []]);
    expect(skipped).toEqual([
      "dev: skipped, it is a development stack.\n",
      "elsewhere: skipped, its node is on another machine.\n",
      "stopping: skipped, its settings keep its node stopped.\n",
      "stopped: skipped, no node is running.\n",
    ]);
  });

  it("goes on after a stack that it cannot plan, and fails at the end", async () => {
    const image = `x/aztec@sha256:${"1".repeat(64)}`;
    const pinned = on("5.0.0", { config: configOf(onServer({ ...mainnet, release: "5.0.0", image })) });
    const { prepared, updates, failed, skipped, calls } = await plan({ pinned, [OTHER]: on("5.0.0") });
    expect([updates, failed]).toEqual([[OTHER], ["pinned"]]);
    expect(skipped).toEqual([
      [
        `pinned: skipped, since its update cannot be planned. The setting image is ${image}, and its name for 5.2.0 cannot be derived. Nothing was changed.`,
        "  Name the new image: aztec-validator update 5.2.0 --image <image> --stack pinned",
        "  Or use the vendor's images: pulumi config rm image --stack pinned\n",
      ].join("\n"),
    ]);
    await expect(runAll(prepared, { yes: true })).rejects.toThrow("Not updated: pinned. The reasons are above.");
    expect(calls("up")).toEqual([`up --suppress-outputs --yes --skip-preview --stack ${OTHER}`]);
    await expect(runAll({ ...prepared, updates: [] }, {})).rejects.toThrow(
      "Not updated: pinned. The reasons are above.",
    );
  });

  it("counts a node that is not ready, and has nothing to update to, as not updated", async () => {
    const { updates, failed } = await plan({ [OTHER]: on("5.2.0", { unready: "it is starting" }), main: on("5.0.0") });
    expect([updates, failed]).toEqual([["main"], [OTHER]]);
  });

  it("ends at an interrupted update that it cannot finish: the next stack could end like that too", async () => {
    otherJournal.write(MINOR_UPDATE);
    const stacks = { [OTHER]: on("5.2.0", { failingUp: 1 }), main: on("5.0.0") };
    await expect(plan(stacks)).rejects.toThrow(`${OTHER} did not become ready on 5.2.0`);
  });
});

describe("a canary", () => {
  it.each<[string, ScriptedStack, string]>([
    ["that is stopped", on("5.0.0", { runs: [false] }), "no node is running"],
    [
      "whose settings stop it",
      on("5.0.0", { config: configOf(onServer({ ...mainnet, stopped: true })) }),
      "its settings keep its node stopped",
    ],
    [
      "on another machine",
      { config: configOf(testnet), runs: [true], machine: "that" },
      "its node is on another machine",
    ],
  ])("%s keeps all others from an update", async (_which, stack, why) => {
    await expect(plan({ [CANARY]: stack, [OTHER]: on("5.0.0") }, { canary: CANARY })).rejects.toThrow(
      [
        `No stack is updated: the canary ${CANARY} would not be tried first, since ${why}.`,
        "  Name another stack, whose node runs: --canary <stack>",
      ].join("\n"),
    );
  });

  it("that has the new release, and is not ready on it, keeps all others from it", async () => {
    const stacks = { [CANARY]: on("5.2.0", { unready: "it has exited" }), [OTHER]: on("5.0.0") };
    await expect(plan(stacks, { canary: CANARY })).rejects.toThrow(
      `No stack is updated: the update of the canary ${CANARY} cannot be planned. The node of ${CANARY} is not ready: it has exited.`,
    );
  });

  it("that is ready on the new release already lets the others follow", async () => {
    const { updates } = await plan({ [CANARY]: on("5.2.0"), [OTHER]: on("5.0.0") }, { canary: CANARY });
    expect(updates).toEqual([OTHER]);
  });

  it("is the first, with a plan of its own", async () => {
    const { updates } = await plan({ [CANARY]: on("5.0.0"), [OTHER]: on("5.0.0") }, { canary: CANARY });
    expect(updates).toEqual([CANARY, OTHER]);
  });
});

describe("an update that is not confirmed", () => {
  it("says whether an interrupted one was finished before", async () => {
    const unchanged = await plan({ [OTHER]: on("5.0.0") });
    await expect(runAll(unchanged.prepared, {})).rejects.toThrow(
      "Nothing was changed: without a terminal, confirm with --yes.",
    );
    canaryJournal.write({ ...MINOR_UPDATE, to: { release: "5.0.1", image: "aztecprotocol/aztec:5.0.1" } });
    const changed = await plan({ [CANARY]: on("5.0.1") });
    await expect(runAll(changed.prepared, {})).rejects.toThrow(
      "No further change was made: without a terminal, confirm with --yes.",
    );
  });
});
