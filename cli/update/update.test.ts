/** What becomes of an update that fails or is cut off, and what it costs; no stack, engine or node is asked. */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { rollBack, applyUpdate, type Outcome, recover } from "./transaction";
import { downtimeIn } from "./downtime";
import { downtimeText } from "./downtime-report";
import { lacks } from "./disk-space";
import { type Entry, journalOf } from "./journal";
import { rewritten } from "./backup";
import { chainFrom, slotsBegun } from "./slots";
import { FakeMachine, NEW, OLD } from "../../test/fakes/fake-machine";

describe("a journal", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-updates-"));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is what was last written, for its owner alone, and nothing before that", () => {
    const journal = journalOf("testnet", path.join(folder, "updates"));
    expect(journal.read()).toBeUndefined();
    const entry: Entry = {
      phase: "forth",
      from: OLD,
      to: NEW,
      edits: [],
      before: "a",
      back: "always",
    };
    journal.write(entry);
    expect(journal.read()).toEqual(entry);
    expect(readdirSync(path.join(folder, "updates"))).toEqual(["testnet.json"]);
    expect(statSync(path.join(folder, "updates", "testnet.json")).mode & 0o777).toBe(0o600);
  });
});

const entry: Entry = {
  phase: "forth",
  from: OLD,
  to: NEW,
  before: "release: old\n",
  back: "always",
  edits: [
    { path: "release", value: "new" },
    { path: "image", value: "new" },
  ],
} as const;

describe("an update", () => {
  it("ends with the new release", async () => {
    const machine = new FakeMachine();
    expect(await applyUpdate(entry, machine)).toEqual({ kind: "updated" });
    expect(machine.agrees()).toBe("new");
    expect(machine.entry?.phase).toBe("updated");
  });

  it.each(["ends at once", "never ready", "cannot be made"] as const)(
    "goes back to the old one, when the new %s",
    async (fault) => {
      const machine = new FakeMachine({ fault });
      expect(await applyUpdate(entry, machine)).toEqual({ kind: "taken back" });
      expect(machine.agrees()).toBe("old");
      expect(machine.text).toBe(entry.before);
      expect(machine.entry?.phase).toBe("taken back");
    },
  );

  it("stays where it is, when the old one cannot have the data", async () => {
    const machine = new FakeMachine({ fault: "never ready", why: "another schema" });
    expect(await applyUpdate(entry, machine)).toEqual({ kind: "stuck", why: "another schema" });
    expect(machine.agrees()).toBe("new");
    expect(await recover(machine)).toBeUndefined();
  });

  it("stays open, when the old one is not ready either, and the next command ends it", async () => {
    const machine = new FakeMachine({ fault: "both" });
    expect(await applyUpdate(entry, machine)).toEqual({ kind: "down" });
    machine.mend();
    expect(await recover(machine)).toEqual({ kind: "taken back" });
    expect(machine.agrees()).toBe("old");
  });
});

/** Every moment at which a run of this kind can be killed. */
async function momentsOf(run: (machine: FakeMachine) => Promise<Outcome>, fault?: "never ready"): Promise<number> {
  const machine = new FakeMachine({ fault });
  await run(machine);
  return machine.moments;
}

describe("an update that is killed", () => {
  it.each([
    { fault: undefined, ends: "new" },
    { fault: "never ready", ends: "old" },
  ] as const)("at any moment ($fault) is ended by the next command, with one node", async ({ fault, ends }) => {
    const moments = await momentsOf((machine) => applyUpdate(entry, machine), fault);
    expect(moments).toBeGreaterThanOrEqual(10);
    for (let moment = 1; moment <= moments; moment++) {
      const machine = new FakeMachine({ fault, killedAt: moment });
      await expect(applyUpdate(entry, machine), `moment ${moment}`).rejects.toThrow("killed");
      machine.wake();
      await recover(machine);
      // Before its first word nothing was begun, and after its last nothing is left to do.
      expect(machine.agrees(), `moment ${moment}`).toBe(moment === 1 ? "old" : ends);
      expect(machine.mostContainers, `moment ${moment}`).toBe(1);
    }
  });

  it("at any moment of its way back is taken back by the next command", async () => {
    const moments = await momentsOf((machine) => rollBack(entry, machine));
    for (let moment = 2; moment <= moments; moment++) {
      const machine = new FakeMachine({ killedAt: moment, runs: "new" });
      await expect(rollBack(entry, machine), `moment ${moment}`).rejects.toThrow("killed");
      machine.wake();
      await recover(machine);
      expect(machine.agrees(), `moment ${moment}`).toBe("old");
    }
  });
});

