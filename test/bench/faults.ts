/**
 * `tsx test/bench/faults.ts`: measures what faults cost a validator at work, and prints a table. A fault lasts 30 seconds,
 * or until `status` reports it if that takes longer. It judges nothing, and takes about ten minutes.
 *
 * `tsx test/bench/faults.ts packets` measures instead what lost packets between two validators cost, in about six minutes.
 */
import { prepare } from "../../dev/prepare";
import { findStack } from "../../pulumi/dev-stack";
import { log, main } from "../../terminal/output";
import { type Fault, FaultyValidator } from "../engine/faulty-validator";
import { measureFault, type MeasuredFault, type Validator } from "../engine/measured-fault";
import { ValidatorPair } from "../engine/validator-pair";
import { ensureCloudImages } from "../aws-simulator/ec2/images";
import { renderCells } from "./table";

/** Seconds that a fault lasts. */
const LASTS = 30;

/** Shares of the packets between two validators, in percent. */
const PACKETS_LOST = [40, 80];

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

/** A validator that can be started and removed. */
interface Measured extends Validator {
  readonly begin: () => Promise<unknown>;
  readonly remove: () => Promise<void>;
}

/** Measures faults one after another, and prints the table. */
async function measure(validator: Measured, faults: readonly Fault[]): Promise<void> {
  const rows: string[][] = [];
  try {
    await validator.begin();
    for (const fault of faults) {
      log(`  ${fault.name}`);
      rows.push(row(await measureFault(validator, fault, LASTS)));
    }
  } finally {
    // Also after a failure: what is measured is measured.
    console.log(renderCells(HEAD, rows));
    await validator.remove();
  }
}

void main(async () => {
  await prepare(findStack("dev"));
  if (process.argv[2] === "packets") {
    await ensureCloudImages();
    const pair = new ValidatorPair("dev-bench-pair");
    return measure(
      pair,
      PACKETS_LOST.map((percent) => pair.packetLoss(percent)),
    );
  }
  const validator = new FaultyValidator("bench-faults", { PULUMI_CONFIG_PASSPHRASE: "bench" });
  return measure(validator, Object.values<Fault>(validator.faults));
});
