/** `make down`: destroys a stack; caches stay. */
import { rmSync } from "node:fs";
import { prepareCommand } from "./prepare";
import type { PulumiCli } from "../pulumi/pulumi-cli";
import { repair } from "../pulumi/repair";
import { findStack, privateConfigFile } from "../pulumi/dev-stack";
import { holdStack } from "../pulumi/stack-lock";
import { main, log } from "../terminal/output";

/** Destroys a stack's resources. A development stack itself is removed too: its keys are worthless. */
export async function down(name: string): Promise<void> {
  const stack = findStack(name);
  holdStack(name, "make down");
  const pulumi = await prepareCommand(stack);
  if (!stack.isDev) {
    await pulumi.show("destroy");
    return;
  }
  if (!(await exists(pulumi))) {
    log(`The stack ${name} is not up: nothing to remove.`);
    return;
  }
  await repair(name, pulumi);
  await pulumi.show("destroy", "--yes", "--skip-preview");
  await pulumi.read("stack rm", "--yes", "--preserve-config");
  // A new stack of that name gets a new salt: the old one belongs to a removed key.
  rmSync(privateConfigFile(name), { force: true });
  log(`The stack ${name} is removed; make up creates a new one.`);
}

/** Returns whether the backend has the stack: then it can be exported, even before its first `up`. */
async function exists(pulumi: PulumiCli): Promise<boolean> {
  return !(await pulumi.run("stack export")).failed;
}

if (require.main === module) void main(() => down(process.argv[2] ?? "dev"));
