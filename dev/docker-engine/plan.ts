/** Plans how to get a Docker engine, from facts about the machine. Pure. */

import { type ChosenEngine, DEFAULT_ENGINE } from "../../remote/local-engine";
import { setCommand } from "../../settings/commands";

/** Facts about the machine. */
export interface EngineFacts {
  /** The engine's URL. */
  readonly host: string;
  /** Where that URL comes from. */
  readonly source: ChosenEngine["source"] | "context";
  /** The engine of Docker's current context, if the stack uses Docker's default instead. */
  readonly unusedContext?: string;
  readonly answer: "running" | "denied" | "none";
  /** Whether the programs are installed. */
  readonly cli: boolean;
  readonly daemon: boolean;
  /** Debian, Ubuntu or a derivative, with apt-get. */
  readonly apt: boolean;
  readonly root: boolean;
  readonly sudo: boolean;
}

export type EnginePlan =
  | { readonly step: "use" }
  /** Installs Debian packages. */
  | { readonly step: "install"; readonly packages: readonly string[] }
  | { readonly step: "start" }
  | { readonly step: "give up"; readonly message: string };

/** Returns the next step; after each one the facts are gathered again. */
export function planEngine(facts: EngineFacts): EnginePlan {
  if (facts.answer === "running" && facts.cli) return { step: "use" };
  if (facts.answer === "denied") return giveUp(denied(facts.host));
  if (facts.answer === "none" && facts.host !== DEFAULT_ENGINE) return giveUp(silent(facts));
  if (facts.answer === "none" && facts.unusedContext) return giveUp(otherContext(facts.host, facts.unusedContext));
  const missing = [
    ...(facts.cli ? [] : ["docker-cli"]),
    ...(facts.daemon || facts.answer === "running" ? [] : ["docker.io"]),
  ];
  if (missing.length === 0) return facts.root || facts.sudo ? { step: "start" } : giveUp(notStarted());
  if (!facts.apt) return giveUp(otherSystem());
  if (!facts.root && !facts.sudo) return giveUp(noRoot(missing));
  return { step: "install", packages: missing };
}

function giveUp(message: string): EnginePlan {
  return { step: "give up", message };
}

function denied(host: string): string {
  return [
    `A Docker engine runs (${host}), but this user has no permission to use it. Access to Docker equals root. To give it: sudo usermod -aG docker $USER, then log in again (or: newgrp docker)`,
    "Do not run `sudo make up`: it would leave files of root in this checkout, which later commands could not use.",
  ].join("\n");
}

/** Installs no second engine beside one that the operator may mean. */
function otherContext(host: string, context: string): string {
  return [
    `No Docker engine answers at ${host}. The current Docker context is ${context}, but Pulumi does not read contexts.`,
    `To use that engine, for this command and for pulumi up: ${setCommand("dockerHost", context, "<stack>")}`,
    "To use this machine's: docker context use default",
  ].join("\n");
}

/** Names of the sources of an engine's URL, and what selects this machine's engine again. */
const URL_SOURCES = {
  dockerHost: { where: "The stack's setting dockerHost", undo: "remove dockerHost from Pulumi.<stack>.yaml" },
  DOCKER_HOST: { where: "DOCKER_HOST", undo: "unset DOCKER_HOST" },
  context: { where: "The current Docker context", undo: "docker context use default" },
  default: { where: "Docker's default", undo: "sudo systemctl start docker" },
} as const;

function silent({ host, source }: EngineFacts): string {
  if (source === "state")
    return `By its last \`up\`, the stack's node is in the Docker engine ${host}, which does not answer. Start it, then run the command again.`;
  const { where, undo } = URL_SOURCES[source];
  return `${where} is ${host}, and no Docker engine answers there. Start it, or use this machine's: ${undo}`;
}

function notStarted(): string {
  return "The Docker engine is installed but does not run, and starting it requires root: sudo systemctl start docker";
}

function otherSystem(): string {
  return [
    "No Docker engine was found, and this system is neither Debian nor Ubuntu. Install Docker, then run the command again.",
    "  Linux:  https://docs.docker.com/engine/install/",
    "  macOS:  https://docs.docker.com/desktop/",
  ].join("\n");
}

function noRoot(packages: readonly string[]): string {
  return `Docker is missing, installing it requires root, and sudo is missing too. As root: apt-get install ${packages.join(" ")}`;
}
