/** All commands, and the introduction of `--help`. */
import { Command } from "commander";
import { backup } from "./backup";
import { restore } from "./backup/restore";
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
import { versionText } from "./version";
import { vote } from "./vote";

const INTRODUCTION =
  "Operate the Aztec nodes that this Pulumi project deploys. Everything can also be done with plain Pulumi and Docker.";

const HELP = `
The stack is that of --stack, of AZTEC_VALIDATOR_STACK, the one selected with
\`pulumi stack select\`, or the only one.

Exit codes: 0 success, 1 error. \`status\` and \`doctor\` have more: see their
--help.

Examples:
  $ aztec-validator config --stack testnet
  $ aztec-validator status --stack testnet
  $ aztec-validator logs --level warn --since 1h
  $ aztec-validator update --stack testnet`;

/** Lists the commands, in the order in which an operator meets them. */
const commands = () => [
  ...[config(), importCommand(), doctor(), start(), status(), logs(), stop()],
  ...[update(), rollback(), keys(), move(), backup(), restore(), vote(), report()],
];

/** Returns the command line; a new one for each call, since commander stores the options it has parsed. */
export function program(): Command {
  const all = new Command("aztec-validator").description(INTRODUCTION).addHelpText("after", HELP);
  all.option("--version", "print the version and the commit of this program").on("option:version", () => {
    console.log(versionText());
    process.exit(0);
  });
  for (const command of commands()) all.addCommand(command);
  narrow(all);
  pointToHelp(all, all.name());
  return all.showHelpAfterError("(see aztec-validator --help, or aztec-validator help <command>)");
}

/** Columns of an option or argument with its description beside it; a longer one has it on the next line. */
const TERM_WIDTH = 28;

/** Has the help of a command and its subcommands fit a terminal: one long option would push all descriptions aside. */
function narrow(command: Command): void {
  command.configureHelp({
    minWidthToWrap: 20,
    padWidth: (one, helper) =>
      Math.min(
        TERM_WIDTH,
        Math.max(
          helper.longestOptionTermLength(one, helper),
          helper.longestSubcommandTermLength(one, helper),
          helper.longestArgumentTermLength(one, helper),
        ),
      ),
    formatItem: (term, termWidth, description, helper) => {
      const indent = " ".repeat(termWidth + 4);
      const width = (helper.helpWidth ?? 80) - indent.length;
      const text = helper.boxWrap(description, width).replaceAll("\n", `\n${indent}`);
      return term.length > termWidth ? `  ${term}\n${indent}${text}` : `  ${term.padEnd(termWidth)}  ${text}`;
    },
  });
  for (const one of command.commands) narrow(one);
}

/** Ends every usage error with the command whose help lists what is valid. */
function pointToHelp(command: Command, name: string): void {
  for (const one of command.commands) {
    const its = `${name} ${one.name()}`;
    one.showHelpAfterError(`(see ${its} --help)`);
    pointToHelp(one, its);
  }
}
