/**
 * `rollback` of an update that succeeded, with a `pulumi` and a `docker` that are scripts. A rollback that was killed is in
 * interrupted.test.ts.
 */
import { rmSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { PROJECT_DIR, PROJECT_NAME } from "../../pulumi/dev-stack";
import { configOf, mainnet, onServer } from "../../test/fixtures/stacks";
import { useScriptedPulumi } from "../../test/fakes/scripted-pulumi";
import { type JournalEntry, openJournal } from "./journal";
import { rollBackStack } from "./rollback";

/** No stack has such a name: its journal is beside those of real stacks. */
const STACK = "rollback-test";
const journal = openJournal(STACK);

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

/** Returns the stack on the new release. @param file the present text of its settings file */
function updated(file = AFTER) {
  const config = configOf(onServer({ ...mainnet, release: "5.2.0", image: "mirror/aztec:5.2.0" }));
  const programs = scriptedPulumi({ [STACK]: { config, runs: [true] } });
  const stack = programs.open(STACK);
  stack.file.restore(file);
  journal.write(entry);
  return { stack, calls: programs.calls };
}

afterEach(() => {
  rmSync(path.join(PROJECT_DIR, ".updates", `${STACK}.json`), { force: true });
});

describe("a rollback", () => {
  it("restores the settings file byte for byte: it adds no image to a file that had none", async () => {
    const { stack } = updated();
    await rollBackStack(stack, true);
    expect(stack.file.read()).toBe(BEFORE);
    expect(journal.read()).toMatchObject({ phase: "updated", to: entry.from });
  });

  it("of a file that was changed since restores only release and image, and removes an image that was not there", async () => {
    const { stack } = updated(`${AFTER}  ${PROJECT_NAME}:readyTimeoutSeconds: 900\n`);
    await rollBackStack(stack, true);
    expect(stack.file.read()).toBe(fileOf("release: 5.0.0", "readyTimeoutSeconds: 900"));
  });
});
