import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import alone from "./test/alone.mjs";

/**
 * Tests of more than 100 seconds, the longest first: a long one that starts last runs alone. On a new machine Vitest has no
 * durations yet, and would sort by file size.
 */
const LONGEST = [
  "engine/second-validator",
  "cloud/interrupted",
  "engine/update",
  "cloud/aws",
  "cloud/server",
  "engine/canaries/canaries",
  "engine/network-moves",
  "engine/validator",
  "engine/faults",
  "engine/provers",
  "engine/public-path",
  "engine/update-killed",
  "engine/move",
  "cloud/adopted",
  "engine/late-node",
  "engine/keys-of-each-kind",
  "engine/new-project",
  "engine/joins",
  "engine/lifecycle",
  "engine/one-live-node",
  "engine/status",
  "engine/without-blobs",
  "engine/real-proofs",
  "engine/rotation",
  "engine/interrupted",
  "cloud/backend",
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

/**
 * Options for tests with real nodes. Starting one takes up to 1.5 processors; then a test waits for slots and checkpoints. One
 * worker more than there are processors keeps them busy.
 */
const real = {
  setupFiles: "test/engine/keep-logs.ts",
  testTimeout: 300_000,
  hookTimeout: 1_800_000,
  sequence: { groupOrder: 1 },
  // Programs in Go that live for seconds: collecting garbage takes a quarter of the time of a short Pulumi command.
  env: { GOGC: "off", GOMEMLIMIT: "512MiB" },
  // Each worker has its own names, ports and networks (a lane); Docker's address pool suffices for six.
  maxWorkers: Math.min(availableParallelism() + 1, 6),
};

/** Options for tests without Docker. */
const unit = {
  globalSetup: "test/temporary-folder.ts",
  setupFiles: "test/unstub.ts",
  maxWorkers: "100%",
  // The first test of a file that runs the program waits until it is compiled.
  testTimeout: 60_000,
} as const;

/** Starts the key service that encrypts the secrets of test stacks. */
const KEYS = "test/engine/key-service.ts";

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      // Most files share a process: loading the packages again for each would take a third of the time.
      {
        test: {
          ...unit,
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: ["test/{engine,cloud}/**", "node_modules/**", ".dev/**", ...alone],
          isolate: false,
        },
      },
      { test: { ...unit, name: "unit-alone", include: alone } },
      { test: { ...real, name: "engine", include: ["test/engine/**/*.test.ts"], globalSetup: KEYS } },
      { test: { ...real, name: "cloud", include: ["test/cloud/**/*.test.ts"], testTimeout: 600_000 } },
    ],
  },
});
