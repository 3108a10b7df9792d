/**
 * Commands on a stack whose update was killed, with a `pulumi` and a `docker` that are scripts. The steps of an update are
 * in transaction.test.ts, on a host in memory.
 */
import { describe, expect, it } from "vitest";
import { configOf, mainnet, onServer } from "../../test/fixtures/stacks";
import { useScriptedPulumi } from "../../test/fakes/scripted-pulumi";
import { useJournal } from "../../test/fakes/update-journal";
import type { JournalEntry } from "./journal";
import { prepareAll } from "./all";
import { prepareUpdate } from "./prepare";
import { rollBackStack } from "./rollback";

/** No stack has such a name: its journal is beside those of real stacks. */
const STACK = "interrupted-test";
const journal = useJournal(STACK);

/** The data volume has the store `archiver` in the schema 05. */
const entry: JournalEntry = {
  phase: "applying",
  from: { release: "4.4.0", image: "aztecprotocol/aztec:4.4.0" },
  to: { release: "5.2.0", image: "aztecprotocol/aztec:5.2.0" },
  edits: [{ path: "release", value: "5.2.0" }],
  settingsBefore: "config:\n  aztec-validator:release: 4.4.0\n",
  rollback: "ifDataUnchanged",
  rollbackLimit: "older releases do not read its record of signatures",
  storeSchemas: { archiver: "05" },
};

const scriptedPulumi = useScriptedPulumi();

interface Interrupted {
  readonly stopped?: boolean;
  readonly unreadable?: string;
}

/** Returns the stack with an update that was killed. */
function interrupted(last: Partial<JournalEntry>, { stopped = false, unreadable }: Interrupted = {}) {
  const config = configOf(onServer({ ...mainnet, release: "5.2.0", ...(stopped && { stopped }) }));
  const programs = scriptedPulumi({ [STACK]: { config, runs: [!stopped, true], unreadable } });
  const stack = programs.open(STACK);
  stack.file.restore("config:\n  aztec-validator:release: 5.2.0\n");
  journal.write({ ...entry, ...last });
  return { stack, calls: programs.calls };
}

describe("a rollback of an update that was killed", () => {
  it.each([
    [{ storeSchemas: { archiver: "04" } }, entry.rollbackLimit],
    [{ rollback: "never" as const }, entry.rollbackLimit],
    [{ rollupMoved: "the network has moved" }, "the network has moved"],
  ])("is refused once the new node may have passed a point of no return: %j", async (last, why) => {
    const { stack, calls } = interrupted(last);
    await expect(rollBackStack(stack, true)).rejects.toThrow(
      [
        `The update of ${STACK} to 5.2.0 was interrupted, and 4.4.0 cannot run again: ${why ?? ""}. Nothing was changed.`,
        `  To finish the update: aztec-validator start --stack ${STACK}`,
      ].join("\n"),
    );
    expect(calls("up")).toEqual([]);
    expect(journal.read()?.phase).toBe("applying");
    expect(stack.file.read()).toBe("config:\n  aztec-validator:release: 5.2.0\n");
  });

  it.each([
    [{ rollback: "always" as const }, undefined],
    [{}, "whether the data has changed is not known: The data volume cannot be read: no such image"],
  ])("restores it if the data cannot be read, unless that is what a rollback depends on: %j", async (last, why) => {
    const { stack, calls } = interrupted(last, { unreadable: "no such image" });
    const rolledBack = rollBackStack(stack, true);
    if (why === undefined) await rolledBack;
    else await expect(rolledBack).rejects.toThrow(`4.4.0 cannot run again: ${why}. Nothing was changed.`);
    expect(calls("up")).toHaveLength(why === undefined ? 1 : 0);
  });

  it("restores the release before, if the new node has not changed the data", async () => {
    const { stack, calls } = interrupted({});
    await rollBackStack(stack, true);
    expect(calls("up")).toHaveLength(1);
    expect(journal.read()?.phase).toBe("rolledBack");
    expect(stack.file.read()).toBe(entry.settingsBefore);
  });
});

describe("an update that was killed, and whose node was stopped then", () => {
  const refusal = [
    `The node of ${STACK} is stopped, and its last update was interrupted: finishing it would start the node. Nothing was changed.`,
    `  To start the node and finish the update: aztec-validator start --stack ${STACK}`,
    `  To return to the release before instead: pulumi config rm stopped --stack ${STACK} && aztec-validator rollback --stack ${STACK}`,
  ].join("\n");

  it("is not finished by the next update: the node stays stopped", async () => {
    const { stack, calls } = interrupted({}, { stopped: true });
    await expect(prepareUpdate(stack, { release: "5.2.0" })).rejects.toThrow(refusal);
    expect(calls("up")).toEqual([]);
  });

  it("is skipped by an update of all stacks", async () => {
    const { stack, calls } = interrupted({}, { stopped: true });
    const all = await prepareAll([STACK], {}, { open: () => Promise.resolve(stack) });
    expect(all).toEqual({ updates: [], failed: [], hasRecovered: false });
    expect(calls("up")).toEqual([]);
  });

  it("is not rolled back", async () => {
    const { stack, calls } = interrupted({}, { stopped: true });
    await expect(rollBackStack(stack, true)).rejects.toThrow(refusal);
    expect(calls("up")).toEqual([]);
  });
});
