/**
 * Keeps what the containers logged when a test fails, since its file removes them at its end: the whole logs in the cache,
 * the last warnings on the screen.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { afterEach } from "vitest";
import { cacheDir } from "../../pulumi/cache";
import { TEST_NAMES } from "../remove-named";
import { docker } from "./test-stack";

const FOLDER = cacheDir("logs", "failed-tests");
/** The last lines of each container that are printed, and the characters of each. */
const LINES = 8;
const WIDTH = 300;

afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  mkdirSync(FOLDER, { recursive: true });
  for (const container of await testContainers()) {
    const { all = "" } = await execa("docker", ["logs", "--timestamps", container], { all: true, reject: false });
    writeFileSync(path.join(FOLDER, `${container}.log`), all);
    const warnings = lastWarnings(all);
    if (warnings.length > 0) console.error([`${container}:`, ...warnings].join("\n  "));
  }
  console.error(`The whole logs are in ${FOLDER}.`);
});

/** Lists the containers of all tests that run now. */
async function testContainers(): Promise<string[]> {
  const filters = TEST_NAMES.flatMap((name) => ["--filter", `name=${name}`]);
  return (await docker("ps", "--all", ...filters, "--format", "{{.Names}}")).split("\n").filter(Boolean);
}

function lastWarnings(log: string): string[] {
  const lines = stripVTControlCharacters(log).split("\n");
  return lines
    .filter((line) => / (WARN|ERROR|FATAL): /.test(line))
    .slice(-LINES)
    .map((line) => line.slice(0, WIDTH));
}
