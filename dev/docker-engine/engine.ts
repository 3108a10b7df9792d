/** Finds the Docker engine: the running one, else it is installed and started. */
import { existsSync } from "node:fs";
import { execa } from "execa";
import { type EngineFacts, planEngine } from "./plan";
import { asRoot } from "../as-root";
import { consent, installPackages, startEngine } from "./install";
import { type ChosenEngine, chosenEngine, DEFAULT_ENGINE } from "../../remote/local-engine";
import { OperatorError } from "../../terminal/output";
import { runSteps, type Steps } from "../../terminal/steps";

export interface DockerEngine {
  /** As in DOCKER_HOST: `unix:///var/run/docker.sock`. */
  readonly host: string;
}

/**
 * Finds the engine, or installs and starts one on Debian and Ubuntu.
 *
 * @param chosen the stack's engine. @default the one that `docker` uses, by its current context
 * @throws {OperatorError} with the fix, if only the operator can do it
 */
export async function ensureEngine(chosen?: ChosenEngine): Promise<DockerEngine> {
  const engine = await consentToEngine(chosen);
  return engine.runs ? engine : runSteps((steps) => addEngine(steps, chosen));
}

/**
 * Finds out whether an engine can be used or installed, and prompts for what that needs: consent, and a password.
 *
 * @throws {OperatorError} with the fix, if only the operator can do it
 */
export async function consentToEngine(chosen?: ChosenEngine): Promise<DockerEngine & { readonly runs: boolean }> {
  const facts = await gather(chosen);
  const plan = planEngine(facts);
  if (plan.step === "give up") throw new OperatorError(plan.message);
  if (plan.step === "install") await consent(plan.packages);
  // While other steps show their progress, nobody could type a password.
  if (plan.step !== "use") await asRoot(["true"]);
  return { host: facts.host, runs: plan.step === "use" };
}

/** Adds the steps that install and start an engine; {@link consentToEngine} comes first. */
export async function addEngine(steps: Steps, chosen: ChosenEngine | undefined): Promise<DockerEngine> {
  // Each step changes a fact: install, then start, then use.
  for (let count = 0; count < 4; count++) {
    const facts = await gather(chosen);
    const plan = planEngine(facts);
    if (plan.step === "use") return { host: facts.host };
    if (plan.step === "give up") throw new OperatorError(plan.message);
    if (plan.step === "install") await addInstallation(steps, plan.packages);
    else await steps.add("Docker engine", () => startEngine(() => answers(facts.host)));
  }
  throw new OperatorError("Docker was installed and started, but does not answer. See its log: journalctl -u docker");
}

function addInstallation(steps: Steps, packages: readonly string[]): Promise<void> {
  const title = `Docker from Debian's packages (${packages.join(" and ")})`;
  return steps.add(title, (abort) => installPackages(packages, abort));
}

async function gather(chosen: ChosenEngine | undefined): Promise<EngineFacts> {
  const cli = await has("docker");
  const selected = await endpoint(cli, chosen);
  const { host } = selected;
  return {
    ...selected,
    cli,
    answer: await answerOf(host, cli),
    daemon: await has("dockerd"),
    apt: (await has("apt-get")) && existsSync("/etc/debian_version"),
    root: process.getuid?.() === 0,
    sudo: await has("sudo"),
  };
}

type Endpoint = Pick<EngineFacts, "host" | "source" | "unusedContext">;

async function endpoint(cli: boolean, chosen: ChosenEngine | undefined): Promise<Endpoint> {
  const engine = chosen ?? chosenEngine();
  if (engine.source !== "default" || !cli) return engine;
  const context = await contextHost();
  if (context === undefined || context === DEFAULT_ENGINE) return engine;
  return chosen ? { ...engine, unusedContext: context } : { host: context, source: "context" };
}

async function contextHost(): Promise<string | undefined> {
  const args = ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"];
  const { stdout, failed } = await execa("docker", args, { reject: false });
  return failed ? undefined : stdout;
}

async function answerOf(host: string, cli: boolean): Promise<EngineFacts["answer"]> {
  // Without the docker command, only the socket shows that an engine runs.
  if (!cli) return host === DEFAULT_ENGINE && existsSync("/var/run/docker.sock") ? "running" : "none";
  const { failed, stderr } = await queryVersion(host);
  if (!failed) return "running";
  return /permission denied/i.test(stderr) ? "denied" : "none";
}

/** Returns whether an engine runs. One that refuses this user does: the next plan says how to give access. */
async function answers(host: string): Promise<boolean> {
  return (await answerOf(host, true)) !== "none";
}

function queryVersion(host: string) {
  const args = ["--host", host, "version", "--format", "{{.Server.Version}}"];
  return execa("docker", args, { reject: false, timeout: 20_000 });
}

async function has(program: string): Promise<boolean> {
  // System programs are not on every user's PATH.
  const env = { PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` };
  return !(await execa("sh", ["-c", `command -v ${program}`], { env, reject: false })).failed;
}
