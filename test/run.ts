/** `make test`: runs the static checks and every test, and prints the number of passed and failed tests last. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { ensureEarlierImages } from "../dev/images/earlier";
import { ensureL1 } from "../dev/images/ensure";
import { prepare } from "../dev/prepare";
import { findStack } from "../pulumi/dev-stack";
import { formatElapsed } from "../terminal/format";
import { main, log } from "../terminal/output";
import { prepareCloud } from "./aws-simulator/ec2/prepare";
import { removeTestStacks } from "./remove-named";

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

interface Outcome {
  readonly passed: number;
  /** Skipped tests count as failed: they prove nothing. */
  readonly failed: number;
  readonly isGood: boolean;
}

/**
 * Runs projects in a separate Vitest. Between groups of projects, one Vitest (4.1.12) can give two workers the same
 * number, and the number is the lane.
 *
 * @param projects of vitest.config.mts, run in parallel
 */
async function run(projects: readonly string[]): Promise<Outcome> {
  const folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-test-"));
  const file = path.join(folder, "report.json");
  const only = projects.flatMap((project) => ["--project", project]);
  const args = ["run", ...only, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { exitCode } = await execa("vitest", args, { stdio: "inherit", reject: false });
  const report = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  rmSync(folder, { recursive: true });
  const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed, isGood: exitCode === 0 && failed === 0 };
}

/** Runs the static checks. */
async function check(): Promise<boolean> {
  const { exitCode } = await execa("npm", ["run", "--silent", "check:static"], { stdio: "inherit", reject: false });
  return exitCode === 0;
}

async function test(): Promise<boolean> {
  // Not in a test: on a new machine it takes minutes, and prints its progress.
  await prepare(findStack("dev"), { starts: false });
  await ensureEarlierImages();
  await ensureL1("public");
  await prepareCloud();
  await removeTestStacks();
  // The checks use one processor. Engine and cloud tests write temporary files into the project, which the checks would read.
  const [checked, fast] = await Promise.all([check(), run(["unit"])]);
  const outcomes = [fast, await run(["engine", "cloud"])];
  if (!checked) log("Static checks failed: see above.");
  const sum = (count: (outcome: Outcome) => number) => outcomes.map(count).reduce((total, one) => total + one, 0);
  console.log(`${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`);
  return checked && outcomes.every(({ isGood }) => isGood);
}

void main(async () => {
  const start = performance.now();
  const passed = await test();
  log(`Tests took ${formatElapsed(start)}.`);
  if (!passed) process.exitCode = 1;
});
