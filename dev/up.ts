/**
 * `make up`: from a fresh checkout to a running node; on the development chain, to a validator's first checkpoint.
 * With `--ready-only`, it does not wait for the checkpoint.
 */
import { parseArgs } from "node:util";
import { prepare } from "./prepare";
import type { PulumiCli } from "../pulumi/pulumi-cli";
import { repair } from "../pulumi/repair";
import { findStack, type Stack } from "../pulumi/dev-stack";
import { formatElapsed } from "../terminal/format";
import { main, log, task } from "../terminal/output";
import { holdStack } from "../pulumi/stack-lock";
import { dockerOf } from "./docker-host";
import { firstProposal, type Proposal } from "./proposal";
import { type MaskedOutputs, maskedOutputsSchema, summary } from "./summary";

void main(async () => {
  const start = performance.now();
  const { values, positionals } = parseArgs({
    options: { "ready-only": { type: "boolean" } },
    allowPositionals: true,
  });
  const stack = findStack(positionals[0] ?? "dev");
  holdStack(stack.name, "make up");
  log(`Bringing up the stack ${stack.name}`);
  const pulumi = await prepare(stack);
  if (stack.isDev) await task("state", () => openState(stack, pulumi));
  log("");
  await pulumi.show("up", "--suppress-outputs", ...(stack.isDev ? ["--yes", "--skip-preview"] : []));
  const outputs = maskedOutputsSchema.parse(JSON.parse(await pulumi.read("stack output", "--json")));
  const proposal = values["ready-only"] ? undefined : await proposalOf(stack, outputs);
  console.log(`\n${summary(stack.name, outputs, proposal)}`);
  log(`\nReady in ${formatElapsed(start)}.`);
});

async function openState(stack: Stack, pulumi: PulumiCli): Promise<void> {
  await pulumi.read("stack select", "--create");
  await repair(stack.name, pulumi);
}

/** Waits for a checkpoint of a validator on the development chain; other networks decide when it has duties. */
async function proposalOf(stack: Stack, outputs: MaskedOutputs): Promise<Proposal | undefined> {
  const { chain, containerName, nodeVersion, attesters = [] } = outputs;
  if (chain.network !== "local" || !containerName || !nodeVersion || attesters.length === 0) return undefined;
  log("");
  return firstProposal({
    stack: stack.name,
    docker: dockerOf(stack),
    container: containerName,
    attesters: attesters.map(({ address }) => address),
    nodeVersion,
  });
}
