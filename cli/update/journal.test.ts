/** The record of an update on disk, also as earlier versions of the program wrote it. */
import { readdirSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type JournalEntry, openJournal, quietSeconds } from "./journal";
import { NEW, OLD } from "../../test/fakes/fake-host";
import { useFolder } from "../../test/fixtures/folder";

const folder = useFolder();

describe("the time without a duty that an update waits for", () => {
  it("is one and a half times that of the last update, or a minute without a record", () => {
    const entry: JournalEntry = {
      phase: "updated",
      from: OLD,
      to: NEW,
      edits: [],
      settingsBefore: "",
      rollback: "always",
    };
    expect(quietSeconds({ ...entry, seconds: 17.1 })).toBe(26);
    expect([quietSeconds(entry), quietSeconds(undefined)]).toEqual([60, 60]);
  });
});

describe("a journal", () => {
  it("returns the last entry, in a file that only its owner can read, and nothing before the first", () => {
    const journal = openJournal("testnet", folder.at("updates"));
    expect(journal.read()).toBeUndefined();
    const entry: JournalEntry = {
      phase: "applying",
      from: OLD,
      to: NEW,
      edits: [],
      settingsBefore: "a",
      rollback: "always",
    };
    for (const one of [{ ...entry, rollbackOf: { ...entry, phase: "updated" as const } }, entry]) {
      journal.write(one);
      expect(journal.read()).toEqual(one);
    }
    expect(readdirSync(folder.at("updates"))).toEqual(["testnet.json"]);
    expect(statSync(folder.at("updates/testnet.json")).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["forth", "applying"],
    ["back", "rollingBack"],
    ["updated", "updated"],
    ["taken back", "rolledBack"],
    ["stuck", "cannotRollBack"],
  ])("reads an entry of an earlier version, whose phase was %j", (old, phase) => {
    const entry = {
      phase: old,
      from: OLD,
      to: NEW,
      edits: [{ path: "release", value: "new" }],
      before: "a",
      after: "b",
      back: "untouched",
      why: "another schema",
      noReturn: "the network has moved",
      whole: "c",
      stores: { archiver: "05" },
      serves: { rollupVersion: 7 },
    };
    folder.write("updates/testnet.json", JSON.stringify(entry));
    expect(openJournal("testnet", folder.at("updates")).read()).toEqual({
      phase,
      from: OLD,
      to: NEW,
      edits: [{ path: "release", value: "new" }],
      settingsBefore: "a",
      settingsAfter: "b",
      rollback: "ifDataUnchanged",
      rollbackLimit: "another schema",
      rollupMoved: "the network has moved",
      settingsText: "c",
      storeSchemas: { archiver: "05" },
      servedRollup: { rollupVersion: 7 },
    });
  });

  it.each(["", "{", '{"phase":"of a newer version"}'])(
    "that cannot be read is an error with the way out: %j",
    (text) => {
      const file = folder.write("updates/testnet.json", text);
      expect(() => openJournal("testnet", folder.at("updates")).read()).toThrow(
        `${file} is not the record of an update, so it is unknown whether one was interrupted. Nothing was changed.`,
      );
    },
  );
});
