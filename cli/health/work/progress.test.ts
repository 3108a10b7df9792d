/** Remedies of `status` for a node that is behind the L1. */
import { expect, it } from "vitest";
import { statusReport } from "../status-report";
import { checkpoint, number, observation, work } from "../../../test/fakes/observation";

const MISSING = { server: "beacon.example.org", block: 8, slot: 9, endpoint: "blobs", requested: 1, received: 0 };
const HAS = { ...MISSING, server: "other.example.org", received: 1 };
const BLOBS = "fix the blobs check: the node continues once it gets the missing blobs";
const LOG = "find the cause in its log: aztec-validator logs --level warn --stack testnet";

it.each([
  ["the blobs, if no server has them", [MISSING], BLOBS],
  ["its log, if one server has them", [MISSING, HAS], LOG],
  ["its log, if no server was queried", [], LOG],
])("%s", (_, blobs, remedy) => {
  const behind = { ...work({ next: checkpoint(76) }, { pending: number(41) }), blobs };
  const synced = statusReport(observation({ work: behind })).findings.find(({ check }) => check === "synced");
  expect([synced?.severity, synced?.remedy]).toEqual(["failure", remedy]);
});

it("no remedy for a node that is up to date", () => {
  expect(statusReport(observation()).findings.find(({ check }) => check === "synced")).not.toHaveProperty("remedy");
});
