import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Of nodes and chains: their starts are most of a test, and a start is up to a processor and a half. */
const real = { testTimeout: 300_000, hookTimeout: 1_800_000 };

export default defineConfig({
  test: {
    projects: [
      // The first test of a file that runs the program waits until it is compiled.
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], maxWorkers: "100%", testTimeout: 60_000 } },
      {
        test: {
          ...real,
          name: "engine",
          sequence: { groupOrder: 1 },
          include: ["test/engine/**/*.test.ts"],
          // Side by side, each with names and ports of its lane; one processor is for the cloud tests, which run beside.
          maxWorkers: Math.max(1, availableParallelism() - 1),
        },
      },
      {
        test: {
          ...real,
          name: "cloud",
          sequence: { groupOrder: 2 },
          include: ["test/cloud/**/*.test.ts"],
          // There is one simulated internet.
          fileParallelism: false,
          env: { AZTEC_VALIDATOR_TEST_LANE: "0" },
          testTimeout: 600_000,
        },
      },
      {
        test: {
          ...real,
          name: "timed",
          // Alone, since times are measured.
          sequence: { groupOrder: 3 },
          include: ["test/timed/**/*.test.ts"],
          fileParallelism: false,
        },
      },
    ],
  },
});
