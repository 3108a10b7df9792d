/** The end of an update that fails or is killed, on a host that exists only in memory. Not proven here: Pulumi and Docker. */
import { describe, expect, it } from "vitest";
import type { JournalEntry } from "./journal";
import { applyUpdate, type Outcome, recover, rollBack } from "./transaction";
import { FakeHost, NEW, OLD } from "../../test/fakes/fake-host";

const entry: JournalEntry = {
  phase: "applying",
  from: OLD,
  to: NEW,
  settingsBefore: "release: old\n",
  rollback: "always",
  edits: [
    { path: "release", value: "new" },
    { path: "image", value: "new" },
  ],
};

describe("an update", () => {
  it("runs the new release at the end", async () => {
    const host = new FakeHost();
    expect(await applyUpdate(entry, host)).toEqual({ kind: "updated" });
    expect(host.agrees()).toBe("new");
    expect(host.entry?.phase).toBe("updated");
  });

  it.each(["exits at once", "never becomes ready", "cannot be created"] as const)(
    "rolls back to the old release if the new one %s",
    async (fault) => {
      const host = new FakeHost({ fault });
      expect(await applyUpdate(entry, host)).toEqual({ kind: "rolledBack" });
      expect(host.agrees()).toBe("old");
      expect(host.text).toBe(entry.settingsBefore);
      expect(host.entry?.phase).toBe("rolledBack");
    },
  );

  it("stays on the new release if the old one cannot take over the data", async () => {
    const host = new FakeHost({ fault: "never becomes ready", why: "another schema" });
    expect(await applyUpdate(entry, host)).toEqual({ kind: "cannotRollBack", why: "another schema" });
    expect(host.agrees()).toBe("new");
    expect(await recover(host)).toBeUndefined();
  });

  it("stays open if the old release is not ready either, and the next command finishes it", async () => {
    const host = new FakeHost({ fault: "both" });
    expect(await applyUpdate(entry, host)).toEqual({ kind: "notReady" });
    host.fix();
    expect(await recover(host)).toEqual({ kind: "rolledBack" });
    expect(host.agrees()).toBe("old");
  });
});

/** Counts the moments at which a run of this kind can be killed. */
async function momentsOf(run: (host: FakeHost) => Promise<Outcome>, fault?: "never becomes ready"): Promise<number> {
  const host = new FakeHost({ fault });
  await run(host);
  return host.moments;
}

describe("an update that is killed", () => {
  it.each([
    { fault: undefined, ends: "new" },
    { fault: "never becomes ready", ends: "old" },
  ] as const)(
    "at any moment ($fault) is finished by the next command, and never has two nodes",
    async ({ fault, ends }) => {
      const moments = await momentsOf((host) => applyUpdate(entry, host), fault);
      expect(moments).toBeGreaterThanOrEqual(10);
      for (let moment = 1; moment <= moments; moment++) {
        const host = new FakeHost({ fault, killedAt: moment });
        await expect(applyUpdate(entry, host), `moment ${moment}`).rejects.toThrow("killed");
        host.restart();
        await recover(host);
        // Before the first entry nothing has started, and after the last one nothing is left to do.
        expect(host.agrees(), `moment ${moment}`).toBe(moment === 1 ? "old" : ends);
        expect(host.mostContainers, `moment ${moment}`).toBe(1);
      }
    },
  );

  it("at any moment of its rollback is rolled back by the next command", async () => {
    const moments = await momentsOf((host) => rollBack(entry, host));
    for (let moment = 2; moment <= moments; moment++) {
      const host = new FakeHost({ killedAt: moment, runs: "new" });
      await expect(rollBack(entry, host), `moment ${moment}`).rejects.toThrow("killed");
      host.restart();
      await recover(host);
      expect(host.agrees(), `moment ${moment}`).toBe("old");
    }
  });
});
