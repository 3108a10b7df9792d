/**
 * `make audit`: brings a stack up on the simulated AWS, and has Prowler audit it. Fails if there is a finding of high
 * severity without a reason in generate/aws-audit.ts.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { attachedVolumes } from "../aws-simulator/ec2/queries";
import { asOperator } from "../aws-simulator/ec2/world";
import { onInstances, stackIn, startInternet, stopCloud } from "../cloud/cloud-stack";
import { formatElapsed } from "../../terminal/format";
import { resourcesIn } from "../../pulumi/state";
import { log, main, OperatorError, task } from "../../terminal/output";
import type { OwnStack } from "../engine/own-stack";
import { judge } from "./judgement";
import { audit, type Finding, installProwler } from "./prowler";

void main(async () => {
  await installProwler();
  const world = await startInternet();
  const stack = await stackIn(world);
  const folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-audit-"));
  try {
    await task("up", () => bringUp(stack));
    const start = performance.now();
    const env = { ...asOperator(world.endpoint), AWS_DEFAULT_REGION: "eu-central-1" };
    const findings = await audit(folder, "eu-central-1", env);
    report(findings, await idsOf(stack), formatElapsed(start));
  } finally {
    rmSync(folder, { recursive: true });
    await stopCloud(stack);
  }
});

/** Brings up a stack as an operator has one by default, with SSH through an endpoint. */
async function bringUp(stack: OwnStack): Promise<void> {
  const settings = Object.entries(await onInstances()).filter(
    ([name]) => !["aws.access", "aws.sshSources", "aws.rpcSources"].includes(name),
  );
  await stack.configure(Object.fromEntries(settings));
  const { code, text } = await stack.up();
  if (code !== 0) throw new OperatorError(text);
}

/** Returns the ids of everything that the stack has on AWS. Its system volume is in no state. */
async function idsOf(stack: OwnStack): Promise<string[]> {
  const resources = resourcesIn(await stack.succeeds("stack", "export", "--stack", stack.name));
  const own = resources.flatMap(({ type, id }) => (type.startsWith("aws:") && id ? [id] : []));
  return [...own, ...(await attachedVolumes()).map(({ VolumeId }) => String(VolumeId))];
}

/** @throws {OperatorError} with the findings that have no reason */
function report(findings: readonly Finding[], ids: readonly string[], duration: string): void {
  const { open, accepted } = judge(findings, ids);
  log(`Audited in ${duration}: ${findings.length} findings.`);
  for (const check of accepted) console.log(`high, with a reason: ${check}`);
  if (open.length === 0) {
    console.log("No finding of high severity is without a reason.");
    return;
  }
  const lines = open.map(({ check, detail }) => `  ${check}: ${detail}`);
  throw new OperatorError(
    ["Findings of high severity without a reason in generate/aws-audit.ts:", ...lines].join("\n"),
  );
}
