import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { stakerOutput } from "../../keys/registration";
import { OperatorError, log } from "../../terminal/output";
import { resolveFromCwd } from "../stack/resolve-path";
import { type KeyFacts, keyFacts, registrationsOf } from "./facts";
import { StackSession } from "../stack/session";
import { refuseCostlyOutput, reportCosts } from "./registration-check";
import { stackCommand, type StackOptions } from "../stack/stack-command";

/** What shows public values can be told, besides which stack. */
export interface ShowOptions extends StackOptions {
  readonly stakerOutput?: string;
}

/** `aztec-validator keys show` */
export function showKeys(): Command {
  return withStakerOutput(stackCommand("show", "Shows addresses, public keys and the peer id: never a private key"))
    .addHelpText("after", HELP)
    .action(async (options: ShowOptions) => {
      await show(await StackSession.open(options.stack), options);
    });
}

const HELP = `
The staker output is what an attester is registered with: its address, its BLS public keys and their proof of possession.
It is the file that \`aztec validator-keys new --staker-output\` writes. No Ethereum node is asked, unless a BLS key is so
costly to verify that the network could refuse it: then the cap on the L1 is compared, and no file is written for a key
that is refused.`;

/** The option that all commands have that show what is public. */
export function withStakerOutput(command: Command): Command {
  return command.option("--staker-output <file>", "also writes the public values that the attester is registered with");
}

/** Shows what is public of a stack's keys, on standard output. @throws {OperatorError} if the file cannot be written */
export async function show(stack: StackSession, { stakerOutput: file }: ShowOptions): Promise<void> {
  const { config } = await stack.config();
  const { peerId, coinbase } = await stack.outputs();
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  // An attester's key that `up` made has no setting, and is the coinbase where no other is set.
  const isMade = config.network === "local" && config.coinbase === undefined;
  const made = { peerId: text(peerId), attester: isMade ? text(coinbase) : undefined };
  const facts = keyFacts(config, made);
  if (facts.lines.length === 0) log(`${stack.name} has no keys yet: aztec-validator keys new --stack ${stack.name}`);
  const width = Math.max(LABEL_WIDTH, ...facts.lines.map(([label]) => label.length));
  for (const [label, value] of facts.lines) console.log(`${label.padEnd(width)}  ${value}`);
  await reportCosts(stack, config);
  if (!file) return;
  await refuseCostlyOutput(stack, config);
  writeRegistrations(facts, file);
}

const LABEL_WIDTH = 19;

function writeRegistrations(facts: KeyFacts, file: string): void {
  const registrations = registrationsOf(facts);
  // Named by who typed the command, which runs in the project.
  const where = resolveFromCwd(file);
  try {
    writeFileSync(where, stakerOutput(registrations));
  } catch (error) {
    throw new OperatorError(`${where} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  log(`\nStaker output is in ${where}`);
}
