/**
 * Finds what would keep Docker from making a container, while an old one of the same name still runs: Docker itself refuses
 * it only after that is gone, and the node would be down until the settings are right.
 */
import { z } from "zod";
import { doNetworksOverlap } from "../keys/addresses";
import { setCommand } from "../settings/commands";
import type { PublishedPort } from "../settings/ports";
import { dockerOnHost, type DockerRunner, dockerRunner } from "./docker";
import { firstLine } from "./log-text";
import { portBindingsSchema } from "./port-bindings";
import { lastingPortProblems } from "./port-problems";

/** What a new container needs of its host. */
export interface ContainerNeeds {
  /** Name of the container, and of its own Docker network. */
  readonly container: string;
  /** Further Docker networks that it joins. */
  readonly networks: readonly string[];
  /** Subnet of its own network; undefined if Docker chooses. */
  readonly subnet?: string | undefined;
  readonly ports: readonly PublishedPort[];
}

/** A setting that cannot be met, with a message for the operator. */
export interface ReplacementProblem {
  readonly need: "networks" | "subnet" | "ports";
  readonly message: string;
}

const networkSchema = z.object({
  name: z.string(),
  id: z.string(),
  scope: z.string(),
  driver: z.string(),
  subnets: z
    .array(z.object({ Subnet: z.string().optional() }))
    .nullish()
    .transform((all) => (all ?? []).flatMap(({ Subnet }) => Subnet ?? [])),
});
type HostNetwork = z.output<typeof networkSchema>;

const NETWORK =
  '{"name":{{json .Name}},"id":{{json .ID}},"scope":{{json .Scope}},"driver":{{json .IPAM.Driver}},"subnets":{{json .IPAM.Config}}}';

/**
 * Looks at a host and returns what its Docker would refuse. What cannot be looked at is no problem: Docker reports it itself.
 *
 * @param docker  command that reaches the host's Docker
 * @param timeout limit for each command, in milliseconds
 * @param stack   for commands
 */
export async function replacementProblems(
  docker: readonly string[],
  needs: ContainerNeeds,
  stack: string,
  timeout: number,
): Promise<ReplacementProblem[]> {
  const run = dockerRunner(docker, timeout);
  const hasNetworks = needs.networks.length > 0 || needs.subnet !== undefined;
  const networks = hasNetworks ? await networksOf(run) : undefined;
  const refused = networks ? networkProblems(needs, networks, { stack, docker: dockerOnHost(docker) }) : [];
  const ports = newPorts(needs.ports, await publishedBy(run, needs.container));
  const taken = await lastingPortProblems(docker, ports, stack);
  return [...refused, ...taken.map(({ message }): ReplacementProblem => ({ need: "ports", message }))];
}

/** Returns the Docker networks of a host; undefined if they cannot be listed. */
async function networksOf(run: DockerRunner): Promise<HostNetwork[] | undefined> {
  const ids = await run(["network", "ls", "--quiet", "--no-trunc"]);
  const names = ids.text.split("\n").filter((line) => line !== "");
  if (ids.code !== 0 || names.length === 0) return undefined;
  const { code, text } = await run(["network", "inspect", "--format", NETWORK, ...names]);
  if (code !== 0) return undefined;
  const lines = text.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => networkSchema.parse(JSON.parse(line)));
}

interface Words {
  /** For commands. */
  readonly stack: string;
  /** Command of Docker for a person at the host. */
  readonly docker: string;
}

/** Returns what is wrong with the Docker networks of a container. Pure. @param all those of its host */
export function networkProblems(
  needs: Omit<ContainerNeeds, "ports">,
  all: readonly HostNetwork[],
  words: Words,
): ReplacementProblem[] {
  return [...missingNetworks(needs, all, words), ...overlaps(needs, all, words)];
}

/** Networks of Docker itself, which a stack does not join by name. */
const BUILT_IN = ["bridge", "host", "none", "ingress", "docker_gwbridge"];

function missingNetworks(
  { container, networks }: Pick<ContainerNeeds, "container" | "networks">,
  all: readonly HostNetwork[],
  { stack, docker }: Words,
): ReplacementProblem[] {
  const isId = (text: string) => /^[0-9a-f]{12,64}$/.test(text);
  const isThere = (one: string) => all.some(({ name, id }) => name === one || (isId(one) && id.startsWith(one)));
  const names = all.map(({ name }) => name).filter((name) => ![...BUILT_IN, container].includes(name));
  const present = names.length > 0 ? `It has: ${names.sort().join(", ")}` : "It has none to join";
  return networks
    .filter((one) => !isThere(one))
    .map((name) => ({
      need: "networks",
      message: `The host has no Docker network named ${name} (dockerNetworks), so the node's container could not be made. ${present}. To use another one: ${setCommand("dockerNetworks", "<name>", stack)}; or create it on the host: ${docker} network create ${name}`,
    }));
}

/** Returns the overlap that Docker would refuse. It keeps its ranges for networks of a swarm, and those of other drivers, apart. */
function overlaps(
  { container, subnet }: Pick<ContainerNeeds, "container" | "subnet">,
  all: readonly HostNetwork[],
  { stack }: Words,
): ReplacementProblem[] {
  if (subnet === undefined) return [];
  const others = all.filter((one) => one.name !== container && one.scope === "local" && one.driver === "default");
  const inUse = others.flatMap(({ name, subnets }) => subnets.map((range) => ({ name, range })));
  const found = inUse.find(({ range }) => doNetworksOverlap(subnet, range));
  if (!found) return [];
  const message = `dockerSubnet is ${subnet}, which overlaps ${found.range} of the Docker network ${found.name}: Docker would refuse the stack's network. Use another range: ${setCommand("dockerSubnet", "<range>", stack)}`;
  return [{ need: "subnet", message }];
}

/** Returns the ports that a running container has, such as `40400/tcp`; undefined without one: nothing is to be replaced. */
async function publishedBy(run: DockerRunner, container: string): Promise<readonly string[] | undefined> {
  const format = "{{.State.Running}} {{json .HostConfig.PortBindings}}";
  const { code, text } = await run(["container", "inspect", "--format", format, container]);
  const [, bindings] = /^true (.*)$/.exec(firstLine(text)) ?? [];
  if (code !== 0 || bindings === undefined) return undefined;
  return Object.entries(portBindingsSchema.nullable().parse(JSON.parse(bindings)) ?? {}).flatMap(([inside, outside]) =>
    (outside ?? []).map(({ HostPort }) => `${HostPort}/${inside.split("/")[1] ?? ""}`),
  );
}

/** Returns the ports that the running container does not have itself. */
function newPorts(ports: readonly PublishedPort[], published: readonly string[] | undefined): PublishedPort[] {
  if (!published) return [];
  return ports.filter(({ external, protocol }) => !published.includes(`${external}/${protocol}`));
}
