import { ensureImages } from "./images/ensure";
import { ensureEngine } from "./docker-engine/engine";
import { ensurePulumi } from "../pulumi/ensure";
import { PulumiCli } from "../pulumi/pulumi-cli";
import { syncDevSettings, type Stack } from "../pulumi/dev-stack";

/** Brings whatever a stack needs on this machine: Pulumi, a Docker engine and, for a development stack, images. */
export async function prepare(stack: Stack): Promise<PulumiCli> {
  const pulumi = await prepareCommand(stack);
  if (stack.isDev) await ensureImages();
  return pulumi;
}

/** The same without the images: enough to take a stack down. */
export async function prepareCommand(stack: Stack): Promise<PulumiCli> {
  syncDevSettings(stack);
  const { env } = await ensurePulumi({ home: stack.env.PULUMI_HOME });
  const engine = await ensureEngine();
  // The provider knows DOCKER_HOST, but not the current Docker context.
  return new PulumiCli(stack, { ...env, DOCKER_HOST: engine.host });
}
