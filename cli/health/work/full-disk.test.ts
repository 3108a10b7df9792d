/** Findings of `status` on a disk that was full. */
import { expect, it } from "vitest";
import { bad, container, NOW, observation } from "../../../test/fakes/observation";
import { fullDiskIn } from "./full-disk";

const { StartedAt } = container.State;
const line = (time: string) =>
  `${time} [21:41:11.030] ERROR: kv-store:lmdb-v2 Failed to commit transaction: [Error: Failed to commit data Error: mdb_txn_commit: 28 - No space left on device`;
const at = (minutesAgo: number) => new Date(NOW - minutesAgo * 60_000).toISOString();

it("a write that failed since the node's start is a failure, also when there is space again", () => {
  const fullDiskAt = fullDiskIn([line(at(9)), line(at(4)), `${at(1)} INFO: something else`], StartedAt);
  expect(bad({ ...observation(), log: { slashings: [], keyUses: [], fullDiskAt, now: NOW } })).toEqual([
    "failure disk: the disk was full 4 min ago, and the node could not write: it may not work until it is restarted",
  ]);
});

it("one before the node's start is none", () => {
  expect(fullDiskIn([line(new Date(Date.parse(StartedAt) - 1).toISOString()), ""], StartedAt)).toBeUndefined();
});
