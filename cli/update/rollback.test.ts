/**
 * `rollback` of an update that succeeded, with a `pulumi` and a `docker` that are scripts. A rollback that was killed is in
 * interrupted.test.ts.
 */
import { describe, expect, it } from "vitest";
import { PROJECT_NAME } from "../../pulumi/dev-stack";
import { configOf, mainnet, onServer } from "../../test/fixtures/stacks";
import { useScriptedPulumi } from "../../test/fakes/scripted-pulumi";
import { useJournal } from "../../test/fakes/update-journal";
import type { JournalEntry } from "./journal";
import { rollBackStack } from "./rollback";

/** No stack has such a name: its journal is beside those of real stacks. */
const STACK = "rollback-test";
const journal = useJournal(STACK);

/** Returns a settings file with these settings. */
const fileOf = (...settings: readonly string[]) =>
  ["config:", ...settings.map((setting) => `  ${PROJECT_NAME}:${setting}`), ""].join("\n");
const BEFORE = fileOf("release: 5.0.0", "sequencer.old: true");
const AFTER = fileOf("release: 5.2.0", "image: mirror/aztec:5.2.0");

/** An update to another image of the stack's own registry, whose file named none before. */
const entry: JournalEntry = {
  phase: "updated",
  from: { release: "5.0.0", image: "aztecprotocol/aztec:5.0.0" },
  to: { release: "5.2.0", image: "mirror/aztec:5.2.0" },
  edits: [
    { path: "release", value: "5.2.0" },
    { path: "image", value: "mirror/aztec:5.2.0" },
  ],
  settingsBefore: BEFORE,
  settingsAfter: AFTER,
  rollback: "always",
};

const scriptedPulumi = useScriptedPulumi();

/** The stack on the new release. */
interface Updated {
  /** The present text of its settings file. */
  readonly file?: string;
  /** The number of the `up` that fails. */
  readonly failingUp?: number;
  readonly last?: JournalEntry;
}

function updated({ file = AFTER, failingUp, last = entry }: Updated = {}) {
  const config = configOf(onServer({ ...mainnet, release: "5.2.0", image: "mirror/aztec:5.2.0" }));
  const programs = scriptedPulumi({ [STACK]: { config, runs: [true], ...(failingUp && { failingUp }) } });
  const stack = programs.open(STACK);
  stack.file.restore(file);
  journal.write(last);
  return { stack, calls: programs.calls };
}

describe("a rollback", () => {
  it("restores the settings file byte for byte: it adds no image to a file that had none", async () => {
    const { stack } = updated();
    await rollBackStack(stack, true);
    expect(stack.file.read()).toBe(BEFORE);
    expect(journal.read()).toMatchObject({ phase: "updated", to: entry.from });
  });

  it("of a file that was changed since restores only release and image, and removes an image that was not there", async () => {
    const { stack } = updated({ file: `${AFTER}  ${PROJECT_NAME}:readyTimeoutSeconds: 900\n` });
    await rollBackStack(stack, true);
    expect(stack.file.read()).toBe(fileOf("release: 5.0.0", "readyTimeoutSeconds: 900"));
  });
});

describe("a rollback that fails", () => {
  it("can be repeated, and then restores the settings from before the update", async () => {
    const { stack, calls } = updated({ failingUp: 1 });
    await expect(rollBackStack(stack, true)).rejects.toThrow(`${STACK} did not become ready on 5.0.0`);
    expect(stack.file.read()).toBe(AFTER);
    expect(journal.read()).toEqual(entry);
    await rollBackStack(stack, true);
    expect(stack.file.read()).toBe(BEFORE);
    expect(calls("up")).toHaveLength(3);
  });
});

describe("a rollback that is repeated after it succeeded", () => {
  it("is refused: it would return to the release that turned out to be bad", async () => {
    const { stack, calls } = updated();
    await rollBackStack(stack, true);
    await expect(rollBackStack(stack, true)).rejects.toThrow(
      [
        `The last update of ${STACK} was already rolled back: it runs 5.0.0.`,
        `  To move to a release: aztec-validator update <release> --stack ${STACK}`,
      ].join("\n"),
    );
    expect(stack.file.read()).toBe(BEFORE);
    expect(calls("up")).toHaveLength(1);
  });
});

/** A rollback that was killed on its way to the old release. */
const killed: JournalEntry = {
  phase: "applying",
  from: entry.to,
  to: entry.from,
  edits: [],
  settingsBefore: AFTER,
  settingsAfter: BEFORE,
  settingsText: BEFORE,
  rollback: "always",
  rollbackOf: entry,
};

describe("a rollback that was killed, and is run again", () => {
  it.each([AFTER, BEFORE])("continues to the old release, whatever the settings file has: %j", async (file) => {
    const { stack, calls } = updated({ last: killed, file });
    await rollBackStack(stack, true);
    expect(stack.file.read()).toBe(BEFORE);
    expect(journal.read()).toEqual({ ...killed, phase: "updated" });
    expect(calls("up")).toHaveLength(1);
  });

  it("on its way back to the new release finishes that, and begins anew", async () => {
    const { stack, calls } = updated({ last: { ...killed, phase: "rollingBack" }, file: AFTER });
    await rollBackStack(stack, true);
    expect(stack.file.read()).toBe(BEFORE);
    expect(journal.read()).toMatchObject({ phase: "updated", to: entry.from, rollbackOf: entry });
    expect(calls("up")).toHaveLength(2);
  });
});
