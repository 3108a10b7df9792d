/** All commands, and what `--help` says of them together. */
import { Command } from "commander";
import { config } from "./config";
import { doctor } from "./doctor";
import { importCommand } from "./import";
import { keys } from "./keys";
import { logs } from "./logs";
import { move } from "./move";
import { report } from "./report";
import { rollback } from "./update/rollback";
import { start } from "./start";
import { status } from "./status";
import { stop } from "./stop";
import { update } from "./update";
import { vote } from "./vote";

const INTRODUCTION =
  "The day of an Aztec node that a stack of this project runs. All of it can be done with plain Pulumi and Docker too.";

const NEXT = `
Which stack: --stack, else AZTEC_VALIDATOR_STACK, else the one that \`pulumi stack select\` chose, else the only one there is.

Examples:
  $ aztec-validator status
  $ aztec-validator logs --level warn --since 1h
  $ aztec-validator stop --stack testnet`;

/** In the order in which an operator meets them. */
const commands = () => [
  ...[config(), importCommand(), doctor(), start(), status(), logs(), stop()],
  ...[update(), rollback(), keys(), move(), vote(), report()],
];

/** The command line; new for each call, since it keeps what it was given. */
export function program(): Command {
  const all = new Command("aztec-validator").description(INTRODUCTION).addHelpText("after", NEXT);
  for (const command of commands()) all.addCommand(command);
  return all.showHelpAfterError("(aztec-validator --help, or aztec-validator help <command>, says what there is)");
}
