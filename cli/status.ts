import { setTimeout as sleep } from "node:timers/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import { runCheck } from "./health/run-check";
import { EXIT_CODES, EXIT_CODES_HELP, WARNED, worstExitCode } from "./health/finding";
import { tryObserve, type RecentAnswers, type Observation } from "./health/observe";
import { KEPT } from "./health/network/request";
import { type StatusReport, statusReport } from "./health/status-report";
import { overview } from "./health/overview";
import { fitRows, renderFindings } from "./health/screen";
import { StackSession } from "./stack/session";
import { stackCommand, type StackOptions } from "./stack/stack-command";
import { onReaderLost } from "../terminal/output";

interface StatusOptions extends StackOptions {
  readonly json?: boolean;
  readonly all?: boolean;
  /** Seconds; true for the default. */
  readonly watch?: number | true;
  readonly failOn?: "warning";
}

const WATCH_SECONDS = 10;
/** Terminal codes that clear the screen and move the cursor to its top. */
const CLEAR = "\u001b[H\u001b[2J\u001b[3J";

/** `aztec-validator status` */
export function status(): Command {
  return stackCommand("status", "Check the node: running, ready, synchronised, reachable, attesting")
    .option("--json", "print JSON as described in docs/status.schema.json")
    .option("--watch [seconds]", `refresh every ${WATCH_SECONDS} seconds, or at this interval`, seconds)
    .option("--all", "print a line for each deployed stack of this folder")
    .addOption(
      new Option("--fail-on <level>", `exit with code ${WARNED} if a healthy node has a warning`).choices(["warning"]),
    )
    .addHelpText("after", HELP)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_CODES.unknown))
    .action(async (options: StatusOptions) => {
      process.exitCode = await runCheck(() => (options.watch ? watch(options, options.watch) : once(options)));
    });
}

const HELP = `
${EXIT_CODES_HELP}

With --fail-on warning, so that a timer reports an upgrade in time:
  1  also if the network has moved to a rollup that the node does not serve, or
     the node is in standby
  ${WARNED}  the network recommends a newer release, or a proposal would move it to
     another rollup
  0  also if the rollup or the recommendation could not be queried: the line
     shows ?, and --json has the reason

With --all, the exit code is that of the worst stack, and 2 if the backend has
none of this folder. The command prints no secret. It needs a passphrase only if
checkOtherStacks is false.

Examples:
  $ aztec-validator status --stack testnet
  $ aztec-validator status --all --watch 30
  $ aztec-validator status --json --fail-on warning

With Docker, on the node's host:
docker inspect --format '{{.State.Health.Status}}' <container>`;

function seconds(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Pass a whole number of seconds, 1 or more.");
}

async function once(options: StatusOptions): Promise<number> {
  const stacks = options.all ? await StackSession.openAll() : [await StackSession.open(options.stack)];
  const { text, code } = await render(stacks, options);
  console.log(text);
  return code;
}

async function watch(options: StatusOptions, every: number | true): Promise<never> {
  const stacks = options.all ? await StackSession.openAll() : [await StackSession.open(options.stack)];
  onReaderLost(() => process.exit());
  let last: readonly Observation[] = [];
  for (;;) {
    const { text, observation } = await render(stacks, options, last);
    last = observation;
    const interval = every === true ? WATCH_SECONDS : every;
    const isScreen = process.stdout.isTTY && !options.json;
    const note = `Every ${interval} s; Ctrl-C ends.`;
    console.log(isScreen ? `${CLEAR}${fitRows(text, process.stdout.rows, note)}` : text);
    await sleep(interval * 1000);
  }
}

async function render(
  stacks: readonly StackSession[],
  { json, all, failOn }: StatusOptions,
  last: readonly Observation[] = [],
): Promise<{ text: string; code: number; observation: readonly Observation[] }> {
  const observation = await Promise.all(stacks.map((stack, index) => tryObserve(stack, recentOf(last[index]))));
  const reports = observation
    .filter((one) => !all || one.stackInfo.exists)
    .map((one) => statusReport(one, failOn === "warning"));
  // Without a stack nothing was checked: a timer that is logged in to another backend must not report that all is well.
  const code = reports.length === 0 ? EXIT_CODES.unknown : worstExitCode(reports.map(({ exitCode }) => exitCode));
  if (json) return { text: JSON.stringify(all ? reports : reports[0], undefined, 2), code, observation };
  const text = all ? overview(reports) : reports.flatMap(lines);
  return { text: text.join("\n"), code, observation };
}

/** Returns the answers that are still fresh; the readers of the log and of the schedule decide about their own. */
function recentOf(last: Observation | undefined): RecentAnswers {
  const network = last?.network;
  const isFresh = network?.rollup && Date.now() - network.now < KEPT;
  return { network: isFresh ? network : undefined, log: last?.log, schedule: last?.schedule };
}

function lines({ summary, verdict, findings }: StatusReport): string[] {
  return renderFindings(summary, verdict, findings);
}
