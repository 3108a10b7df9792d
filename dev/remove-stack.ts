/** Destroys a stack, for `make down` and `make clean`; caches stay. */
import { readFileSync, rmSync } from "node:fs";
import { prepareCommand } from "./prepare";
import { UnknownStackError } from "../pulumi/failure";
import type { PulumiCli } from "../pulumi/pulumi-cli";
import { repair } from "../pulumi/repair";
import { findStackToRemove, privateConfigFile, PROJECT_NAME, upStacks } from "../pulumi/dev-stack";
import { settingsInFile } from "../settings/settings-file";
import { holdStack } from "../pulumi/stack-lock";
import { log, OperatorError } from "../terminal/output";

/** Destroys a stack's resources. A development stack itself is removed too: its keys are worthless. */
export async function removeStack(name: string): Promise<void> {
  const stack = findStackToRemove(name);
  holdStack(name, "make down");
  const pulumi = await prepareCommand(stack);
  if (!stack.isDev) {
    await pulumi.showFirst("destroy");
    return;
  }
  if (!(await exists(pulumi))) {
    // Otherwise the stack would count as one that has joined a chain.
    rmSync(privateConfigFile(name), { force: true });
    log(`The stack ${name} is not up: nothing to remove.`);
    return;
  }
  refuseJoined(name);
  await repair(name, pulumi);
  await pulumi.showFirst("destroy", "--yes", "--skip-preview");
  await pulumi.read("stack rm", "--yes", "--preserve-config");
  // A new stack of that name gets a new salt: the old one belongs to a removed key.
  rmSync(privateConfigFile(name), { force: true });
  log(`The stack ${name} is removed too, so no \`pulumi stack rm\` is needed; make up creates a new one.`);
}

/** Refuses to remove a chain that other stacks have joined. @throws {OperatorError} with their names */
function refuseJoined(name: string): void {
  const joined = joinedStacks(name);
  if (joined.length === 0) return;
  const commands = joined.map((other) => `  make down STACK=${other}`);
  throw new OperatorError(
    [
      `The chain of the stack ${name} is used by ${joined.join(", ")}: without it those nodes have no Ethereum. Nothing was removed. First:`,
      ...commands,
    ].join("\n"),
  );
}

/** Lists the development stacks that have joined a stack's chain and are not removed: each has its copy of the settings. */
function joinedStacks(name: string): string[] {
  return upStacks().filter((other) => chainOf(other) === name);
}

/** Returns the stack whose chain a development stack has joined. */
export function chainOf(stack: string): string | undefined {
  return settingsInFile(readFileSync(privateConfigFile(stack), "utf8"), PROJECT_NAME).values.localChainOf;
}

/**
 * Returns whether the backend has the stack: then it can be exported, even before its first `up`.
 *
 * @throws {OperatorError} if that cannot be known: `make clean` would delete the state of a running stack
 */
async function exists(pulumi: PulumiCli): Promise<boolean> {
  try {
    await pulumi.read("stack export");
    return true;
  } catch (error) {
    if (error instanceof UnknownStackError) return false;
    throw error;
  }
}
