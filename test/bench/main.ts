/**
 * `make bench`: measures this project beside what it is compared with. Prints tables, and judges no time.
 *
 *     tsx test/bench/main.ts [start] [slots] [quiet]   those measurements; all of them without an argument
 *     --runs <number>                                  repeats each so often
 */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { prepare } from "../../dev/prepare";
import { findStack } from "../../pulumi/dev-stack";
import { formatElapsed } from "../../terminal/format";
import { main, log } from "../../terminal/output";
import { costsOfQuietUpdates, costsOfWays, type Way } from "./slots";
import { commandPair, compile, loadPair, startPair } from "./start";
import {
  type Cost,
  type Labels,
  lowestRow,
  medianRow,
  type Pair,
  renderCosts,
  renderTable,
  renderTime,
  type Row,
} from "./table";

const { values: options, positionals: wanted } = parseArgs({
  options: { runs: { type: "string" } },
  allowPositionals: true,
});
/** Number of repetitions, unless the command names one. */
const DEFAULT_RUNS = { start: 15, load: 5, command: 5, slots: 5, quiet: 10 };
const runsOf = (what: keyof typeof DEFAULT_RUNS) => Number(options.runs ?? DEFAULT_RUNS[what]);

const START: Labels = { what: "start", comparison: "empty program", unit: "ms" };
const LOAD: Labels = { what: "loading every setting", comparison: "start of an empty program", unit: "ms" };
const COMMAND: Labels = { what: "aztec-validator --help", comparison: "the same, from its sources", unit: "ms" };
const UPDATE: Labels = { what: "no ready node in an update", comparison: "docker restart", unit: "s" };

const WAYS: Readonly<Record<Way, string>> = {
  restart: "docker restart",
  recreate: "recreation by Compose",
  update: "this update",
};
const QUIET = "this update, --wait-for-quiet";

/** Explains the tables. @param load average of the machine's last minute, before the first run */
const notes = (load: number) => `
start    until the first resource is registered; test/bench/empty.ts imports the same providers, and Pulumi's ts-node runs it
loading  load() of every setting of a sequencer of 5.2.0; each value is the median of 51 calls
command  from its compiled file; the comparison loads each source by tsx. Both use Node's cache of compiled code
update   from the signal that ends the old container to the first health check that passes, by Docker's events;
         the restart is a docker restart of the same node
slots    of 12 s, on a chain whose committees have one member; that is the validator in each of them, but for
         --wait-for-quiet, where it is one of five validators. Missed proposals count until it is at work again
machine  ${availableParallelism()} processors, load average ${load.toFixed(1)} before the first run

The two values of a pair are measured one after the other; a run is a pair. The ratio of a median is the median of the
pairs' ratios, that of the lowest values their quotient.`;

/** Prints a pair to standard error when it is measured. */
function reporter({ what, comparison, unit }: Labels, total: number): (pair: Pair) => void {
  let count = 0;
  return ({ own, other }) => {
    count += 1;
    log(`  ${what} ${count}/${total}: ${renderTime(own, unit)}; ${comparison}: ${renderTime(other, unit)}`);
  };
}

function repeat(labels: Labels, total: number, measure: () => Pair): Pair[] {
  const report = reporter(labels, total);
  return Array.from({ length: total }, () => {
    const pair = measure();
    report(pair);
    return pair;
  });
}

/** What has been measured: rows of pairs, and costs of interruptions by their kind. */
interface Measured {
  readonly rows: Row[];
  readonly costs: Map<string, Cost[]>;
}

const MEASUREMENTS: Readonly<Record<string, (measured: Measured) => Promise<void> | void>> = {
  start: ({ rows }) => {
    log("Compiling both programs");
    compile();
    const starts = repeat(START, runsOf("start"), startPair);
    rows.push(medianRow(START, starts), lowestRow(START, starts));
    rows.push(medianRow(LOAD, repeat(LOAD, runsOf("load"), loadPair)));
    commandPair();
    rows.push(medianRow(COMMAND, repeat(COMMAND, runsOf("command"), commandPair)));
  },
  slots: async ({ rows, costs }) => {
    log("Creating a validator that is alone on its chain");
    await costsOfWays(runsOf("slots"), (way, cost) => {
      add(costs, WAYS[way], cost);
    });
    const [updates = [], restarts = []] = [costs.get(WAYS.update), costs.get(WAYS.restart)];
    const pairs = updates.map(({ seconds }, run) => ({ own: seconds, other: restarts[run]?.seconds ?? NaN }));
    rows.push(medianRow(UPDATE, pairs));
  },
  quiet: async ({ costs }) => {
    log("Creating a validator on a chain with four others");
    await costsOfQuietUpdates(runsOf("quiet"), (cost) => {
      add(costs, QUIET, cost);
    });
  },
};

function add(costs: Measured["costs"], what: string, cost: Cost): void {
  const all = [...(costs.get(what) ?? []), cost];
  costs.set(what, all);
  log(`  ${what} ${all.length}: ${renderTime(cost.seconds, "s")}, slots begun ${cost.slots}, missed ${cost.missed}`);
}

void main(async () => {
  const begin = performance.now();
  await prepare(findStack("dev"), { starts: false });
  const load = loadavg()[0] ?? NaN;
  const measured: Measured = { rows: [], costs: new Map() };
  try {
    for (const [name, measure] of Object.entries(MEASUREMENTS))
      if (wanted.length === 0 || wanted.includes(name)) await measure(measured);
  } finally {
    // Also after a failure: what is measured is measured.
    const costs = [...measured.costs].map(([what, all]) => ({ what, costs: all }));
    console.log([renderTable(measured.rows), "", renderCosts(costs), notes(load)].join("\n"));
    log(`The benchmark took ${formatElapsed(begin)}.`);
  }
});
