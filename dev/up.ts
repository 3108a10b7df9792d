/** `make up`: from a fresh checkout to a running node. */
import { prepare } from "./prepare";
import type { PulumiCommand } from "../pulumi/pulumi-command";
import { repair } from "../pulumi/repair";
import { findStack, type Stack } from "../pulumi/dev-stack";
import { formatElapsed } from "../terminal/format";
import { main, log, task } from "../terminal/output";
import { holdStack } from "../pulumi/stack-lock";
import { summary } from "./summary";

void main(async () => {
  const start = performance.now();
  const stack = findStack(process.argv[2] ?? "dev");
  holdStack(stack.name, "make up");
  log(`Bringing up the stack ${stack.name}`);
  const pulumi = await prepare(stack);
  if (stack.isDev) await task("state", () => openState(stack, pulumi));
  log("");
  await pulumi.show("up", "--suppress-outputs", ...(stack.isDev ? ["--yes", "--skip-preview"] : []));
  console.log(`\n${summary(stack.name, JSON.parse(await pulumi.read("stack output", "--json")))}`);
  log(`\nReady in ${formatElapsed(start)}.`);
});

async function openState(stack: Stack, pulumi: PulumiCommand): Promise<void> {
  await pulumi.read("stack select", "--create");
  await repair(stack.name, pulumi);
}
