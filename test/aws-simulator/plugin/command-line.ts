/**
 * The `aws` commands that look at an account, stop and start an instance, and open a tunnel to one without an open port.
 *
 * It differs from AWS's own: it knows no profiles and no credentials, and evaluates `--query` only in that it prints ids.
 */
import { QUOTAS } from "../../../remote/aws-account";
import { actionOf } from "../../../generate/aws-permissions";
import { positionals, values } from "./arguments";
import { LOGIN_ACCOUNT } from "./login";
import { permit } from "./permissions";
import { QUOTA } from "./quota";

function quota(): Promise<string> {
  const Value = values["quota-code"] === QUOTAS.vcpus ? QUOTA.vcpus : QUOTA.addresses;
  return Promise.resolve(JSON.stringify({ Quota: { Value } }));
}

const accountCommands: Readonly<Record<string, () => Promise<string>>> = {
  "sts get-caller-identity": () =>
    Promise.resolve(JSON.stringify({ Account: LOGIN_ACCOUNT, Arn: `arn:aws:iam::${LOGIN_ACCOUNT}:user/operator` })),
  "service-quotas get-service-quota": quota,
};

async function main(): Promise<void> {
  if (values.version) {
    console.log("aws-cli/2.31.4 Python/3.13.7 Linux/6.12 exe/x86_64");
    return;
  }
  const words = positionals.filter((word) => !word.includes("=")).join(" ");
  // Loaded only for commands that need it: AWS's package takes most of the time.
  const command = accountCommands[words] ?? (await import("./ec2-commands.js")).ec2Commands[words];
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

main().catch((error: unknown) => {
  console.error(printed(error));
  process.exitCode = 254;
});
