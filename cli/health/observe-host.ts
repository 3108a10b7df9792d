/** Observes a host with scripts: a server by SSH, or this machine. */
import path from "node:path";
import { PROJECT_DIR, PROJECT_NAME } from "../../pulumi/dev-stack";
import { runCommand } from "../../remote/command";
import { dockerKind, dockerProblem, needsOf } from "../../remote/docker-kind";
import { lastLine } from "../../remote/log-text";
import { commandLine, hostCommand, serverTarget, shellCommand, sshCommand, type SshTarget } from "../../remote/ssh";
import { type Circumstances, lookAround, readCircumstances } from "../../resources/host-ready/circumstances";
import { LOOK, readFound } from "../../resources/host-ready/script";
import { publishedPorts } from "../../settings/ports";
import type { Settings } from "../../settings/schema";
import { lookAtAws } from "./checks/aws";
import type { Observation } from "./observe";

/** Milliseconds. */
const TIMEOUT = 120_000;

/** Returns how to reach a stack's server; undefined for another kind of host. */
export function targetOf({ host }: Settings, stack: string): SshTarget | undefined {
  return host.kind === "ssh" ? serverTarget(host, path.join(PROJECT_DIR, `Pulumi.${stack}.known_hosts`)) : undefined;
}

/**
 * Returns the command that runs a script on a stack's host; undefined for a host that cannot be examined, or not yet.
 *
 * @param docker command that reaches the Docker of an instance; undefined before there is one
 */
function onHost(
  settings: Settings,
  stack: string,
  script: string,
  docker?: readonly string[],
): readonly string[] | undefined {
  if (settings.host.kind === "aws") return docker && hostCommand(docker, script);
  const target = targetOf(settings, stack);
  if (target) return commandLine(sshCommand(target), shellCommand(script));
  if (settings.dockerHost || process.platform !== "linux") return undefined;
  return shellCommand(script);
}

/** Observes a host without a node, or the AWS account that will have it. A remote Docker cannot be reached yet. */
export async function observeHost(settings: Settings, stack: string): Promise<Partial<Observation>> {
  if (settings.host.kind === "aws") return { aws: await lookAtAws(settings, stack, TIMEOUT) };
  const command = onHost(settings, stack, LOOK);
  if (!command) return {};
  const { code, text } = await runCommand(command, TIMEOUT);
  const { kind, address = "the server" } = settings.host;
  const failure = kind === "ssh" ? `SSH to ${address} failed` : "this machine cannot be examined";
  if (code !== 0) return { unreachable: `${failure}: ${lastLine(text)}` };
  const server = readFound(text);
  const engine = dockerKind(server.dockerInfo ?? "", server.dockerServer ?? "");
  const problem = engine && dockerProblem(engine, needsOf(settings, stack));
  return { server, dockerProblem: problem, surroundings: await observeSurroundings(settings, stack) };
}

/** Observes what surrounds Docker on a host. @returns undefined if the host cannot be examined */
export async function observeSurroundings(
  settings: Settings,
  stack: string,
  docker?: readonly string[],
): Promise<Circumstances | undefined> {
  const { kind, path: directory } = settings.storage;
  const look = lookAround({
    directory: kind === "bind" ? directory : undefined,
    port: settings.p2p.port,
    ports: publishedPorts(settings).map(({ external }) => external),
    network: `${PROJECT_NAME}-${stack}`,
  });
  const command = onHost(settings, stack, look, docker);
  if (!command) return undefined;
  const { code, text } = await runCommand(command, TIMEOUT);
  return code === 0 ? readCircumstances(text) : undefined;
}
