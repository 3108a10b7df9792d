import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { OperatorError, log } from "../../terminal/output";
import { confirm } from "../../terminal/prompts";
import { nodeOf } from "../stack/running-node";
import { StackSession } from "../stack/session";
import { collect } from "./collect";
import { document, fileName } from "./document";
import { resolveFromCwd } from "../stack/resolve-path";
import { allRandomBytes } from "../keys/generated-key";
import { knownOf } from "./known";
import { redactor } from "./redact";
import { stackCommand, type StackOptions } from "../stack/stack-command";

interface ReportOptions extends StackOptions {
  readonly since: string;
  readonly output?: string;
  readonly yes?: boolean;
}

/** `aztec-validator report` */
export function report(): Command {
  return stackCommand("report", "Writes a report to send when asking for help, with nothing secret or personal in it")
    .option("--since <time>", "how far back the log goes: 10m, 2h, or 2026-01-31T12:00:00", "1h")
    .option("-o, --output <file>", "where it is written; of a name of its own, in this folder")
    .option("-y, --yes", "writes it without showing it")
    .addHelpText("after", HELP)
    .action(async ({ stack, ...options }: ReportOptions) => {
      await write(await StackSession.open(stack), options);
    });
}

const HELP = `
In it: versions, system, settings, state, health and log of the node, and questions for you to answer in it. Left out:
secrets in every form, keys by their form, URLs but for protocol and port, IP addresses, host and user names, home
directories, e-mail addresses, ENRs and peer ids. What is one thing has one number: <server 1> is the same everywhere.
Ethereum addresses stay, the attester's among them: they are public, and what it is about. Read it before you send it.`;

async function write(stack: StackSession, { since, output, yes }: Omit<ReportOptions, "stack">): Promise<void> {
  const own = await stack.config();
  const generated = allRandomBytes(await stack.stateWithSecrets());
  const redact = redactor(knownOf(own, generated, await hostsOf(stack)));
  const made = new Date();
  const text = document(
    (await collect(stack, own, { since })).map((one) => ({ ...one, text: redact(one.text) })),
    made,
  );
  const file = resolveFromCwd(output ?? fileName(made));
  if (!yes) console.log(text);
  await confirm(`Write this to ${file}?`, yes);
  writePrivate(file, text);
  log(`The report is in ${file}. Say at its head what is wrong, and read it before you send it.`);
}

/** Its owner's alone. @throws {OperatorError} if there is a file of that name: it may be another report */
function writePrivate(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw new OperatorError(`It cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The name that the node's host has for itself. */
async function hostsOf(stack: StackSession): Promise<string[]> {
  const node = nodeOf((await stack.snapshot()).location);
  const answer = await node?.cli(["info", "--format", "{{.Name}}"]);
  return answer?.code === 0 ? [answer.text.trim()] : [];
}
