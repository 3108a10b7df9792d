/** Measures how long the program takes until its first resource, how long its settings take of that, and the command line. */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { acceptedConfig, configOf, custom, everything, LOCAL_RELEASE } from "../fixtures/stacks";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { median, type Pair } from "./table";

const CONFIG = { "aztec-validator:network": "local", "aztec-validator:release": LOCAL_RELEASE };

/** Starts a program. @returns milliseconds until it registers its first resource */
function start(program: string): number {
  const args = [path.join(__dirname, "first-resource.cjs"), program, JSON.stringify(CONFIG)];
  // As plain Pulumi starts it. This program turns Node's cache of compiled code on by itself.
  const env = { ...process.env, NODE_COMPILE_CACHE: undefined };
  return Number(execFileSync(process.execPath, args, { encoding: "utf8", env }));
}

/** Starts the empty program, then this one. @returns milliseconds */
export function startPair(): Pair {
  const other = start("test/bench/empty.ts");
  return { own: start("pulumi/start-program.cjs"), other };
}

/** Runs both programs once. The first start compiles them, and what is compiled is kept. */
export function compile(): void {
  startPair();
}

/** Starts the command line from its compiled file, then from its sources. @returns milliseconds until `--help` has ended */
export function commandPair(): Pair {
  return { own: helpTime("cli/entry.cjs"), other: helpTime("--require", "tsx/cjs", "cli/main.ts") };
}

function helpTime(...command: string[]): number {
  const begin = performance.now();
  execFileSync(process.execPath, [...command, "--help"], { cwd: PROJECT_DIR });
  return performance.now() - begin;
}

/** Loads settings, then starts the empty program. @returns milliseconds */
export function loadPair(): Pair {
  return { own: loadTime(), other: start("test/bench/empty.ts") };
}

/** Measures `load` for every setting of a sequencer at once. @returns the median milliseconds of 51 calls after a first */
function loadTime(): number {
  const config = configOf(everything("sequencer", "5.2.0"));
  acceptedConfig(configOf(custom("sequencer", "5.2.0")));
  const times = Array.from({ length: 51 }, () => {
    const begin = performance.now();
    acceptedConfig(config);
    return performance.now() - begin;
  });
  return median(times);
}
