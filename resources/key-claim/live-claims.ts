/** Reads the claims of the backend's other stacks from their states, which needs no passphrase and no lock. */
import * as pulumi from "@pulumi/pulumi";
import { conflicts, databaseWarnings, type LiveClaim, type OwnClaim, releaseWarnings } from "../../settings/claim";
import { setCommand } from "../../settings/commands";
import { problemList } from "../../settings/problems";
import { askPulumi } from "../ask-pulumi";
import { claimsIn, otherStacks } from "./claims-in-state";

/**
 * Refuses a claim that conflicts with another stack's, before any resource is registered.
 *
 * @returns the others' claims
 * @throws {pulumi.RunError} with the stack, or the reason why the other states cannot be read
 */
export function refuseTaken(claim: OwnClaim): LiveClaim[] {
  const others = liveClaims();
  const found = conflicts(claim, others);
  // A stack in the middle of a change has two claims, and both can conflict for the same reason.
  const problems = [...new Map(found.map((problem) => [problem.message, problem])).values()];
  if (problems.length > 0) throw new pulumi.RunError(problemList(problems, pulumi.getStack()));
  return others;
}

/** Compares a claim like {@link refuseTaken}, and prints warnings. @param place of the stack's own node */
export function compareClaims(claim: OwnClaim, place: string | undefined): void {
  const others = refuseTaken(claim);
  const warnings = [...databaseWarnings(claim, place, others, pulumi.getStack()), ...releaseWarnings(claim, others)];
  for (const text of warnings) void pulumi.log.warn(text);
}

function liveClaims(): LiveClaim[] {
  const self = { organization: pulumi.getOrganization(), project: pulumi.getProject(), stack: pulumi.getStack() };
  const others = otherStacks(runPulumi("stack", "ls", "--all", "--json"), self);
  return others.flatMap((name) => claimsIn(runPulumi("stack", "export", "--stack", name), name));
}

/** Runs Pulumi and returns its standard output. @throws {pulumi.RunError} with Pulumi's error */
function runPulumi(...args: string[]): string {
  const answer = askPulumi(...args);
  if ("text" in answer) return answer.text;
  throw new pulumi.RunError(
    [
      "The other stacks of the backend cannot be listed, so two nodes could sign with one key. Nothing was changed.",
      `  pulumi ${args.join(" ")}: ${answer.reason}`,
      `  If you are sure that no other stack has these keys: ${setCommand("checkOtherStacks", "false", pulumi.getStack())}`,
    ].join("\n"),
  );
}
