import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { OperatorError, log } from "../../terminal/output";
import { confirm } from "../../terminal/prompts";
import { nodeOf } from "../stack/running-node";
import { StackSession } from "../stack/session";
import { parseSince } from "../logs/since";
import { collect } from "./collect";
import { document, fileName } from "./document";
import { resolveFromCwd } from "../stack/resolve-path";
import { allRandomBytes } from "../keys/generated-key";
import { redactionInput } from "./redaction-input";
import { redactor } from "./redact";
import { stackCommand, type StackOptions } from "../stack/stack-command";

interface ReportOptions extends StackOptions {
  readonly since: string;
  readonly output?: string;
  readonly yes?: boolean;
}

/** `aztec-validator report` */
export function report(): Command {
  return stackCommand("report", "Write a report to send when you ask for help, without secrets or personal data")
    .option("--since <time>", "start of the log: 10m, 2h, 3d, or 2026-01-31T12:00:00 (UTC)", parseSince, "1h")
    .option("-o, --output <file>", "file to write (default: a new file in this folder)")
    .option("-y, --yes", "skip the confirmation prompt, and do not print the report")
    .addHelpText("after", HELP)
    .action(async ({ stack, ...options }: ReportOptions) => {
      await write(await StackSession.open(stack), options);
    });
}

const HELP = `
The report contains versions, system, settings, state, health and log of the
node, and questions for you to answer.

These are replaced: secrets in every form, anything with the form of a key, URLs
(except protocol and port), IP addresses, host and user names, home directories,
e-mail addresses, ENRs and peer ids. The same value always gets the same number,
such as <server 1>. Ethereum addresses stay, because they are public and the
question is about them.

Read the report before you send it.

Example:
  $ aztec-validator report --stack testnet --since 6h`;

async function write(stack: StackSession, { since, output, yes }: Omit<ReportOptions, "stack">): Promise<void> {
  const config = await stack.config();
  const generated = allRandomBytes(await stack.stateWithSecrets());
  const redact = redactor(redactionInput(config, generated, await hostsOf(stack)));
  const createdAt = new Date();
  const text = document(
    (await collect(stack, config, { since })).map((one) => ({ ...one, text: redact(one.text) })),
    createdAt,
  );
  const file = resolveFromCwd(output ?? fileName(createdAt));
  if (!yes) console.log(text);
  await confirm(`Write this to ${file}?`, yes);
  writePrivate(file, text);
  log(`The report is in ${file}. Describe the problem at its top, and read it before you send it.`);
}

/** Writes a file that only its owner can read. @throws {OperatorError} if the file exists: it may be another report */
function writePrivate(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw new OperatorError(
      `The report cannot be written: ${error instanceof Error ? error.message : String(error)}. Choose a new file in a folder that exists: --output <file>`,
    );
  }
}

/** Returns the host name of the node's host. */
async function hostsOf(stack: StackSession): Promise<string[]> {
  const node = nodeOf((await stack.snapshot()).location);
  const answer = await node?.cli(["info", "--format", "{{.Name}}"]);
  return answer?.code === 0 ? [answer.text.trim()] : [];
}
