/** The end of an update that fails or is killed, on a host that exists only in memory. Not proven here: Pulumi and Docker. */
import { describe, expect, it } from "vitest";
import { PROJECT_NAME } from "../../pulumi/dev-stack";
import { applyUpdate, type Outcome, recover, rollBack } from "./transaction";
import { entryOf, FakeHost, settingsOf } from "../../test/fakes/fake-host";

const entry = entryOf([
  { path: "release", value: "new" },
  { path: "p2p.port", value: "40401" },
]);

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
      expect(moments).toBeGreaterThanOrEqual(8);
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

describe("settings that the operator changes between an interruption and the next command", () => {
  /** Another server: perhaps the cause why no node became ready. */
  const fix = `  ${PROJECT_NAME}:ethereumHosts: http://l1:8545\n`;

  it("stay, with the update's own edits", async () => {
    const host = new FakeHost({ killedAt: 4 });
    await expect(applyUpdate(entry, host)).rejects.toThrow("killed");
    host.restart();
    host.text += fix;
    expect(await recover(host)).toEqual({ kind: "updated" });
    expect(host.text).toBe(settingsOf("new", `${fix}  ${PROJECT_NAME}:p2p:\n    port: 40401\n`));
    expect(host.entry?.settingsBefore).toBe(settingsOf("old", fix));
  });

  it("stay when neither release was ready, and the old one is tried again", async () => {
    const host = new FakeHost({ fault: "both" });
    expect(await applyUpdate(entry, host)).toEqual({ kind: "notReady" });
    host.text += fix;
    host.fix();
    expect(await recover(host)).toEqual({ kind: "rolledBack" });
    expect(host.text).toBe(settingsOf("old", fix));
  });

  it("stay when the update is rolled back after all", async () => {
    const host = new FakeHost({ killedAt: 4, fault: "never becomes ready" });
    await expect(applyUpdate(entry, host)).rejects.toThrow("killed");
    host.restart();
    host.text += fix;
    expect(await recover(host)).toEqual({ kind: "rolledBack" });
    expect(host.text).toBe(settingsOf("old", fix));
    expect(host.agrees()).toBe("old");
  });

  it.each(["applying", "rollingBack"] as const)("end the update if they name a third release (%s)", async (phase) => {
    const host = new FakeHost();
    host.entry = { ...entry, phase, settingsAfter: settingsOf("new") };
    host.text = settingsOf("third");
    await expect(async () => recover(host)).rejects.toThrow(
      [
        "The update of testnet from old to new was interrupted, and somebody has changed release since. Continuing would undo that, so the update was not continued.",
        "  To keep the settings as they are, forget the update, then run the command again: rm .updates/testnet.json",
      ].join("\n"),
    );
    expect([host.text, host.moments]).toEqual([settingsOf("third"), 0]);
  });
});
