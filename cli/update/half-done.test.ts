/** Signals and errors while an update is half done, on a host that exists only in memory. Signals are events of this process. */
import { describe, expect, it } from "vitest";
import { InterruptedWait } from "../../pulumi/repair";
import { isHandled } from "../../terminal/end-signals";
import { OperatorError } from "../../terminal/output";
import type { JournalEntry } from "./journal";
import { applyUpdate, prepareToApply, recover, rollBack } from "./transaction";
import { entryOf, FakeHost, NEW, OLD, settingsOf } from "../../test/fakes/fake-host";

const entry = entryOf([{ path: "release", value: "new" }]);
const back: JournalEntry = {
  ...entry,
  from: NEW,
  to: OLD,
  settingsBefore: settingsOf("new"),
  edits: [{ path: "release", value: "old" }],
  rollbackOf: { ...entry, phase: "updated", settingsAfter: settingsOf("new") },
};

const UPDATE = [
  "The update of testnet to new is half done, and its node may be down.",
  "Do not use plain `pulumi up` now: it would go on, and not roll back if the node is not ready.",
  "  To finish it: aztec-validator start --stack testnet",
  "  To return to old: aztec-validator rollback --stack testnet",
];
const ROLLBACK = [
  "The rollback of testnet to old is half done, and its node may be down.",
  "  To finish it: aztec-validator rollback --stack testnet",
];

/** Returns a step that a signal ends the first time, as Ctrl-C ends the programs that it has started. */
function interruptedOnce<T>(signal: NodeJS.Signals, answers: readonly [interrupted: () => T, then: () => T]) {
  let calls = 0;
  return (): Promise<T> => {
    calls++;
    if (calls === 1) process.emit(signal);
    const answer = answers[calls === 1 ? 0 : 1];
    return new Promise((resolve) => {
      resolve(answer());
    });
  };
}
const fail = (message: string) => () => {
  throw new OperatorError(message);
};

it("a step that never ends is not repeated for ever: after three signals the commands that go on are printed", async () => {
  const host = new FakeHost({ fault: "never becomes ready" });
  host.rollbackObstacle = () => {
    process.emit("SIGINT");
    return Promise.reject(new OperatorError("the backend does not answer"));
  };
  await expect(applyUpdate(entry, host)).rejects.toThrow(new OperatorError(["Interrupted.", ...UPDATE].join("\n")));
});

describe("before an update has changed anything", () => {
  it.each([
    ["the settings are invalid with the new release", () => Promise.resolve(false)],
    ["another run of Pulumi is waited for until Ctrl-C", () => Promise.reject(new InterruptedWait("interrupted"))],
  ])("nothing is written if %s", async (_name, prepare) => {
    const host = new FakeHost();
    host.prepare = prepare;
    await expect(prepareToApply(entry, host)).rejects.toThrow(OperatorError);
    expect([host.moments, host.entry, host.text]).toEqual([0, undefined, settingsOf("old")]);
  });

  it("the settings that it will write are checked", async () => {
    const host = new FakeHost();
    const checked: string[] = [];
    host.prepare = (text) => Promise.resolve(checked.push(text) > 0);
    await prepareToApply(entry, host);
    expect([checked, host.moments]).toEqual([[settingsOf("new")], 0]);
  });

  it("it is refused if somebody changes the settings while it waits", async () => {
    const host = new FakeHost();
    host.prepare = () => {
      host.text = settingsOf("third");
      return Promise.resolve(true);
    };
    await expect(prepareToApply(entry, host)).rejects.toThrow(
      "Somebody has changed the settings of testnet meanwhile: run the command again.",
    );
    expect(host.moments).toBe(0);
  });
});

