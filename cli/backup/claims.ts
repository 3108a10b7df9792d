/** Compares a validator's keys with those that other stacks of the backend use. */
import { ensurePulumi } from "../../pulumi/ensure";
import { pulumiFailure } from "../../pulumi/failure";
import { runPulumi } from "../../pulumi/run-pulumi";
import { PROJECT_NAME } from "../../pulumi/dev-stack";
import { claimsIn, otherStacks } from "../../resources/key-claim/claims-in-state";
import { claimOf, conflicts } from "../../settings/claim";
import { lostHostCommand } from "../../settings/commands";
import { problemList } from "../../settings/problems";
import type { Settings } from "../../settings/schema";
import { OperatorError } from "../../terminal/output";

/**
 * Refuses keys that the node of another stack uses. The `up` that starts the node refuses them too, but only after the
 * wait.
 *
 * @throws {OperatorError} with the stack
 */
export async function refuseUsedKeys(stack: string, settings: Settings): Promise<void> {
  const claim = settings.checkOtherStacks ? claimOf(settings) : undefined;
  if (!claim) return;
  const { env } = await ensurePulumi({ quiet: true, plugins: false });
  const read = async (...args: readonly string[]) => {
    const { failed, stdout, text } = await runPulumi([...args, "--non-interactive"], { env });
    if (failed) throw pulumiFailure(args.slice(0, 2).join(" "), text, { note: "; nothing was changed" });
    return stdout;
  };
  const self = { organization: "organization", project: PROJECT_NAME, stack };
  const others = otherStacks(await read("stack", "ls", "--all", "--json"), self);
  const claims = await Promise.all(
    others.map(async (name) => claimsIn(await read("stack", "export", "--stack", name), name)),
  );
  const problems = conflicts(claim, claims.flat());
  if (problems.length === 0) return;
  throw new OperatorError(
    `${problemList(problems, stack)}\n  If the host of that stack is lost: ${lostHostCommand("<that stack>", stack)}`,
  );
}
