/**
 * The keys of a Compose project: which of them an import takes over, and why not the others.
 * Source: schema/compose-spec.json of compose-go 2.16.2, 21 October 2026.
 */
import { STOP_GRACE_SECONDS } from "../../../../node/container";
import type { Dropped } from "../effective-env";
import { withReferences } from "../interpolation";
import { type ComposeProject, type ComposeService, volumesService } from "./project";

/** Keys of a service that are read; what of their values is dropped has its own entry. */
export const TAKEN_KEYS = [
  "image",
  "environment",
  "env_file",
  "entrypoint",
  "command",
  "ports",
  "volumes",
  "volumes_from",
  "secrets",
  "configs",
  "networks",
  "extra_hosts",
  "extends",
  "mem_limit",
  "deploy",
] as const;

const LABELS = "a stack's container has its own labels: proxies, updaters and monitors that read them do not see it";
const PROCESSORS = "a stack does not limit the processors of its node";
const SWAP = "a stack limits the memory of its node (memoryMb) and nothing else of it";
const NAMESPACES = "a stack's container has namespaces of its own";
const PRIVILEGES = "a stack's node has no privileges, capabilities or devices: it needs none";
const DNS = "a stack uses the DNS of the Docker engine: set it in the engine's daemon.json";
const NAMES = "a stack's container has its own name; only the networks of dockerNetworks know it";
const OTHERS = "a stack runs the node alone: keep what it uses running, and name its network in dockerNetworks";
const HOOKS = "a stack runs no commands of yours beside the node";
const FIXED = "a stack has no setting for it: the node does not depend on it";
const TERMINAL = "a stack's node has no terminal";
const ENGINE = "a stack leaves this to the Docker engine";

/** Keys of a service that are not taken over, with the reason. */
export const DROPPED_KEYS: Readonly<Record<string, string>> = {
  annotations: LABELS,
  attach: "only `docker compose up` reads it",
  blkio_config: "a stack does not limit the disk access of its node",
  build: "a stack runs an image: build it, and name it in the setting image",
  cap_add: PRIVILEGES,
  cap_drop: PRIVILEGES,
  cgroup: NAMESPACES,
  cgroup_parent: NAMESPACES,
  container_name: NAMES,
  cpu_count: PROCESSORS,
  cpu_percent: PROCESSORS,
  cpu_period: PROCESSORS,
  cpu_quota: PROCESSORS,
  cpu_rt_period: PROCESSORS,
  cpu_rt_runtime: PROCESSORS,
  cpu_shares: PROCESSORS,
  cpus: PROCESSORS,
  cpuset: PROCESSORS,
  credential_spec: "only Windows has it",
  depends_on: OTHERS,
  develop: "only for development with Compose",
  device_cgroup_rules: PRIVILEGES,
  devices: PRIVILEGES,
  dns: DNS,
  dns_opt: DNS,
  dns_search: DNS,
  domainname: NAMES,
  expose: "a stack opens the ports that the node needs",
  external_links: OTHERS,
  gpus: "a node uses no graphics processor",
  group_add: "the node runs as user and group 10001, and its files belong to it",
  healthcheck: "a stack has its own health check",
  hostname: NAMES,
  init: FIXED,
  ipc: NAMESPACES,
  isolation: "only Windows has it",
  label_file: LABELS,
  labels: LABELS,
  links: OTHERS,
  logging: "a stack has its own rotation of logs",
  mac_address: ENGINE,
  mem_reservation: SWAP,
  mem_swappiness: SWAP,
  memswap_limit: SWAP,
  models: "a node uses no language model",
  network_mode: "a stack has a network of its own, and publishes p2p and, on the host's loopback, JSON-RPC",
  oom_kill_disable: SWAP,
  oom_score_adj: SWAP,
  pid: NAMESPACES,
  pids_limit: FIXED,
  platform: "Docker chooses the image for the host's processor",
  post_start: HOOKS,
  pre_start: HOOKS,
  pre_stop: HOOKS,
  privileged: PRIVILEGES,
  profiles: "a stack is always on, until `aztec-validator stop`",
  provider: "a stack runs a container",
  pull_policy: "a stack pulls the image of its release when the release changes",
  pull_refresh_after: "a stack pulls the image of its release when the release changes",
  read_only: "a stack's container is always read-only, except for the data",
  restart: "a stack restarts its node by itself, until `aztec-validator stop`",
  runtime: ENGINE,
  scale: "a stack is one node: make a stack for each",
  security_opt: PRIVILEGES,
  shm_size: FIXED,
  stdin_open: TERMINAL,
  stop_grace_period: `a stack gives its node ${STOP_GRACE_SECONDS} s to stop`,
  stop_signal: FIXED,
  storage_opt: ENGINE,
  sysctls: ENGINE,
  tmpfs: FIXED,
  tty: TERMINAL,
  ulimits: FIXED,
  umask: FIXED,
  use_api_socket: PRIVILEGES,
  user: "the node runs as user and group 10001; the manual steps give it the data",
  userns_mode: NAMESPACES,
  uts: NAMESPACES,
  working_dir: FIXED,
};

/** Keys of a file besides its services. */
export const TOP_KEYS = ["name", "include", "services", "volumes", "networks", "secrets", "configs"] as const;
export const DROPPED_TOP_KEYS: Readonly<Record<string, string>> = {
  version: "Docker Compose ignores it",
  models: DROPPED_KEYS.models ?? "",
  jobs: OTHERS,
};