describe.each(["SIGINT", "SIGTERM"] as const)("%s while an update is half done", (signal) => {
  it("while the data is read for the rollback has it read again, and the rollback is completed", async () => {
    const host = new FakeHost({ fault: "never becomes ready" });
    host.rollbackObstacle = interruptedOnce<string | undefined>(signal, [
      () => "the data volume cannot be read",
      () => undefined,
    ]);
    expect(await applyUpdate(entry, host)).toEqual({ kind: "rolledBack", isInterrupted: true });
    expect(host.agrees()).toBe("old");
    expect(isHandled(signal)).toBe(false);
  });

  it("while the old settings are checked has them checked again, and the rollback is completed", async () => {
    const host = new FakeHost({ fault: "never becomes ready" });
    host.prepare = interruptedOnce(signal, [fail("pulumi config failed"), () => true]);
    expect(await applyUpdate(entry, host)).toEqual({ kind: "rolledBack", isInterrupted: true });
    expect(host.agrees()).toBe("old");
  });

  it("ends a wait for another run of Pulumi, with the command that goes on", async () => {
    const host = new FakeHost({ fault: "never becomes ready" });
    host.prepare = () => {
      process.emit(signal);
      return Promise.reject(new InterruptedWait("Interrupted while another Pulumi run uses testnet"));
    };
    await expect(applyUpdate(entry, host)).rejects.toThrow(
      new OperatorError(["Interrupted while another Pulumi run uses testnet", ...ROLLBACK].join("\n")),
    );
    expect(host.entry?.phase).toBe("rollingBack");
    expect(host.text).toBe(settingsOf("old"));
  });

  it("before an interrupted update goes on ends it, with the commands that go on", async () => {
    const host = new FakeHost();
    host.entry = { ...entry, settingsAfter: settingsOf("new") };
    host.prepare = () => {
      process.emit(signal);
      return Promise.resolve(true);
    };
    await expect(recover(host)).rejects.toThrow(new OperatorError(["Interrupted.", ...UPDATE].join("\n")));
    expect([host.entry.phase, host.moments]).toEqual(["applying", 0]);
  });

  it("that Pulumi has outlasted is reported with the end", async () => {
    const host = new FakeHost();
    const { up } = host;
    host.up = () => {
      process.emit(signal);
      return up();
    };
    expect(await applyUpdate(entry, host)).toEqual({ kind: "updated", isInterrupted: true });
  });
});

describe("an error while an update is half done", () => {
  it("is followed by the commands that go on", async () => {
    const host = new FakeHost({ fault: "never becomes ready" });
    host.rollbackObstacle = () => Promise.reject(new OperatorError("pulumi stack export failed: no route to host"));
    await expect(applyUpdate(entry, host)).rejects.toThrow(
      new OperatorError(["pulumi stack export failed: no route to host", ...UPDATE].join("\n")),
    );
    expect(host.entry?.phase).toBe("applying");
  });

  it("is followed by the command that finishes the rollback, once that has begun", async () => {
    const host = new FakeHost({ runs: "new" });
    host.prepare = () => Promise.reject(new OperatorError("no route to host"));
    await expect(rollBack(entry, host)).rejects.toThrow(
      new OperatorError(["no route to host", ...ROLLBACK].join("\n")),
    );
  });

  it.each([
    [
      "to the old release",
      "applying",
      [
        ROLLBACK[0],
        "Do not use plain `pulumi up` now: it would go on, and not roll back if the node is not ready.",
        ROLLBACK[1],
      ],
    ],
    [
      "back to the new one",
      "rollingBack",
      [
        "The rollback of testnet to new is half done, and its node may be down.",
        "  To finish it: aztec-validator start --stack testnet",
      ],
    ],
  ] as const)("of a rollback on its way %s names the command that finishes it", async (_where, phase, lines) => {
    const host = new FakeHost({ runs: "new" });
    host.entry = { ...back, phase };
    host.prepare = () => Promise.reject(new OperatorError("no route to host"));
    await expect(recover(host)).rejects.toThrow(new OperatorError(["no route to host", ...lines].join("\n")));
  });

  it("is all that is printed if the update has not begun, as when the journal cannot be written", async () => {
    const host = new FakeHost();
    host.journal.write = () => {
      throw new Error("no space left");
    };
    await expect(applyUpdate(entry, host)).rejects.toThrow(new Error("no space left"));
  });
});
