import { setTimeout as sleep } from "node:timers/promises";
import { type Command, InvalidArgumentError } from "commander";
import { asked } from "./health/asked";
import { EXIT_CODES, EXIT_CODES_HELP } from "./health/finding";
import { look } from "./health/gather";
import { type Report, report } from "./health/report";
import { overview } from "./health/overview";
import { LEVEL_OF, painter, screen } from "./health/screen";
import { OpenStack } from "./open-stack";
import { stackCommand, type StackOptions } from "./stack-command";

interface StatusOptions extends StackOptions {
  readonly json?: boolean;
  readonly all?: boolean;
  /** Seconds; true for the default. */
  readonly watch?: number | true;
}

const WATCH_SECONDS = 10;
/** Clears the screen, and puts the cursor at its top. */
const CLEAR = "\u001b[H\u001b[2J\u001b[3J";

/** `aztec-validator status` */
export function status(): Command {
  return stackCommand("status", "Tells on one screen how the node is: running, ready, synced, reachable, attesting")
    .option("--json", "prints it as JSON, as docs/status.schema.json describes it")
    .option("--watch [seconds]", `draws it anew every ${WATCH_SECONDS} seconds, or as many as are given`, seconds)
    .option("--all", "a line for each stack of the backend that has its settings file here")
    .addHelpText("after", HELP)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_CODES.unknown))
    .action(async (options: StatusOptions) => {
      process.exitCode = await asked(() => (options.watch ? watch(options, options.watch) : once(options)));
    });
}

const HELP = `
${EXIT_CODES_HELP}
With --all it is that of the worst stack. It takes no passphrase, and no secret is shown.
By Docker, on the node's host: docker inspect --format '{{.State.Health.Status}}' <container>`;

function seconds(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It takes a whole number of seconds.");
}

async function once(options: StatusOptions): Promise<number> {
  const stacks = options.all ? await OpenStack.all() : [await OpenStack.open(options.stack)];
  const { text, code } = await shown(stacks, options);
  console.log(text);
  return code;
}

async function watch(options: StatusOptions, every: number | true): Promise<never> {
  const stacks = options.all ? await OpenStack.all() : [await OpenStack.open(options.stack)];
  for (;;) {
    const { text } = await shown(stacks, options);
    const clear = process.stdout.isTTY && !options.json ? CLEAR : "";
    console.log(`${clear}${text}`);
    await sleep((every === true ? WATCH_SECONDS : every) * 1000);
  }
}

async function shown(
  stacks: readonly OpenStack[],
  { json, all }: StatusOptions,
): Promise<{ text: string; code: number }> {
  const seen = await Promise.all(stacks.map(look));
  const reports = seen.filter((one) => !all || one.known.isThere).map(report);
  const code = Math.max(0, ...reports.map(({ exitCode }) => exitCode));
  if (json) return { text: JSON.stringify(all ? reports : reports[0], undefined, 2), code };
  const text = all ? overview(reports) : reports.flatMap(page);
  return { text: text.join("\n"), code };
}

function page({ summary, verdict, findings }: Report): string[] {
  return screen(summary, LEVEL_OF[verdict], findings, painter(process.stdout.isTTY, process.env));
}
