/** Journals of updates for tests. They are beside those of real stacks, so a test's stack has a name that no real one has. */
import { rmSync } from "node:fs";
import { afterEach } from "vitest";
import { type Journal, type JournalEntry, openJournal } from "../../cli/update/journal";

/** Opens a stack's journal, and registers a hook that removes it after each test. */
export function useJournal(stack: string): Journal {
  const journal = openJournal(stack);
  afterEach(() => {
    rmSync(journal.file, { force: true });
  });
  return journal;
}

/** The entry of an update from 5.0.0 to 5.2.0 that is under way. */
export const MINOR_UPDATE: JournalEntry = {
  phase: "applying",
  from: { release: "5.0.0", image: "aztecprotocol/aztec:5.0.0" },
  to: { release: "5.2.0", image: "aztecprotocol/aztec:5.2.0" },
  edits: [{ path: "release", value: "5.2.0" }],
  settingsBefore: "config: {}\n",
  rollback: "always",
};
