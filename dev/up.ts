/**
 * `make up`: from a fresh checkout to a running node; on the development chain, to a validator's first checkpoint.
 * With `--ready-only`, it does not wait for the checkpoint.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { prepare } from "./prepare";
import type { PulumiCli } from "../pulumi/pulumi-cli";
import { repair } from "../pulumi/repair";
import { findStack, PROJECT_NAME, type Stack } from "../pulumi/dev-stack";
import { formatElapsed } from "../terminal/format";
import { main, log, task } from "../terminal/output";
import { holdStack } from "../pulumi/stack-lock";
import { RELEASE } from "../images/tags";
import { firstProposal, lastCheckpoint } from "./proposal";
import { writeJoiningStack } from "./second-stack";
import { dockerOf } from "./docker-host";
import { refreshOption } from "./gone";
import { dockerRunner } from "../remote/docker";
import { settingsInFile } from "../settings/settings-file";
import { type Duty, type MaskedOutputs, maskedOutputsSchema, isStopped, summary } from "./summary";

void main(async () => {
  const start = performance.now();
  const { values, positionals } = parseArgs({
    options: { "ready-only": { type: "boolean" } },
    allowPositionals: true,
  });
  const [name = "dev"] = positionals;
  writeJoiningStack(name, RELEASE);
  const stack = findStack(name);
  holdStack(stack.name, "make up");
  log(`Bringing up the stack ${stack.name}`);
  if (!stack.isDev)
    log(
      "It is a stack of your own: Pulumi uses the backend that you are logged in to, and asks before it changes anything.",
    );
  const pulumi = await prepare(stack);
  const options = stack.isDev ? await task("state", () => openState(stack, pulumi)) : [];
  log("");
  await pulumi.showFirst("up", "--suppress-outputs", ...options);
  const outputs = maskedOutputsSchema.parse(JSON.parse(await pulumi.read("stack output", "--json")));
  const duty = values["ready-only"] ? undefined : await dutyOf(stack, outputs);
  console.log(`\n${summary(stack.name, outputs, duty)}`);
  log(`\n${isStopped(outputs) ? "Done" : "Ready"} in ${formatElapsed(start)}.`);
});

/** @returns the options of `up` */
async function openState(stack: Stack, pulumi: PulumiCli): Promise<string[]> {
  await pulumi.read("stack select", "--create");
  await repair(stack.name, pulumi);
  const outputs = await pulumi.read("stack output", "--json");
  const hasOwnChain = settingsOf(stack).localChainOf === undefined;
  const refresh = await refreshOption(outputs, hasOwnChain, dockerRunner(dockerOf(stack)));
  return ["--yes", "--skip-preview", ...refresh];
}

/** Returns the settings in a stack's file. */
function settingsOf({ settingsFile }: Stack) {
  return settingsInFile(readFileSync(settingsFile, "utf8"), PROJECT_NAME).values;
}

/**
 * Waits for a checkpoint of a validator on a development chain, and until a node that joined one without attesters has the
 * last checkpoint. Other networks decide when a validator has duties.
 */
async function dutyOf(stack: Stack, outputs: MaskedOutputs): Promise<Duty | undefined> {
  const { chain, containerName, nodeVersion, attesters = [] } = outputs;
  if (chain.network !== "local" || !containerName || !nodeVersion) return undefined;
  const { localChainOf: joined, role } = settingsOf(stack);
  const l1 = `${joined === undefined ? containerName : `${PROJECT_NAME}-${joined}`}-l1`;
  const node = { stack: stack.name, docker: dockerOf(stack), container: containerName, l1, nodeVersion };
  if (attesters.length > 0) {
    log("");
    const addresses = attesters.map(({ address }) => address);
    const checkpoint = await firstProposal({ ...node, attesters: addresses, hasOthers: joined !== undefined });
    return { kind: "proposed", checkpoint };
  }
  // A prover's broker and agent follow no chain.
  if (joined === undefined || role === "prover-broker" || role === "prover-agent") return undefined;
  log("");
  const kind = role === "prover-node" ? "prover node" : "full node";
  return { kind: "synced", node: kind, checkpoint: await lastCheckpoint(node) };
}
