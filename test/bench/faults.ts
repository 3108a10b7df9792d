/**
 * `tsx test/bench/faults.ts`: measures what faults cost a validator at work, and prints a table. A fault lasts 30 seconds,
 * or until `status` reports it if that takes longer. It judges nothing, and takes about ten minutes.
 */
import { prepare } from "../../dev/prepare";
import { findStack } from "../../pulumi/dev-stack";
import { log, main } from "../../terminal/output";
import { type Fault, FaultyValidator } from "../engine/faulty-validator";
import { measureFault, type MeasuredFault } from "../engine/measured-fault";
import { renderCells } from "./table";

/** Seconds that a fault lasts. */
const LASTS = 30;

const HEAD = ["Fault", "status says", "After", "Slots missed", "Next checkpoint after", "Recovers"];

const inSeconds = (value: number | undefined) => (value === undefined ? "" : `${value.toFixed(0)} s`);

function row({ fault, finding, saidAfter, slots, backAfter, recovery }: MeasuredFault): string[] {
  return [
    fault.name,
    finding ? `${fault.check}: ${finding.message}` : "nothing",
    inSeconds(saidAfter),
    slots === undefined ? "all" : String(slots),
    inSeconds(backAfter),
    recovery,
  ];
}

void main(async () => {
  await prepare(findStack("dev"));
  const validator = new FaultyValidator("bench-faults", { PULUMI_CONFIG_PASSPHRASE: "bench" });
  const rows: string[][] = [];
  try {
    await validator.begin();
    for (const fault of Object.values<Fault>(validator.faults)) {
      log(`  ${fault.name}`);
      rows.push(row(await measureFault(validator, fault, LASTS)));
    }
  } finally {
    // Also after a failure: what is measured is measured.
    console.log(renderCells(HEAD, rows));
    await validator.remove();
  }
});
