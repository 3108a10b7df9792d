/** What the other stacks of the backend have live: read from their states, which takes no passphrase and no lock. */
import { spawnSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type Claim, claimSchema, conflicts, type LiveClaim } from "../../settings/claim";
import { problemList } from "../../settings/problems";
import { AZTEC } from "../names";

const listSchema = z.array(z.object({ name: z.string(), current: z.boolean(), resourceCount: z.number().optional() }));

const stateSchema = z.object({
  deployment: z
    .object({ resources: z.array(z.looseObject({ type: z.string(), inputs: z.unknown().optional() })).default([]) })
    .nullable(),
});

/**
 * Refuses a claim that another stack's node has, before any resource is registered.
 *
 * @throws {pulumi.RunError} naming the stack, or why the others cannot be asked
 */
export function refuseTaken(claim: Claim): void {
  const found = conflicts(claim, liveClaims(pulumi.getStack(), pulumi.getProject()));
  // A stack in the middle of a change has two claims, and both can be in the way for one reason.
  const problems = [...new Map(found.map((problem) => [problem.message, problem])).values()];
  if (problems.length > 0) throw new pulumi.RunError(problemList(problems));
}

function liveClaims(stack: string, project: string): LiveClaim[] {
  const all = listSchema.parse(JSON.parse(ask("stack", "ls", "--all", "--json")));
  // Qualified where the backend or another project makes it so: `stack`, `organization/project/stack`.
  const isOwn = (name: string) => name === stack || name.endsWith(`/${project}/${stack}`);
  const others = all.filter(({ name, resourceCount }) => !isOwn(name) && resourceCount !== 0);
  return others.flatMap(({ name }) => claimsIn(ask("stack", "export", "--stack", name), name));
}

function claimsIn(state: string, stack: string): LiveClaim[] {
  const resources = stateSchema.parse(JSON.parse(state)).deployment?.resources ?? [];
  return resources
    .filter(({ type }) => type === AZTEC.keyClaim)
    .map(({ inputs }) => ({ ...claimSchema.parse(inputs), stack }));
}

/** Most that Pulumi may print, in bytes. */
const LONGEST = 2 ** 27;

function missing(error: Error): string {
  return "code" in error && error.code === "ENOENT" ? "there is no pulumi on the PATH" : error.message;
}

/** What `pulumi` prints. @throws {pulumi.RunError} with what it complains of */
function ask(...words: string[]): string {
  // Node's own, since each start of the program would load a library for it. A state has no more than it may take here.
  const { status, stdout, stderr, error } = spawnSync("pulumi", words, { encoding: "utf8", maxBuffer: LONGEST });
  if (status === 0) return stdout;
  const reason = error ? missing(error) : stderr.trim();
  throw new pulumi.RunError(
    [
      "It cannot be seen whether another stack's node has the same keys; nothing was changed.",
      `  pulumi ${words.join(" ")}: ${reason}`,
      "  Where you know that none has: pulumi config set checkOtherStacks false",
    ].join("\n"),
  );
}
