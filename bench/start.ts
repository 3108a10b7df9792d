/**
 * How long the program takes until its first resource, beside an empty one that imports the same providers; and how
 * long its settings take of that. Both run in turn, so that a noisy machine is noisy to both. `npm run bench`
 */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { load } from "../settings/settings";
import { configOf, custom, everything, isSecret, LOCAL_RELEASE } from "../test/settings/stacks";

const ROUNDS = 11;
const CONFIG = { "aztec-validator:network": "local", "aztec-validator:release": LOCAL_RELEASE };

/** Milliseconds until a program registers its first resource. */
function start(program: string): number {
  const words = [path.join(__dirname, "first-resource.cjs"), program, JSON.stringify(CONFIG)];
  return Number(execFileSync(process.execPath, words, { encoding: "utf8" }));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Median milliseconds of `load` for every setting of a role and release at once, once it has run. */
function loading(): number {
  const config = configOf(everything("sequencer", "5.2.0"));
  load(configOf(custom("sequencer", "5.2.0")), isSecret, LOCAL_RELEASE);
  const times = Array.from({ length: 51 }, () => {
    const begin = performance.now();
    load(config, isSecret, LOCAL_RELEASE);
    return performance.now() - begin;
  });
  return median(times);
}

// The first run of each compiles, and is not counted: what it makes is kept by ts-node.
start("bench/empty.ts");
start("index.ts");
const pairs = Array.from({ length: ROUNDS }, () => ({ empty: start("bench/empty.ts"), own: start("index.ts") }));
const empty = median(pairs.map((pair) => pair.empty));
const own = median(pairs.map((pair) => pair.own));
console.log(`start: ${own.toFixed(0)} ms, empty program ${empty.toFixed(0)} ms, ratio ${(own / empty).toFixed(2)}`);
console.log(`load:  ${loading().toFixed(1)} ms for every setting of a sequencer of 5.2.0`);
