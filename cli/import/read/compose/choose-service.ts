/** Selects the service that is the Aztec node. */
import { knownVariables } from "../../../../settings/releases/release";
import { ImportError } from "../import-error";
import { splitShell, startFlags } from "../start-command";
import type { ComposeProject, ComposeService } from "./project";

export interface NamedService {
  readonly name: string;
  readonly service: ComposeService;
}

/**
 * @param selected the service that the operator named
 * @param profiles the profiles that are on; a service that is off counts only if no node is on
 * @param file     the main file, for messages
 */
export function chooseService(
  { services }: ComposeProject,
  selected: string | undefined,
  profiles: readonly string[],
  file: string,
): NamedService {
  const all = Object.entries(services).map(([name, service]) => ({ name, service }));
  const names = (some: readonly NamedService[]) => some.map(({ name }) => name).join(", ");
  if (selected !== undefined) {
    const found = all.find(({ name }) => name === selected);
    if (found) return found;
    throw new ImportError(`${file} has no service ${selected}; its services: ${names(all)}`);
  }
  const found = all.filter(({ service }) => isAztecNode(service));
  const on = found.filter(({ service }) => isOn(service, profiles));
  const nodes = on.length > 0 ? on : found;
  const [node, ...others] = nodes;
  if (!node) {
    throw new ImportError(
      `${file} has no Aztec node among its services (${names(all) || "none"}). Select one with --service <name>`,
    );
  }
  if (others.length === 0) return node;
  throw new ImportError(
    `${file} has ${nodes.length} Aztec services: ${names(nodes)}. Import each as its own stack: --service ${node.name}`,
  );
}

function isOn({ profiles }: ComposeService, on: readonly string[]): boolean {
  return profiles.length === 0 || on.includes("*") || profiles.some((profile) => on.includes(profile));
}

/** Recognises a node by its image, its command, or its environment variables. */
function isAztecNode(service: ComposeService): boolean {
  if (/(^|\/)aztec(-prover-agent)?([:@]|$)/.test(service.image ?? "")) return true;
  const flags = Object.keys(startFlags(argsOf(service)) ?? {});
  if (flags.some((flag) => ["--node", "--sequencer", "--prover-node", "--prover-broker"].includes(flag))) return true;
  return Object.keys(service.environment).filter((name) => knownVariables().includes(name)).length >= 3;
}

/** Returns entrypoint and command, one after the other. */
export function argsOf({ entrypoint, command }: ComposeService): string[] {
  return [entrypoint, command].flatMap((args) => (typeof args === "string" ? splitShell(args) : (args ?? [])));
}
