/** An update that cannot begin: another run of Pulumi uses the state, or the settings are wrong. With programs that are scripts. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { PROJECT_NAME } from "../../pulumi/dev-stack";
import { OperatorError } from "../../terminal/output";
import { configOf, mainnet, onServer } from "../../test/fixtures/stacks";
import { useScriptedPulumi } from "../../test/fakes/scripted-pulumi";
import { useJournal } from "../../test/fakes/update-journal";
import { prepareUpdate } from "./prepare";
import { runUpdate } from "./run";

/** No stack has such a name: its journal is beside those of real stacks. */
const STACK = "run-test";
const journal = useJournal(STACK);
const BEFORE = "config:\n  aztec-validator:release: 5.0.0\n";

const scriptedPulumi = useScriptedPulumi();

async function prepared() {
  const config = configOf(onServer({ ...mainnet, release: "5.0.0" }));
  const programs = scriptedPulumi({ [STACK]: { config, runs: [true] } });
  const stack = programs.open(STACK);
  stack.file.restore(BEFORE);
  const update = await prepareUpdate(stack, { release: "5.2.0" });
  if (!update) throw new Error("nothing to do");
  return { update, programs, stack };
}

describe("an update has changed nothing", () => {
  it("while it waits for another run of Pulumi, which Ctrl-C ends", async () => {
    const { update, programs, stack } = await prepared();
    const locks = path.join(programs.volumeOf(STACK), "../../.pulumi/locks/organization", PROJECT_NAME, STACK);
    mkdirSync(locks, { recursive: true });
    const lock = { pid: process.pid, hostname: hostname(), timestamp: new Date() };
    writeFileSync(path.join(locks, "one.json"), JSON.stringify(lock));
    const printed: string[] = [];
    vi.spyOn(process.stderr, "write").mockImplementation((text) => printed.push(String(text)) > 0);
    const running = runUpdate(update);
    await expect.poll(() => printed.join(""), { timeout: 20_000 }).toContain("another Pulumi run uses run-test");
    process.emit("SIGINT");
    await expect(running).rejects.toThrow(
      new OperatorError(
        [
          `Interrupted while another Pulumi run uses ${STACK} (process ${process.pid}): two at once would damage its state. To end that run: kill ${process.pid}`,
          "Nothing was changed; the node runs as before.",
        ].join("\n"),
      ),
    );
    expect([journal.read(), stack.file.read(), programs.calls("up")]).toEqual([undefined, BEFORE, []]);
  });

  it("if the settings that it would write are refused by `pulumi up`", async () => {
    const { update, programs, stack } = await prepared();
    // Somebody edits the file while the image is pulled.
    const file = path.join(programs.volumeOf(STACK), "../config");
    const region = '"aws:region":{"value":"eu-central-1","secret":false}';
    writeFileSync(file, readFileSync(file, "utf8").replace("{", `{${region},`));
    await expect(runUpdate(update)).rejects.toThrow(
      new OperatorError(
        [
          `The settings of ${STACK} are invalid with 5.2.0: the problems are above.`,
          "Nothing was changed; the node runs as before.",
        ].join("\n"),
      ),
    );
    expect([journal.read(), stack.file.read(), programs.calls("up")]).toEqual([undefined, BEFORE, []]);
  });
});
