/**
 * Decides whether `docker stack deploy` runs a compose file: a service of Swarm has no container that Docker Compose could
 * stop. Source: "Compose file reference, legacy version 3", docker/cli 29, folder cli/compose.
 */
import path from "node:path";
import type { ComposeProject, ComposeService } from "./project";

/** A service of Swarm. */
export interface SwarmService {
  /** Its name in Docker: `aztec_node`. */
  readonly name: string;
  /** Whether it runs on every machine: the number of its containers cannot be set. */
  readonly isGlobal: boolean;
}

/** Placeholders that only Swarm fills in. */
const TEMPLATE = /\{\{-?\s*\.(?:Node|Service|Task)\b/;
/** Keys of `deploy` that Docker Compose ignores. */
const OF_SWARM = ["placement", "endpoint_mode", "update_config", "rollback_config", "labels"];
/** Keys of a service that `docker stack deploy` refuses. */
const REFUSED = ["extends", "profiles", "mem_limit", "cpus", "provider", "models"];
const NAMED_SO = /(?:^|[._-])(?:stack|swarm)(?:[._-].*)?\.ya?ml$/;

/** @param stack the name under which the file was deployed */
export function swarmService(
  project: ComposeProject,
  { name, service }: { readonly name: string; readonly service: ComposeService },
  { file, stack }: { readonly file: string; readonly stack: string },
): SwarmService | undefined {
  const mode = typeof service.deploy?.mode === "string" ? service.deploy.mode : "";
  const found = isSure(project, service) || (isLikely(project, service, mode, file) && !isRefused(service));
  return found ? { name: `${stack}_${name}`, isGlobal: mode.startsWith("global") } : undefined;
}

/** Docker Compose refuses secrets and configs that only Swarm has. */
function isSure(project: ComposeProject, service: ComposeService): boolean {
  const isExternal = (["secrets", "configs"] as const).some((kind) =>
    service[kind].some(({ source }) => isTrue(project[kind][source]?.external)),
  );
  return isExternal || TEMPLATE.test(JSON.stringify(service));
}

function isLikely(project: ComposeProject, service: ComposeService, mode: string, file: string): boolean {
  const { deploy, networks } = service;
  const isOverlay = Object.keys(networks).some((key) => {
    const { driver, external } = project.networks[key] ?? {};
    return driver === "overlay" && !isTrue(external);
  });
  const hasKeys = OF_SWARM.some((key) => deploy?.[key] !== undefined && deploy[key] !== null);
  return isOverlay || hasKeys || mode.startsWith("global") || NAMED_SO.test(path.basename(file));
}

function isRefused(service: ComposeService): boolean {
  const { depends_on: others } = service;
  const isSet = (key: string) => {
    const value = service[key];
    return value !== undefined && value !== null && (!Array.isArray(value) || value.length > 0);
  };
  return REFUSED.some(isSet) || (typeof others === "object" && others !== null && !Array.isArray(others));
}

function isTrue(value: unknown): boolean {
  return value === "true" || (typeof value === "object" && value !== null);
}
