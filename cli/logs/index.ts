import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type DockerProcess, streamDocker } from "../../remote/docker";
import { OperatorError } from "../../terminal/output";
import { type Filter, type Level, LEVELS, wanted } from "./log-filter";
import { StackSession } from "../stack/session";
import { stackCommand, type StackOptions } from "../stack/stack-command";

interface LogsOptions extends StackOptions {
  readonly since?: string;
  readonly tail: string;
  readonly level?: Level;
  readonly grep?: RegExp;
  readonly follow: boolean;
}

/** `aztec-validator logs` */
export function logs(): Command {
  return stackCommand("logs", "Shows what the node says, and goes on until Ctrl-C")
    .option("--since <time>", "from then on: 10m, 2h, or 2026-01-31T12:00:00")
    .option("-n, --tail <lines>", "how many of the last lines to begin with, or all", tail, "200")
    .addOption(new Option("--level <level>", "that level and graver ones alone").choices(LEVELS))
    .option("--grep <pattern>", "lines that match a regular expression alone, in capitals or not", pattern)
    .option("--no-follow", "ends with the last line that is there")
    .addHelpText("after", "\nBy Docker, on the node's host: docker logs --follow <container>")
    .action(async (options: LogsOptions) => {
      await showLogs(await StackSession.open(options.stack), options);
    });
}

function tail(text: string): string {
  if (/^(\d+|all)$/.test(text)) return text;
  throw new InvalidArgumentError("It takes a number of lines, or all.");
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, "i");
  } catch {
    throw new InvalidArgumentError("It takes a regular expression, such as 'proposal|attest'.");
  }
}

async function showLogs(stack: StackSession, { since, tail: last, follow, ...filter }: LogsOptions): Promise<void> {
  const { docker, container } = await stack.node();
  // From a time on means all since then.
  const from = since ? ["--since", since] : ["--tail", last];
  const args = ["logs", ...(follow ? ["--follow"] : []), ...from, container];
  const ended = await show(streamDocker(docker, args), filter);
  if (ended !== 0) throw new OperatorError(`docker logs ended with exit code ${ended}: see above.`);
}

/** Prints the lines of a running command that match the filter. @returns its exit code; 0 after Ctrl-C */
async function show(logs: DockerProcess, filter: Filter): Promise<number> {
  const interruption = new AbortController();
  const interrupt = () => {
    interruption.abort();
    logs.kill("SIGINT");
  };
  process.once("SIGINT", interrupt);
  const both = new PassThrough();
  logs.stdout.pipe(both, { end: false });
  logs.stderr.pipe(both, { end: false });
  void logs.exitCode.then(() => both.end());
  const isWanted = wanted(filter);
  for await (const line of createInterface({ input: both })) if (isWanted(line)) console.log(line);
  process.off("SIGINT", interrupt);
  const exitCode = await logs.exitCode;
  return interruption.signal.aborted ? 0 : exitCode;
}
