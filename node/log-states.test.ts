/** States that a node's log names. The texts are those of release 4.1.2; test/engine proves that a real node writes them. */
import { describe, expect, it } from "vitest";
import { setCommand } from "../settings/commands";
import { stateOfLine } from "./log-states";

describe("a line of a log", () => {
  it.each([
    [
      "standby",
      "Rollup at 0xab is incompatible: VK tree root (expected 0x1, got 0x2). Entering standby mode. Will poll every 60s for a compatible rollup...",
    ],
    ["standby", "Still waiting. Rollup at 0xab: genesis archive root (expected 0x1, got 0x2)."],
    [
      "other genesis",
      "Error: The computed genesis archive tree root 0x1 does not match the expected genesis archive tree root 0x2 for the rollup deployed at 0xab",
    ],
    ["wrong chain", "Error: RPC URL configured for chain id 1 but expected id 11155111"],
    ["no blob source", "[10:00:00] WARN: blob-client No blob sources are reachable"],
    ["no blobs", "WARN: blob-client Failed to fetch all blobs for 0xab from all blob sources (got 0/1)"],
    [
      "no history",
      'ERROR: archiver Error in running promise: TransactionNotFoundError: Transaction with hash "0xab" could not be found.',
    ],
    [
      "no history",
      "ERROR: kv-store:lmdb-v2:archiver Failed to commit transaction: InitialCheckpointNumberNotSequentialError: Cannot insert new checkpoint 24 given previous checkpoint number in store is 0",
    ],
    ["no reference strings", "TypeError: fetch failed { cause: Error: getaddrinfo EAI_AGAIN crs.aztec-labs.com }"],
    ["no committee", "WARN: sequencer Cannot propose at next L2 slot 12 since the committee does not exist on L1"],
  ])("names the state %s", (name, line) => {
    expect(stateOfLine(line)?.name).toBe(name);
  });

  it("names no state if nothing is wrong, or a publisher waits for its own transaction", () => {
    expect(stateOfLine("WARN: sequencer:publisher TransactionNotFoundError: 0xab could not be found")).toBeUndefined();
    expect(stateOfLine("Aztec Server listening on port 8080")).toBeUndefined();
  });

  it("has a command as its remedy, in the form of all other messages", () => {
    const remedy = stateOfLine("No blob sources are reachable")?.remedy("main");
    expect(remedy).toBe(`use a beacon server that answers: ${setCommand("l1ConsensusHosts", undefined, "main")}`);
    const other = stateOfLine("RPC URL configured for chain id 1 but expected id 2")?.remedy(undefined);
    expect(other).toBe(`use a server of the right chain: ${setCommand("ethereumHosts")}`);
  });
});
