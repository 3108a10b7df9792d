import { readFileSync } from "node:fs";
import { ensureImages } from "./images/ensure";
import { dockerHostOf } from "./docker-host";
import { ensureEngine } from "./docker-engine/engine";
import { ensurePulumi } from "../pulumi/ensure";
import { PulumiCli } from "../pulumi/pulumi-cli";
import { PROJECT_NAME, syncDevSettings, type Stack } from "../pulumi/dev-stack";

/** Installs what a stack needs on this machine: Pulumi, a Docker engine and, for a development stack, images. */
export async function prepare(stack: Stack): Promise<PulumiCli> {
  const pulumi = await prepareCommand(stack);
  if (stack.isDev) await ensureImages();
  return pulumi;
}

/** Does the same without the images, which `make down` does not need. */
export async function prepareCommand(stack: Stack): Promise<PulumiCli> {
  syncDevSettings(stack);
  const { env } = await ensurePulumi({ home: stack.env.PULUMI_HOME });
  const dockerHost = dockerHostOf(readFileSync(stack.settingsFile, "utf8"), PROJECT_NAME);
  const engine = await ensureEngine(dockerHost);
  // Each `docker` of this process uses the stack's engine: to build images, and to wait for a checkpoint.
  if (dockerHost) process.env.DOCKER_HOST = dockerHost;
  // The docker provider reads DOCKER_HOST, but not the current Docker context.
  return new PulumiCli(stack, { ...env, DOCKER_HOST: engine.host });
}