describe("the gap", () => {
  const event = (Action: string, seconds: number, Attributes = {}) => ({
    Action,
    timeNano: seconds * 1e9,
    Actor: { Attributes },
  });
  const events = [
    event("exec_create: node -e probe", 1, { execID: "a" }),
    event("exec_die", 2, { execID: "a", exitCode: "0" }),
    event("kill", 10, { signal: "15" }),
    event("die", 11),
    event("destroy", 12),
    event("create", 13),
    event("start", 14),
    event("exec_create: node -e probe", 15, { execID: "b" }),
    event("exec_create: sh -c true", 15, { execID: "c" }),
    event("exec_die", 16, { execID: "c", exitCode: "0" }),
    event("exec_die", 17, { execID: "b", exitCode: "1" }),
    event("exec_create: node -e probe", 18, { execID: "d" }),
    event("exec_die", 20, { execID: "d", exitCode: "0" }),
  ];

  it("is from the signal that ended the node to the health check that passes again", () => {
    expect(downtimeIn(events)).toEqual({ from: 10_000, to: 20_000 });
  });

  it("of an update that is taken back is from the old node's end to its return", () => {
    const failed = [event("kill", 10), event("die", 11), event("create", 12), event("start", 13), event("die", 14)];
    const back = [event("destroy", 20), event("create", 21), ...events.slice(6).map((one) => ({ ...one }))];
    const later = back.map((one) => ({ ...one, timeNano: one.timeNano + 30e9 }));
    expect(downtimeIn([...failed, ...later])).toEqual({ from: 10_000, to: 50_000 });
  });

  it("is none where the node was not ended, and not known where it is not ready again", () => {
    expect(downtimeIn(events.slice(0, 2))).toBeUndefined();
    expect(downtimeIn(events.slice(0, -1))).toBeUndefined();
  });

  it("counts the slots that began in it", () => {
    const chain = chainFrom([
      [10, 1000],
      [20, 1720],
    ]);
    expect(chain).toEqual({ at: 1720, slotSeconds: 72 });
    if (!chain) throw new Error("no chain");
    expect(slotsBegun(chain, 1_720_000, 1_791_000)).toBe(0);
    expect(slotsBegun(chain, 1_791_000, 1_792_000)).toBe(1);
    expect(slotsBegun(chain, 1_719_000, 1_793_000)).toBe(2);
    expect(
      chainFrom([
        [10, 1000],
        [10, 1000],
      ]),
    ).toBeUndefined();
  });

  it("is told in one line", () => {
    const at = Date.UTC(2026, 0, 31, 12) / 1000;
    const gap = { from: at * 1000 + 1000, to: at * 1000 + 10_500 };
    expect(downtimeText(undefined, undefined)).toBe("It was not seen how long the node was not ready.");
    expect(downtimeText(gap, { at, slotSeconds: 72 })).toBe(
      "9.5 s without a ready node, from 12:00:01 to 12:00:10 UTC; no slot of 72 s began in them.",
    );
    expect(downtimeText({ from: gap.from, to: gap.to + 72_000 }, { at, slotSeconds: 72 })).toBe(
      "81.5 s without a ready node, from 12:00:01 to 12:01:22 UTC; 1 slot of 72 s began in them: a duty in it was missed.",
    );
  });
});

describe("what a host lacks", () => {
  const room = { architecture: "amd64", images: 5 * 2 ** 30, data: 3 * 2 ** 30, used: 4 * 2 ** 30 };

  it("is room for an image twice over, and for data that is made anew", () => {
    const kept = { needed: 2 ** 30, isRebuilt: false };
    expect(lacks(room, 2 * 2 ** 30, kept)).toEqual([]);
    expect(lacks(room, 3 * 2 ** 30, kept)).toEqual([
      "Docker has 5.0 GiB free for images, and the new one takes up to 6.0 GiB: docker image prune",
    ]);
    expect(lacks(room, 0, { ...kept, isRebuilt: true })).toEqual([
      "the data volume has 3.0 GiB free, and the update needs 5.0 GiB: make it larger",
    ]);
  });

  it("is room for what the new release downloads", () => {
    expect(lacks(room, 0, { needed: 3 * 2 ** 30 + 68 * 2 ** 20, isRebuilt: false })).toEqual([
      "the data volume has 3.0 GiB free, and the update needs 3.1 GiB: make it larger",
    ]);
  });
});

describe("what a release has rewritten", () => {
  it("is each store whose schema is another, is new or is gone", () => {
    expect(
      rewritten({ archiver: "05", p2p: "02", slasher: "01" }, { archiver: "06", p2p: "02", sentinel: "03" }),
    ).toEqual(["archiver", "sentinel", "slasher"]);
  });
});
