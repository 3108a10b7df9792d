/** `make test`: runs the static checks and every test, and prints the number of passed and failed tests last. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { z } from "zod";
import { ensureEarlierImages } from "../dev/images/earlier";
import { ensureL1 } from "../dev/images/ensure";
import { prepare } from "../dev/prepare";
import { findStack, PROJECT_DIR } from "../pulumi/dev-stack";
import { formatElapsed } from "../terminal/format";
import { main, log } from "../terminal/output";
import { prepareCloud } from "./aws-simulator/ec2/prepare";
import { removeRemains } from "./remove-named";

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      /** Why the file's tests could not run. */
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});
type Report = z.output<typeof reportSchema>;

interface Outcome {
  readonly passed: number;
  /** Skipped tests count as failed: they prove nothing. */
  readonly failed: number;
  /** A line for each failure. */
  readonly failures: readonly string[];
  readonly isGood: boolean;
}

/** Returns a line for each failed test and each file that could not run: the last lines are what CI keeps. */
function failuresOf({ testResults }: Report): string[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = path.relative(PROJECT_DIR, name);
    const tests = assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${briefly(failureMessages?.[0] ?? "")}`);
    return message === "" ? tests : [`${file}: ${briefly(message)}`, ...tests];
  });
}

/** Returns an error's text in one line: its beginning, and its end, where an assertion compares. */
function briefly(message: string): string {
  const text = stripVTControlCharacters(message).split("\n    at ")[0]?.replaceAll(/\s+/g, " ") ?? "";
  return text.length <= 400 ? text : `${text.slice(0, 120)} … ${text.slice(-280)}`;
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
  // Tests that are interrupted leave no report.
  const text = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  rmSync(folder, { recursive: true });
  if (text === undefined) {
    return {
      passed: 0,
      failed: 0,
      failures: [`${projects.join(" and ")} tests ended before their report`],
      isGood: false,
    };
  }
  const report = reportSchema.parse(JSON.parse(text));
  const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests;
  const isGood = exitCode === 0 && failed === 0;
  return { passed: report.numPassedTests, failed, failures: failuresOf(report), isGood };
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
  await removeRemains();
  // The checks use one processor. Engine and cloud tests write temporary files into the project, which the checks would read.
  const [checked, fast] = await Promise.all([check(), run(["unit", "unit-alone"])]);
  const outcomes = [fast, await run(["engine", "cloud"])];
  for (const failure of outcomes.flatMap(({ failures }) => failures)) log(`FAILED ${failure}`);
  if (!checked) log("FAILED static checks: see above");
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
