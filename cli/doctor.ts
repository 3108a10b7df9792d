import type { Command } from "commander";
import { doctorReport } from "./health/doctor-report";
import { observe } from "./health/observe";
import { EXIT_CODES, EXIT_CODES_HELP } from "./health/finding";
import { renderFindings } from "./health/screen";
import { runCheck } from "./health/run-check";
import { StackSession } from "./stack/session";
import { stackCommand, type StackOptions } from "./stack/stack-command";

/** `aztec-validator doctor` */
export function doctor(): Command {
  return stackCommand("doctor", "Check everything that a node needs, before and after `up`, and print the remedies")
    .option("--json", "print the findings as JSON: check, severity, message, remedy")
    .addHelpText("after", HELP)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_CODES.unknown))
    .action(async (options: DoctorOptions) => {
      process.exitCode = await runCheck(async () => diagnose(await StackSession.open(options.stack), options));
    });
}

interface DoctorOptions extends StackOptions {
  readonly json?: boolean;
}

const HELP = `
Checks the settings, the host (processor, memory, clock, disk and its speed), the L1 servers (chain, sync, blobs,
traces, 30 parallel requests), the network's rollup and recommended release, the hosts that the node downloads from
(reference strings, network configuration, snapshots, blob stores), the ports, and the announced address.
After \`up\` the checks run on the node's host, and write 16 MB to the data volume for 1.5 seconds. Before \`up\`, this
machine or the server (by SSH) is checked, and the L1 and the other hosts are queried from this machine.
${EXIT_CODES_HELP} No secret is printed.`;

async function diagnose(stack: StackSession, { json }: DoctorOptions): Promise<number> {
  const report = doctorReport(stack.name, await observe(stack, { thorough: true }));
  const { verdict, summary, findings } = report;
  if (json) console.log(JSON.stringify(report, undefined, 2));
  else console.log(renderFindings(summary, verdict, findings).join("\n"));
  return EXIT_CODES[verdict];
}
