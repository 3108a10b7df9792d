import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest tests, which start first. On a new machine Vitest has no durations yet, and would sort by file size. */
const LONGEST = [
  "engine/second-validator",
  "cloud/aws",
  "engine/network-moves",
  "cloud/interrupted",
  "engine/canaries/canaries",
  "engine/public-path",
  "engine/provers",
  "engine/faults",
  "engine/lifecycle",
  "engine/update-killed",
  "engine/joins",
  "cloud/server",
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

/** Options for tests with real nodes: starting one takes most of a test, and up to 1.5 processors. */
const real = {
  testTimeout: 300_000,
  hookTimeout: 1_800_000,
  sequence: { groupOrder: 1 },
  // Each worker has its own names, ports and networks (a lane); Docker's address pool suffices for six.
  maxWorkers: Math.min(availableParallelism(), 6),
};

/** Starts the key service that encrypts the secrets of test stacks. */
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
