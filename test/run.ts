/** `make test`: format, lint and types, then every test; at the end one line that says how many passed. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { prepare } from "../toolchain/prepare";
import { findStack } from "../toolchain/stack";
import { elapsed, main, say } from "../toolchain/steps";
import { prepareCloud } from "./cloud/cloud-stack";

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

interface Outcome {
  readonly passed: number;
  /** A skipped test has not shown what it is for: it counts as one that failed. */
  readonly failed: number;
  readonly isGood: boolean;
}

async function run(): Promise<Outcome> {
  const folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-test-"));
  const file = path.join(folder, "report.json");
  const words = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { exitCode } = await execa("vitest", words, { stdio: "inherit", reject: false });
  const report = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  rmSync(folder, { recursive: true });
  const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed, isGood: exitCode === 0 && failed === 0 };
}

async function test(): Promise<boolean> {
  const checked =
    (await execa("npm", ["run", "--silent", "check:static"], { stdio: "inherit", reject: false })).exitCode === 0;
  // Here and not in a test: on a new machine it takes minutes, and says how it goes.
  await prepare(findStack("dev"));
  await prepareCloud();
  const { passed, failed, isGood } = await run();
  if (!checked) say("Format, lint or types failed: see above.");
  console.log(`${passed} passed, ${failed} failed`);
  return checked && isGood;
}

void main(async () => {
  const start = performance.now();
  const passed = await test();
  say(`Tests took ${elapsed(start)}.`);
  if (!passed) process.exitCode = 1;
});
