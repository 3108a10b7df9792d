/**
 * How long the program takes until its first resource, beside an empty one that imports the same providers; and how
 * long its settings take of that. Both run in turn, so that a noisy machine is noisy to both.
 */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { load } from "../settings/settings";
import { configOf, custom, everything, isSecret, LOCAL_RELEASE } from "../test/settings/stacks";

const CONFIG = { "aztec-validator:network": "local", "aztec-validator:release": LOCAL_RELEASE };

/** Milliseconds until a program registers its first resource. */
function start(program: string): number {
  const words = [path.join(__dirname, "first-resource.cjs"), program, JSON.stringify(CONFIG)];
  // As plain Pulumi starts it: without what Node may have compiled before, which shortens what both have in common.
  const env = { ...process.env, NODE_COMPILE_CACHE: undefined };
  return Number(execFileSync(process.execPath, words, { encoding: "utf8", env }));
}

/** The first run of each program compiles, and is not to be counted: what it makes is kept by ts-node. */
export function compile(): void {
  starts(1);
}

/** Milliseconds of both programs, the least of some rounds: whatever else a machine does only adds to it. */
export function starts(rounds: number): { own: number; empty: number } {
  const pairs = Array.from({ length: rounds }, () => ({ empty: start("bench/empty.ts"), own: start("index.ts") }));
  return {
    empty: Math.min(...pairs.map((pair) => pair.empty)),
    own: Math.min(...pairs.map((pair) => pair.own)),
  };
}

/** Median milliseconds of `load` for every setting of a sequencer at once, after it has run once. */
export function loading(): number {
  const config = configOf(everything("sequencer", "5.2.0"));
  load(configOf(custom("sequencer", "5.2.0")), isSecret, LOCAL_RELEASE);
  const times = Array.from({ length: 51 }, () => {
    const begin = performance.now();
    load(config, isSecret, LOCAL_RELEASE);
    return performance.now() - begin;
  });
  return times.sort((a, b) => a - b)[25] ?? NaN;
}
