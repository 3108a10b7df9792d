import type { Command } from "commander";
import { doctorReport } from "./health/doctor-report";
import { observe } from "./health/observe";
import { EXIT_CODES, EXIT_CODES_HELP } from "./health/finding";
import { renderFindings } from "./health/screen";
import { asked } from "./health/run-check";
import { StackSession } from "./stack/session";
import { stackCommand, type StackOptions } from "./stack/stack-command";

/** `aztec-validator doctor` */
export function doctor(): Command {
  return stackCommand("doctor", "Examines all that a node needs, before `up` and after it, and says what to do")
    .option("--json", "print the findings as JSON: check, severity, message, remedy")
    .addHelpText("after", HELP)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_CODES.unknown))
    .action(async (options: DoctorOptions) => {
      process.exitCode = await asked(async () => diagnose(await StackSession.open(options.stack), options));
    });
}

interface DoctorOptions extends StackOptions {
  readonly json?: boolean;
}

const HELP = `
Settings, host (processor, memory, clock, disk and its speed), the L1's servers (chain, sync, blobs, traces, 30
requests at once), the rollup that the network runs and the release that it recommends, the hosts that the node
downloads from (reference strings, network config, snapshots, blob stores), the ports and the address that peers are
told. After \`up\` it asks from the node's host, and writes 16 MB to the data volume for 1.5 seconds; before it, this
machine or the server by SSH, and the L1 and other hosts from this machine.
${EXIT_CODES_HELP} No secret is shown.`;

async function diagnose(stack: StackSession, { json }: DoctorOptions): Promise<number> {
  const told = doctorReport(stack.name, await observe(stack, { thorough: true }));
  const { verdict, summary, findings } = told;
  if (json) console.log(JSON.stringify(told, undefined, 2));
  else console.log(renderFindings(summary, verdict, findings).join("\n"));
  return EXIT_CODES[verdict];
}
