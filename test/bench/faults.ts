/**
 * `tsx test/bench/faults.ts`: measures what faults cost a validator at work, and prints a table. A fault lasts 30 seconds,
 * or until `status` reports it if that takes longer. It judges nothing, and takes about ten minutes.
 *
 * Slots are counted on L1: those between the checkpoint before the fault and the first one after it that have none.
 */
import { prepare } from "../../dev/prepare";
import { findStack } from "../../pulumi/dev-stack";
import type { StatusReport } from "../../cli/health/status-report";
import { log, main } from "../../terminal/output";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, FaultyValidator, type Last } from "../engine/faulty-validator";
import { renderColumns } from "./table";

/** Seconds that a fault lasts. */
const LASTS = 30;
/** Seconds after which the rest of a row is given up. */
const LONGEST = 240;

interface Measured {
  readonly fault: string;
  /** What `status` says, and how many seconds after the beginning. */
  readonly says: string;
  readonly sayAfter: number | undefined;
  /** Slots without a checkpoint, and seconds from the end of the fault to the next checkpoint. */
  readonly slots: number | undefined;
  readonly backAfter: number | undefined;
  readonly recovery: string;
}

const seconds = (since: number) => (performance.now() - since) / 1000;

/** Repeats a query until it returns something. @returns undefined after {@link LONGEST} */
async function until<T>(query: () => Promise<T | undefined>): Promise<T | undefined> {
  const begun = performance.now();
  while (seconds(begun) < LONGEST) {
    const found = await query().catch(() => undefined);
    if (found !== undefined) return found;
    await sleep(250);
  }
  return undefined;
}

function finding({ findings }: StatusReport, { check }: Fault) {
  return findings.find((one) => one.check === check && one.severity !== "ok");
}

/** Waits for the next checkpoint. */
function next(validator: FaultyValidator, { checkpoint }: Last): Promise<Last | undefined> {
  return until(async () => {
    const last = await validator.last();
    return last.checkpoint > checkpoint ? last : undefined;
  });
}

async function measure(validator: FaultyValidator, fault: Fault): Promise<Measured> {
  const before = await next(validator, await validator.last());
  const started = await validator.started();
  const begun = performance.now();
  await fault.begin();
  const found = await until(async () => finding(await validator.status(), fault));
  const sayAfter = found && seconds(begun);
  if (fault.end) await sleep(Math.max(0, LASTS - seconds(begun)) * 1000);
  await fault.end?.();
  const ended = performance.now();
  const after = await until(() => validator.last()).then((last) => last && next(validator, last));
  const backAfter = after && seconds(ended);
  const slots = before && after && after.slot - before.slot - (after.checkpoint - before.checkpoint);
  const isSame = (await validator.started()) === started;
  const recovery = !after ? "no" : isSame ? "yes, without a restart" : "yes, by a restart";
  return {
    fault: fault.name,
    says: found ? `${fault.check}: ${found.message}` : "nothing",
    sayAfter,
    slots,
    backAfter,
    recovery,
  };
}

const inSeconds = (value: number | undefined) => (value === undefined ? "" : `${value.toFixed(0)} s`);

function render(rows: readonly Measured[]): string {
  const head = ["Fault", "status says", "after", "Slots missed", "Proposes again after", "By itself"];
  const cells = rows.map(({ fault, says, sayAfter, slots, backAfter, recovery }) => [
    fault,
    says,
    inSeconds(sayAfter),
    slots === undefined ? "all" : String(slots),
    inSeconds(backAfter),
    recovery,
  ]);
  return renderColumns([head, ...cells]);
}

void main(async () => {
  await prepare(findStack("dev"));
  const validator = new FaultyValidator("bench-faults", { PULUMI_CONFIG_PASSPHRASE: "bench" });
  const rows: Measured[] = [];
  try {
    await validator.begin();
    for (const fault of Object.values<Fault>(validator.faults)) {
      log(`  ${fault.name}`);
      rows.push(await measure(validator, fault));
    }
  } finally {
    // Also after a failure: what is measured is measured.
    console.log(render(rows));
    await validator.remove();
  }
});
