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
  return stackCommand("doctor", "Check everything that a node needs, before or after `up`, and print remedies")
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
Checks:
  - the settings
  - the host: processor, memory, clock, disk space and disk speed
  - the kind of Docker; the host's firewall, MTU, OS updates, data disk and sshd
  - on AWS, before \`up\`: its command line, credentials, quotas, instance type
  - the L1 servers: chain, synchronisation, blobs, traces, 30 parallel requests
  - the network: its rollup, and the release that it recommends
  - downloads: reference strings, network config, snapshots, blob stores
  - the ports, and the address announced to peers

After \`up\`, the checks run on the node's host, and write 16 MB to the data
volume and read it, for 1.5 seconds each. Before it, they run on this machine,
or on the server by SSH: L1 and downloads are then requested from the server, by
connections through SSH, or from this machine if the server forbids them. No
secret is printed.

${EXIT_CODES_HELP}

Examples:
  $ aztec-validator doctor --stack testnet
  $ aztec-validator doctor --json`;

async function diagnose(stack: StackSession, { json }: DoctorOptions): Promise<number> {
  const report = doctorReport(stack.name, await observe(stack, { thorough: true }));
  const { verdict, summary, findings } = report;
  if (json) console.log(JSON.stringify(report, undefined, 2));
  else console.log(renderFindings(summary, verdict, findings).join("\n"));
  return EXIT_CODES[verdict];
}
