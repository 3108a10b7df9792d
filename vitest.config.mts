import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * What takes longest begins first, so that lanes end together. On a new machine nothing is known yet of how long a
 * file takes, and Vitest goes by its size.
 */
const LONGEST = [
  "cloud/aws",
  "cloud/interrupted",
  "engine/network-moves",
  "engine/update-killed",
  "engine/without-blobs",
  "engine/update",
  "engine/public-path",
  "engine/canaries/canaries",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** Of nodes and chains: their starts are most of a test, and a start is up to a processor and a half. */
const real = {
  testTimeout: 300_000,
  hookTimeout: 1_800_000,
  sequence: { groupOrder: 1 },
  // Side by side, each with names, ports and networks of its lane: Docker has addresses for so many.
  maxWorkers: Math.min(availableParallelism(), 6),
};

/** Encrypts for stacks of tests. */
const KEYS = "test/engine/key-service.ts";

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      // The first test of a file that runs the program waits until it is compiled.
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: ["test/{engine,cloud}/**", "node_modules/**", ".dev/**"],
          maxWorkers: "100%",
          testTimeout: 60_000,
        },
      },
      { test: { ...real, name: "engine", include: ["test/engine/**/*.test.ts"], globalSetup: KEYS } },
      { test: { ...real, name: "cloud", include: ["test/cloud/**/*.test.ts"], testTimeout: 600_000 } },
    ],
  },
});
