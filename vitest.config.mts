import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      // The first test of a file that runs the program waits until it is compiled.
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "engine",
          // After the fast ones, which take all processors: times are measured here.
          sequence: { groupOrder: 1 },
          include: ["test/engine/**/*.test.ts"],
          // One node at a time: the machine's memory and the meaning of the measured times.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 1_800_000,
        },
      },
      {
        test: {
          name: "cloud",
          sequence: { groupOrder: 2 },
          include: ["test/cloud/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
});
