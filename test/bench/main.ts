/** `make bench`: measures this project beside what it is compared with. Prints a table, and judges no time. */
import { availableParallelism, loadavg } from "node:os";
import { prepare } from "../../dev/prepare";
import { findStack } from "../../pulumi/dev-stack";
import { formatElapsed } from "../../terminal/format";
import { main, log } from "../../terminal/output";
import { compile, loadPair, startPair } from "./start";
import { type Labels, lowestRow, medianRow, type Pair, renderTable, renderTime, type Row } from "./table";
import { updatePairs } from "./update";

const RUNS = { start: 15, load: 5, update: 5 };

const START: Labels = { what: "start", comparison: "empty program", unit: "ms" };
const LOAD: Labels = { what: "loading every setting", comparison: "start of an empty program", unit: "ms" };
const UPDATE: Labels = { what: "no ready node in an update", comparison: "restart", unit: "s" };

/** Explains the table. @param load average of the machine's last minute, before the first run */
const notes = (load: number) => `
start    until the first resource is registered, by Pulumi's own ts-node; test/bench/empty.ts imports the same providers
loading  load() of every setting of a sequencer of 5.2.0; each value is the median of 51 calls
update   from the signal that ends the old container to the first health check that passes, by Docker's events;
         the restart is a docker restart of the same node
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

async function measure(add: (...rows: Row[]) => void): Promise<void> {
  log("Compiling both programs");
  compile();
  const starts = repeat(START, RUNS.start, startPair);
  add(medianRow(START, starts), lowestRow(START, starts));
  add(medianRow(LOAD, repeat(LOAD, RUNS.load, loadPair)));
  log("Creating a node and a chain");
  add(medianRow(UPDATE, await updatePairs(RUNS.update, reporter(UPDATE, RUNS.update))));
}

void main(async () => {
  const begin = performance.now();
  await prepare(findStack("dev"));
  const load = loadavg()[0] ?? NaN;
  const rows: Row[] = [];
  try {
    await measure((...more) => rows.push(...more));
  } finally {
    // Also after a failure: what is measured is measured.
    console.log([renderTable(rows), notes(load)].join("\n"));
    log(`The benchmark took ${formatElapsed(begin)}.`);
  }
});
