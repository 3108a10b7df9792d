/**
 * `make aws-smoke`: takes a node on a real account through its life, from `up` to `destroy`, and prints what each step took
 * and cost. It asks before it spends. If a step fails, it removes everything, and names what it could not remove.
 *
 *     --yes                does not ask
 *     --set <path>=<value> another setting, such as network=mainnet or aws.instanceType=c7g.4xlarge; can be repeated
 *     --simulated          uses the simulated AWS of the tests, which costs nothing
 */
import { parseArgs } from "node:util";
import { main, OperatorError } from "../../terminal/output";
import { operatorsAccount } from "./account";
import { run } from "./run";
import { simulatedAccount } from "./simulated";

void main(async () => {
  const { values } = parseArgs({
    options: { yes: { type: "boolean" }, simulated: { type: "boolean" }, set: { type: "string", multiple: true } },
  });
  const account = values.simulated ? await simulatedAccount() : await operatorsAccount();
  try {
    const changed = Object.fromEntries((values.set ?? []).map(pair));
    await run({ ...account, values: { ...account.values, ...changed } }, values.yes ?? values.simulated ?? false);
  } finally {
    await account.close();
  }
});

/** @throws {OperatorError} if it is not of the form `<path>=<value>` */
function pair(text: string): [string, string] {
  const [, name, value] = /^([\w.]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new OperatorError(`--set ${text} is not <path>=<value>, such as --set network=mainnet. Nothing was made.`);
  return [name, value];
}