const EXTENSION = "an extension, which Docker Compose ignores too; what is merged from it is read";
const NO_EFFECT = "without effect in the old node, which used the host's network";
const UNKNOWN_KEY = "not a key of Docker Compose, which refuses the file";

/** Lists all parts of a project that its node's stack does not take over. */
export function droppedKeys(project: ComposeProject, name: string, service: ComposeService): Dropped[] {
  const others = Object.keys(project.services).filter((other) => other !== name);
  return [
    ...dropped(project, "", TOP_KEYS, DROPPED_TOP_KEYS),
    ...others.map((other) => ({ from: `service ${other}`, reason: "stays with Docker Compose" })),
    ...dropped(service, "", TAKEN_KEYS, { ...DROPPED_KEYS, ...networkReason(service) }),
    ...(service.network_mode === "host" && isSet(service.ports) ? [{ from: "ports", reason: NO_EFFECT }] : []),
    ...droppedDeploy(service),
    ...droppedOptions(service, project),
    ...droppedFiles(service, project),
    ...droppedVolumes(service, project),
  ];
}

/** Returns why a shared network is not kept: peers or the node may use its addresses, such as a VPN's. */
function networkReason({ network_mode: mode }: ComposeService): Readonly<Record<string, string>> {
  const [, owner] = /^(?:service|container):(.+)$/.exec(mode ?? "") ?? [];
  if (owner === undefined) return {};
  return {
    network_mode: `the node used the network of ${withReferences(owner)}: its address there, such as a VPN's, and its 127.0.0.1 are not the new container's`,
  };
}

const OTHER_VOLUMES =
  "its volumes are not in these files, so the data may be there. Name them under the volumes of the service itself, as docker inspect prints them, and import again";

/** Lists what a service takes volumes from that is not in the files. */
function droppedVolumes({ volumes_from: from }: ComposeService, { services }: ComposeProject): Dropped[] {
  const isMissing = (entry: string) => {
    const name = volumesService(entry);
    return name === undefined || !(name in services);
  };
  return from
    .filter(isMissing)
    .map((entry) => ({ from: `volumes_from ${withReferences(entry)}`, reason: OTHER_VOLUMES }));
}

/** @param prefix names the part in the report */
function dropped(
  part: Readonly<Record<string, unknown>>,
  prefix: string,
  taken: readonly string[],
  reasons: Readonly<Record<string, string>>,
): Dropped[] {
  const keys = Object.keys(part).filter((key) => !taken.includes(key) && isSet(part[key]));
  return keys.map((key) => ({
    from: `${prefix}${key}`,
    reason: reasons[key] ?? (key.startsWith("x-") ? EXTENSION : UNKNOWN_KEY),
  }));
}

/** Parts that are absent or empty say nothing. */
function isSet(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

const DEPLOY: Readonly<Record<string, string>> = {
  mode: "a stack is one node: make a stack for each",
  endpoint_mode: ENGINE,
  replicas: "a stack is one node: make a stack for each",
  labels: LABELS,
  rollback_config: "`aztec-validator update` rolls back by itself",
  update_config: "`aztec-validator update` replaces the node",
  restart_policy: "a stack restarts its node by itself, until `aztec-validator stop`",
  placement: "the setting host says where the node runs",
};

function droppedDeploy({ deploy }: ComposeService): Dropped[] {
  if (!deploy) return [];
  const { limits, ...resources } = deploy.resources ?? {};
  return [
    ...dropped(deploy, "deploy.", ["resources"], DEPLOY),
    ...dropped(resources, "deploy.resources.", [], { reservations: SWAP }),
    ...dropped(limits ?? {}, "deploy.resources.limits.", ["memory"], { cpus: PROCESSORS, pids: FIXED }),
  ];
}

/** Options of the volumes and networks that the node used. */
function droppedOptions(service: ComposeService, project: ComposeProject): Dropped[] {
  const used = Object.keys(service.networks).length > 0 ? Object.keys(service.networks) : ["default"];
  const volumes = service.volumes.flatMap(({ type, source }) => (type === "volume" && source ? [source] : []));
  return [
    ...used.flatMap((key) => optionsOf(`networks.${key}.`, project.networks[key], NETWORK)),
    ...used.flatMap((key) => optionsOf(`networks.${key}.`, service.networks[key], NAMES)),
    ...[...new Set(volumes)].flatMap((key) =>
      optionsOf(`volumes.${withReferences(key)}.`, project.volumes[key], VOLUME),
    ),
  ];
}

/** Secrets and configs whose content only Compose or the engine has. */
function droppedFiles(service: ComposeService, project: ComposeProject): Dropped[] {
  return (["secrets", "configs"] as const).flatMap((kind) =>
    service[kind]
      .filter(({ source }) => !isSet(contentOf(project[kind][source])))
      .map(({ source }) => ({
        from: `${kind} ${withReferences(source)}`,
        reason: "its content is not on this machine",
      })),
  );
}

function contentOf(declared: ComposeProject["secrets"][string] | undefined): string | undefined {
  return declared?.file ?? declared?.content ?? declared?.environment ?? undefined;
}

const NETWORK = "an option of the old network, which stays as it is";
const VOLUME = "an option of the old volume; the manual steps copy out of it";

function optionsOf(prefix: string, options: unknown, reason: string): Dropped[] {
  if (typeof options !== "object" || options === null) return [];
  const keys = Object.entries(options).filter(([key, value]) => !["name", "external"].includes(key) && isSet(value));
  return keys.map(([key]) => ({ from: `${prefix}${key}`, reason: key.startsWith("x-") ? EXTENSION : reason }));
}
