/**
 * What `update` makes sure of before it plans: that the node runs what its settings select, and is to run. With a `pulumi`
 * and a `docker` that are scripts.
 */
import { describe, expect, it, vi } from "vitest";
import { configOf, mainnet, onServer } from "../../test/fixtures/stacks";
import { type ScriptedStack, useScriptedPulumi } from "../../test/fakes/scripted-pulumi";
import { MINOR_UPDATE, useJournal } from "../../test/fakes/update-journal";
import type { JournalEntry } from "./journal";
import { prepareUpdate } from "./prepare";
import { rollBackStack } from "./rollback";

/** No stack has such a name: its journal is beside those of real stacks. */
const STACK = "prepare-test";
const journal = useJournal(STACK);
const entry: JournalEntry = { ...MINOR_UPDATE, phase: "updated" };
const UP = `pulumi up --stack ${STACK}`;

const scriptedPulumi = useScriptedPulumi();

/** Returns a stack on release 5.0.0, whose node is ready. @param values settings on top */
function stackOf(values: Readonly<Record<string, unknown>> = {}, own: Partial<ScriptedStack> = {}) {
  const config = configOf(onServer({ ...mainnet, release: "5.0.0", ...values }));
  const programs = scriptedPulumi({ [STACK]: { config, runs: [true], ...own } });
  return { stack: programs.open(STACK), calls: programs.calls };
}

/** Returns what a command prints. */
async function printedBy(work: () => Promise<unknown>): Promise<string> {
  const printed: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  await work();
  return printed.join("");
}

describe("an update of a node that does not run what its settings select", () => {
  it("is refused, with the way to undo the edit and the one to apply it", async () => {
    const { stack, calls } = stackOf({}, { image: "aztecprotocol/aztec:4.4.0" });
    await expect(prepareUpdate(stack, { release: "5.2.0" })).rejects.toThrow(
      [
        `The node of ${STACK} runs 4.4.0 (aztecprotocol/aztec:4.4.0), and its settings select 5.0.0 (aztecprotocol/aztec:5.0.0), which no \`up\` has applied. An update would begin at a release that does not run, and would roll back to it. Nothing was changed.`,
        `  To undo that change, then run this command again: pulumi config set release 4.4.0 --stack ${STACK}`,
        `  To apply it, without a backup and a rollback: ${UP}`,
      ].join("\n"),
    );
    expect(calls("up")).toEqual([]);
  });

  it("is refused too if the settings have the requested release already", async () => {
    const { stack } = stackOf({ release: "5.2.0" }, { image: "aztecprotocol/aztec:5.0.0" });
    await expect(prepareUpdate(stack, { image: "aztecprotocol/aztec:5.2.0" })).rejects.toThrow(
      `The node of ${STACK} runs 5.0.0 (aztecprotocol/aztec:5.0.0), and its settings select 5.2.0 `,
    );
  });

  it("is planned after a rollback that has failed again: a requested release is the way out", async () => {
    const { stack } = stackOf({}, { image: "aztecprotocol/aztec:5.2.0", failingUp: 1 });
    journal.write({ ...entry, phase: "rollingBack" });
    expect((await prepareUpdate(stack, { release: "5.2.0" }))?.plan.to.release).toBe("5.2.0");
  });
});

describe("an update that has nothing to do", () => {
  const notReady = (release: string) =>
    [
      `The node of ${STACK} is not ready: it is starting. Its settings select ${release} already, so there is nothing to update.`,
      `  To see why it is not ready: aztec-validator logs --stack ${STACK}`,
      `  To start it again, and wait for it: aztec-validator start --stack ${STACK}`,
    ].join("\n");

  it("says so if the node is ready", async () => {
    const { stack } = stackOf();
    expect(await printedBy(() => prepareUpdate(stack, { release: "5.0.0" }))).toBe(
      `${STACK} runs the requested release already: nothing to do.\n`,
    );
  });

  it.each([{ release: "5.2.0" }, { unattended: true }])("fails if the node is not ready: %j", async (request) => {
    const { stack } = stackOf({ release: "5.2.0" }, { unready: "it is starting" });
    await expect(prepareUpdate(stack, request)).rejects.toThrow(notReady("5.2.0"));
  });

  it("fails if a rollback was interrupted, and its release fails again", async () => {
    const { stack } = stackOf({}, { failingUp: 1, unready: "it is starting" });
    journal.write({ ...entry, phase: "rollingBack" });
    await expect(prepareUpdate(stack, { release: "5.0.0" })).rejects.toThrow(notReady("5.0.0"));
  });
});

describe("a node that its settings stop, and that still runs,", () => {
  const refusal = [
    `The settings of ${STACK} keep its node stopped (stopped: true): with them, an update or a rollback would only remove its container. Nothing was changed.`,
    `  To start the node, then run this command again: aztec-validator start --stack ${STACK}`,
    `  To stop it, if it still runs: aztec-validator stop --stack ${STACK}`,
  ].join("\n");

  it("is not updated", async () => {
    const { stack, calls } = stackOf({ stopped: true });
    await expect(prepareUpdate(stack, { release: "5.2.0" })).rejects.toThrow(refusal);
    expect(calls("up")).toEqual([]);
  });

  it("is not rolled back", async () => {
    const { stack, calls } = stackOf({ stopped: true, release: "5.2.0" });
    journal.write(entry);
    await expect(rollBackStack(stack, true)).rejects.toThrow(refusal);
    expect(calls("up")).toEqual([]);
  });
});

describe("settings that no `up` has applied", () => {
  const applied = configOf(onServer({ ...mainnet, release: "5.0.0", ethereumHosts: ["https://old.example.org"] }));

  it("are a warning of the plan: a rollback does not undo them", async () => {
    const { stack } = stackOf({ "sequencer.minTxPerBlock": 1 }, { applied });
    const warning = `ethereumHosts, sequencer.minTxPerBlock: changed since the last \`up\` that succeeded. This update applies that too, and a rollback does not undo it: a mistake there would leave no release that starts. To try it alone first: ${UP}`;
    const printed = await printedBy(async () => {
      expect((await prepareUpdate(stack, { release: "5.2.0" }))?.plan.warnings).toEqual([warning]);
    });
    expect(printed).toContain(`\n  !         ${warning}\n`);
  });

  it("are not applied by a timer", async () => {
    const { stack } = stackOf({}, { applied });
    await expect(prepareUpdate(stack, { release: "5.0.1", unattended: true })).rejects.toThrow(
      [
        "ethereumHosts: changed since the last `up` that succeeded. --unattended does not apply what nobody has tried: nothing was changed.",
        `  To try the change alone first: ${UP}`,
      ].join("\n"),
    );
  });

  it("are none if only release and image differ: the node itself shows what it runs", async () => {
    const current = configOf(onServer({ ...mainnet, release: "4.4.0", image: "x/aztec:4.4.0" }));
    const { stack } = stackOf({}, { applied: current });
    expect((await prepareUpdate(stack, { release: "5.2.0" }))?.plan.warnings).toEqual([]);
  });
});
