/** What is to be done for a Docker engine: from what is found on a machine to a plan. Pure. */

/** What was found. */
export interface EngineFacts {
  /** The engine's URL, from DOCKER_HOST, the current Docker context or Docker's default. */
  readonly host: string;
  /** Where that URL comes from. */
  readonly source: "DOCKER_HOST" | "context" | "default";
  readonly answer: "running" | "denied" | "none";
  /** Whether the programs are installed. */
  readonly cli: boolean;
  readonly daemon: boolean;
  /** Debian or Ubuntu, or made from them: has apt-get. */
  readonly apt: boolean;
  readonly root: boolean;
  readonly sudo: boolean;
}

export type EnginePlan =
  | { readonly step: "use" }
  /** Installs Debian packages; `start` says whether the engine is to be started after it. */
  | { readonly step: "install"; readonly packages: readonly string[] }
  | { readonly step: "start" }
  | { readonly step: "give up"; readonly message: string };

/** The engine first, then what is missing, one thing at a time: after each step the facts are gathered anew. */
export function planEngine(facts: EngineFacts): EnginePlan {
  if (facts.answer === "running" && facts.cli) return { step: "use" };
  if (facts.answer === "denied") return giveUp(denied(facts.host));
  if (facts.answer === "none" && facts.source !== "default") return giveUp(silent(facts));
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
    `A Docker engine runs (${host}), but this user may not use it. Whoever may use it is as good as root. Choose one of:`,
    "  join its group:   sudo usermod -aG docker $USER, then log in again (or: newgrp docker)",
    "  run this as root: sudo make up",
  ].join("\n");
}

function silent({ host, source }: EngineFacts): string {
  const where = source === "context" ? "The current Docker context" : "DOCKER_HOST";
  const undo = source === "context" ? "docker context use default" : "unset DOCKER_HOST";
  return `${where} says ${host}, and no Docker engine answers there. Start it, or use this machine's: ${undo}`;
}

function notStarted(): string {
  return "The Docker engine is installed but does not run, and starting it takes root: sudo systemctl start docker";
}

function otherSystem(): string {
  return [
    "No Docker engine is here, and this system is neither Debian nor Ubuntu: install one, then run this again.",
    "  Linux:  https://docs.docker.com/engine/install/",
    "  macOS:  https://docs.docker.com/desktop/",
  ].join("\n");
}

function noRoot(packages: readonly string[]): string {
  return `Docker is to be installed, which takes root, and there is no sudo: as root, apt-get install ${packages.join(" ")}`;
}
