/** The stores that a release has rewritten. Not proven here: the copy itself, which the engine tests make. */
import { expect, it } from "vitest";
import { changedStores } from "./backup";

it("a store counts as changed if its schema differs, and if only one side has it", () => {
  const before = { archiver: "05", p2p: "02", slasher: "01" };
  const after = { archiver: "06", p2p: "02", sentinel: "03" };
  expect(changedStores(before, after)).toEqual(["archiver", "sentinel", "slasher"]);
});
