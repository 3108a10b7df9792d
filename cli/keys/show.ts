import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { stakerOutput } from "../../keys/registration";
import { log, OperatorError } from "../../terminal/output";
import { resolveFromCwd } from "../stack/resolve-path";
import { StackSession } from "../stack/session";
import { stackCommand, type StackOptions } from "../stack/stack-command";
import { type KeyFacts, keyFacts, leftOutLines, registrationsOf } from "./facts";
import { refuseCostlyOutput, reportCosts } from "./registration-check";

/** The options of commands that print public values. */
export interface ShowOptions extends StackOptions {
  readonly stakerOutput?: string;
  /** The attester that has to be in it; undefined for any. */
  readonly attester?: string | undefined;
}

/** `aztec-validator keys show` */
export function showKeys(): Command {
  return withStakerOutput(stackCommand("show", "Print addresses, public keys and the peer id, but no private key"))
    .addHelpText("after", HELP)
    .action(async (options: ShowOptions) => {
      await show(await StackSession.open(options.stack), options);
    });
}

const HELP = `
The staker output has what an attester is registered with: its address, its BLS
public keys and their proof of possession, as \`aztec validator-keys new
--staker-output\` writes them.

If a BLS key is so costly to verify that the network could refuse it, the gas
cap is queried on L1. No staker output is written for a key that is refused.

Examples:
  $ aztec-validator keys show --stack testnet
  $ aztec-validator keys show --staker-output staker.json`;

export function withStakerOutput(command: Command): Command {
  return command.option("--staker-output <file>", "write the attesters' public registration data to this file");
}

/** Prints the public values of a stack's keys. @throws {OperatorError} if the staker output cannot be written */
export async function show(stack: StackSession, { stakerOutput: file, attester }: ShowOptions): Promise<void> {
  const { config } = await stack.ownConfig();
  const { peerId, coinbase } = await stack.outputs();
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  // A generated attester's key is in no setting. Its address is the coinbase, unless another one is set.
  const isGenerated = config.network === "local" && config.coinbase === undefined;
  const facts = keyFacts(config, { peerId: text(peerId), attester: isGenerated ? text(coinbase) : undefined });
  if (facts.lines.length === 0)
    log(`${stack.name} has no keys yet. To create them: aztec-validator keys new --stack ${stack.name}`);
  const width = Math.max(LABEL_WIDTH, ...facts.lines.map(([label]) => label.length));
  for (const [label, value] of facts.lines) console.log(`${label.padEnd(width)}  ${value}`);
  await reportCosts(stack, config);
  if (!file) return;
  await refuseCostlyOutput(stack, config);
  writeStakerOutput(facts, file, stack.name, attester);
}

const LABEL_WIDTH = 19;

function writeStakerOutput(facts: KeyFacts, name: string, stack: string, attester: string | undefined): void {
  const registrations = registrationsOf(facts, stack, attester);
  // Relative to the operator's folder: the command itself runs in the project.
  const file = resolveFromCwd(name);
  try {
    writeFileSync(file, stakerOutput(registrations));
  } catch (error) {
    throw new OperatorError(
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}. Choose a file in a folder that exists: --staker-output <file>`,
    );
  }
  log([`\nWrote the staker output to ${file}`, ...leftOutLines(facts)].join("\n"));
}
