import { readFileSync } from "node:fs";
import { addImages } from "./images/ensure";
import { dockerHostOf, isOnServer } from "./docker-host";
import { addEngine, consentToEngine, type DockerEngine, ensureEngine } from "./docker-engine/engine";
import { checkMachine } from "./machine/check";
import { addPulumi, ensurePulumi, type PulumiToolchain } from "../pulumi/ensure";
import { PulumiCli } from "../pulumi/pulumi-cli";
import { PROJECT_NAME, syncDevSettings, type Stack } from "../pulumi/dev-stack";
import { type ChosenEngine, chosenEngine } from "../remote/local-engine";
import { runSteps, type Steps } from "../terminal/steps";

/**
 * Installs what a stack needs on this machine: Pulumi, a Docker engine for a node that is here and, for a development
 * stack, images. The machine is checked first. Then everything runs at once: Go builds need the processor, images mostly the network.
 *
 * @param starts whether the stack is about to start, so that its ports must be free
 */
export async function prepare(stack: Stack, { starts = true } = {}): Promise<PulumiCli> {
  if (needsNoEngine(stack)) return prepareCommand(stack);
  syncDevSettings(stack);
  const chosen = useEngineOf(stack);
  const engine = await consentToEngine(chosen);
  if (stack.isDev) await checkMachine(stack, engine, starts);
  const running = (steps: Steps) => (engine.runs ? Promise.resolve(engine) : addEngine(steps, chosen));
  const { env, host } = await runSteps((steps) => addAll(steps, stack, running(steps)));
  return new PulumiCli(stack, { ...env, DOCKER_HOST: host });
}

/** Adds what a stack needs beside the engine. Only images wait for the engine. */
export async function addAll(
  steps: Steps,
  { isDev, env }: Pick<Stack, "isDev" | "env">,
  engine: Promise<DockerEngine>,
): Promise<PulumiToolchain & DockerEngine> {
  const images = isDev ? steps.plan("images", () => addImages(steps), [engine]) : undefined;
  const pulumi = steps.plan("Pulumi", () => addPulumi(steps, { home: env.PULUMI_HOME }));
  const [toolchain, { host }] = await Promise.all([pulumi, engine, images]);
  return { ...toolchain, host };
}

/** Does the same without the images, which `make down` does not need. */
export async function prepareCommand(stack: Stack): Promise<PulumiCli> {
  syncDevSettings(stack);
  const { env } = await ensurePulumi({ home: stack.env.PULUMI_HOME });
  if (needsNoEngine(stack)) return new PulumiCli(stack, env);
  const engine = await ensureEngine(useEngineOf(stack));
  // The docker provider reads DOCKER_HOST, but not the current Docker context.
  return new PulumiCli(stack, { ...env, DOCKER_HOST: engine.host });
}

/** Returns whether a stack needs no Docker here. The images of a development stack are built here. */
function needsNoEngine({ isDev, settingsFile }: Stack): boolean {
  return !isDev && isOnServer(readFileSync(settingsFile, "utf8"), PROJECT_NAME);
}

/**
 * Makes each `docker` of this process use the stack's engine: to build images, and to wait for a checkpoint.
 *
 * @returns the engine of `pulumi up`; undefined for a development stack without dockerHost: that of the current context
 */
function useEngineOf(stack: Stack): ChosenEngine | undefined {
  const dockerHost = dockerHostOf(readFileSync(stack.settingsFile, "utf8"), PROJECT_NAME);
  if (stack.isDev && !dockerHost) return undefined;
  const chosen = chosenEngine(dockerHost);
  process.env.DOCKER_HOST = chosen.host;
  return chosen;
}
