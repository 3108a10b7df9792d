import { type Command, InvalidArgumentError, Option } from "commander";
import { log, onReaderLost, OperatorError } from "../../terminal/output";
import { followLog } from "./follow";
import { type Level, LEVELS, lineFilter } from "./log-filter";
import { parseSince } from "./since";
import { StackSession } from "../stack/session";
import { stackCommand, type StackOptions } from "../stack/stack-command";

interface LogsOptions extends StackOptions {
  readonly since?: string;
  readonly tail?: string;
  readonly level?: Level;
  readonly grep?: RegExp;
  readonly follow: boolean;
}

/** Last lines that are printed first. */
const LINES = "200";

/** `aztec-validator logs` */
export function logs(): Command {
  return stackCommand("logs", "Print the node's log, and follow it until Ctrl-C")
    .option("--since <time>", "start at this time: 10m, 2h, 3d, or 2026-01-31T12:00:00 (UTC)", parseSince)
    .option("-n, --tail <lines>", `number of last lines to start with (default: ${LINES}, or all with --since)`, tail)
    .addOption(new Option("--level <level>", "print only this level and more severe ones").choices(LEVELS))
    .option("--grep <pattern>", "print only lines that match a regular expression, ignoring case", pattern)
    .option("--no-follow", "end with the last line instead of following the log")
    .addHelpText("after", HELP)
    .action(async (options: LogsOptions) => {
      await showLogs(await StackSession.open(options.stack), options);
    });
}

const HELP = `
Examples:
  $ aztec-validator logs --stack testnet
  $ aztec-validator logs --level warn --since 1h
  $ aztec-validator logs --grep 'proposal|attest' --no-follow

With plain Docker, on the node's host: docker logs --follow <container>`;

function tail(text: string): string {
  if (/^(\d+|all)$/.test(text)) return text;
  throw new InvalidArgumentError("Pass a number of lines, or all.");
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, "i");
  } catch {
    throw new InvalidArgumentError("Pass a regular expression, such as 'proposal|attest'.");
  }
}

/** Returns Docker's options for the lines to begin with. */
export function firstLines(since?: string, last?: string): string[] {
  if (since === undefined) return ["--tail", last ?? LINES];
  return ["--since", since, ...(last === undefined ? [] : ["--tail", last])];
}

async function showLogs(stack: StackSession, { since, tail: last, follow, ...filter }: LogsOptions): Promise<void> {
  const { docker, container } = await stack.node();
  const from = firstLines(since, last);
  const interruption = new AbortController();
  const interrupt = () => {
    interruption.abort();
  };
  process.once("SIGINT", interrupt);
  onReaderLost(interrupt);
  const isShown = lineFilter(filter);
  const print = (line: string) => {
    if (isShown(line)) console.log(line);
  };
  const ended = await followLog({ docker, container, from, follow, print, note: log, signal: interruption.signal });
  process.off("SIGINT", interrupt);
  if (ended !== 0) throw new OperatorError(`docker logs failed with exit code ${ended}; its output is above.`);
}
