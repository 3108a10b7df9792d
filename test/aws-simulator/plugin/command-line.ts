/**
 * Runs a command of the simulated `aws`, and prints its answer or its error.
 *
 * It differs from AWS's own: it knows no profiles and no credentials, and evaluates `--query` only in that it prints ids.
 */
import { actionOf } from "../../../generate/aws-permissions";
import { positionals } from "./arguments";
import { permit } from "./permissions";

/** Returns what a command prints, by its words: `ec2 describe-instances`. */
export type Commands = Readonly<Record<string, () => Promise<string>>>;

async function run(commands: Commands): Promise<void> {
  const words = positionals.filter((word) => !word.includes("=")).join(" ");
  const command = commands[words];
  if (!command) throw new Error(`the tests' aws cannot ${words}`);
  if (!words.startsWith("sts ")) permit({ action: actionOf(words), resource: "*" });
  const answer = await command();
  if (answer) console.log(answer);
}

/** Operations in the words of errors: `describe-instances` is DescribeInstances. */
const operation = () =>
  (positionals[1] ?? "").replace(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase());

/** Returns an error as AWS's command line prints it. */
function printed(error: unknown): string {
  const own = String(error).replace(/^(?:\w*Error: )+/, "");
  const [, code, message = ""] = /^([A-Z]\w+(?:\.\w+)?): ([^]*)$/.exec(own) ?? [];
  return code === undefined
    ? own
    : `\nAn error occurred (${code}) when calling the ${operation()} operation: ${message}`;
}

/** Runs the command of this process. */
export function runCommand(commands: Commands): void {
  run(commands).catch((error: unknown) => {
    console.error(printed(error));
    process.exitCode = 254;
  });
}
