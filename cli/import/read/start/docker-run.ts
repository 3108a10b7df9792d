/** Reads the arguments of `docker run` and `podman run` as the service of a compose file. Source: `--help` of Docker 29 and podman 5. */
import path from "node:path";
import type { Dropped } from "../effective-env";
import { ImportError } from "../import-error";

/** A service as a compose file writes it. */
type ServiceFields = Readonly<Record<string, unknown>>;

export interface StartedNode {
  readonly service: ServiceFields;
  /** The name of its container, if an engine runs it. */
  readonly container?: string | undefined;
  /** The engine that runs it; undefined for a node outside a container. */
  readonly engine?: Engine | undefined;
  /** Whether the engine removes the container as soon as it stops: `--rm`. */
  readonly isAutoRemoved?: boolean | undefined;
  /** The home of the user whose node it is, as text for a compose file; only outside a container. */
  readonly home?: string | undefined;
  /** The working directory of a node outside a container, as text for a compose file. */
  readonly cwd?: string | undefined;
  readonly dropped: readonly Dropped[];
}

export type Engine = "docker" | "podman";

/** Where and how a command runs. */
export interface RunPlace {
  readonly engine: Engine;
  /** The working directory, to which paths are relative. */
  readonly cwd: string;
  /** The place of the line, for messages. */
  readonly place: string;
}

/** Options with a value, and the key of a service that means the same. */
const OPTIONS: Readonly<Record<string, string>> = {
  "--env": "environment",
  "--env-file": "env_file",
  "--volume": "volumes",
  "--mount": "volumes",
  "--publish": "ports",
  "--network": "networks",
  "--add-host": "extra_hosts",
  "--dns": "dns",
  "--memory": "mem_limit",
  "--cpus": "cpus",
  "--entrypoint": "entrypoint",
  "--workdir": "working_dir",
  "--user": "user",
  "--restart": "restart",
  "--hostname": "hostname",
  "--platform": "platform",
  "--shm-size": "shm_size",
  "--stop-signal": "stop_signal",
  "--stop-timeout": "stop_grace_period",
  "--cap-add": "cap_add",
  "--cap-drop": "cap_drop",
  "--security-opt": "security_opt",
  "--tmpfs": "tmpfs",
  "--device": "devices",
  "--expose": "expose",
  "--pid": "pid",
  "--link": "links",
  "--volumes-from": "volumes_from",
};
/** Further options with a value: a stack has its own value, or does not need one. Podman's are at the end. */
const OTHERS = `
  annotation attach blkio-weight blkio-weight-device cgroup-parent cgroupns cidfile cpu-count cpu-percent cpu-period
  cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares cpuset-cpus cpuset-mems detach-keys device-cgroup-rule
  device-read-bps device-read-iops device-write-bps device-write-iops dns-option dns-search domainname gpus group-add
  health-cmd health-interval health-retries health-start-interval health-start-period health-timeout io-maxbandwidth
  io-maxiops ip ip6 ipc isolation kernel-memory label label-file link-local-ip log-driver log-opt mac-address
  memory-reservation memory-swap memory-swappiness name network-alias oom-score-adj pids-limit pull runtime storage-opt
  sysctl ulimit userns uts volume-driver
  secret authfile arch cgroups cgroup-conf conmon-pidfile creds gidmap image-volume os pidfile sdnotify subgidname subuidname
  systemd timeout tz uidmap umask variant`
  .trim()
  .split(/\s+/)
  .map((name) => `--${name}`);
const SHORT: Readonly<Record<string, string>> = {
  e: "--env",
  v: "--volume",
  p: "--publish",
  m: "--memory",
  w: "--workdir",
  u: "--user",
  h: "--hostname",
  l: "--label",
  c: "--cpu-shares",
  a: "--attach",
};
const ALIASES: Readonly<Record<string, string>> = { "--net": "--network" };
/** Options without a value that say nothing about the node. */
const FLAGS = `
  detach interactive tty rm init quiet read-only sig-proxy privileged publish-all oom-kill-disable no-healthcheck
  disable-content-trust use-api-socket replace rmi tls-verify no-hostname read-only-tmpfs`
  .trim()
  .split(/\s+/)
  .map((name) => `--${name}`);
/** Keys of a service with one value. */
const SINGLE =
  "mem_limit cpus entrypoint working_dir user restart hostname platform shm_size stop_signal stop_grace_period pid";

/** @param args what follows `docker run`, as text for a compose file */
export function readDockerRun(args: readonly string[], { engine, cwd, place }: RunPlace): StartedNode {
  const fields: Record<string, string[]> = {};
  const dropped: Dropped[] = [];
  let container: string | undefined;
  let i = 0;
  for (; i < args.length && args[i]?.startsWith("-"); i++) {
    const option = optionAt(args, i, place);
    if (option === undefined) continue;
    i = option.last;
    const key = OPTIONS[option.name];
    if (option.name === "--name") container = option.value;
    else if (option.name === "--secret") dropped.push(secret(option.value));
    else if (key === undefined) dropped.push({ from: option.name, reason: "a stack has its own, or none" });
    else fields[key] = [...(fields[key] ?? []), option.value];
  }
  const [image, ...command] = args.slice(i);
  if (image === undefined) throw new ImportError(`${place}: ${engine} run has no image. Pass the whole line`);
  const service = { image, ...serviceOf(fields, cwd), ...(command.length > 0 ? { command } : {}) };
  return { service, container, engine, dropped, isAutoRemoved: isAutoRemoved(args.slice(0, i)) };
}

/** Lists a secret that podman keeps. Its name is no secret. */
function secret(option: string): Dropped {
  const [name = ""] = option.split(",");
  const [, variable = name] = /(?:^|,)type=env\b/.test(option) ? (/(?:^|,)target=([^,]+)/.exec(option) ?? []) : [];
  return {
    from: `secret ${name}`,
    reason: `podman has its value, and import does not read it: set in the stack what ${variable} gave the node (podman secret inspect --showsecret ${name})`,
  };
}

function isAutoRemoved(options: readonly string[]): boolean {
  return options.some((option) => option === "--rm" || option === "--rm=true");
}

/** Returns an option with its value; undefined for one without. @throws {ImportError} for an unknown one */
function optionAt(args: readonly string[], i: number, place: string) {
  const arg = args[i] ?? "";
  // Letters may be joined: `-dp 8080:8080`. Those without a value say nothing about the node.
  const [, short, attached = ""] = /^-(?:[ditqP]*)([a-zA-Z])(.*)$/s.exec(arg) ?? [];
  if (short !== undefined && short in SHORT) {
    const name = SHORT[short] ?? "";
    if (attached !== "") return { name, value: attached.replace(/^=/, ""), last: i };
    return { name, value: args[i + 1] ?? "", last: i + 1 };
  }
  if (/^-[ditqP]+$/.test(arg)) return undefined;
  const [, long = arg, value] = /^(--[\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
  const name = ALIASES[long] ?? long;
  if (FLAGS.includes(name)) return undefined;
  if (!(name in OPTIONS) && !OTHERS.includes(name)) {
    throw new ImportError(
      `${place}: the option ${name} of docker run is not known here. Remove it from a copy of the file, and import that`,
    );
  }
  return value === undefined ? { name, value: args[i + 1] ?? "", last: i + 1 } : { name, value, last: i };
}

function serviceOf(fields: Readonly<Record<string, readonly string[]>>, cwd: string): ServiceFields {
  const { networks = [], volumes = [], env_file: files = [], stop_grace_period: grace, ...others } = fields;
  const single = SINGLE.split(" ");
  const plain = Object.entries(others).map(([key, values]) => [key, single.includes(key) ? values.at(-1) : values]);
  const names = networks.map((network) => /(?:^|,)name=([^,]*)/.exec(network)?.[1] ?? network);
  const mode = names.find((name) => MODE.test(name));
  const joined = names.filter((name) => !MODE.test(name) && !ENGINES_OWN.test(name));
  return {
    ...(Object.fromEntries(plain) as ServiceFields),
    ...(fields.volumes_from ? { volumes_from: fields.volumes_from.map((from) => `container:${from}`) } : {}),
    ...(volumes.length > 0 ? { volumes: volumes.map((mount) => mountOf(mount, cwd)) } : {}),
    ...(files.length > 0
      ? { env_file: files.map((file) => ({ path: path.posix.resolve(cwd, file), format: "raw" })) }
      : {}),
    ...(grace ? { stop_grace_period: `${grace.at(-1) ?? ""}s` } : {}),
    ...(joined.length > 0 ? { networks: joined } : { network_mode: mode ?? "bridge" }),
  };
}

/** Networks that are another's, or none. */
const MODE = /^(?:host|none|(?:container|ns):.*)$/;
/** Networks that an engine makes for a container that names none. */
const ENGINES_OWN = /^(?:bridge|default|private|podman|slirp4netns|pasta)(?::|$)/;

/** Converts a mount to the long form; a relative path is one of the working directory. */
function mountOf(text: string, cwd: string): unknown {
  const isLong = /(^|,)(target|dst|destination)=/.test(text);
  const pairs = isLong ? pairsOf(text) : shortMount(text);
  const target = pairs.target ?? pairs.dst ?? pairs.destination ?? "";
  const source = pairs.source ?? pairs.src;
  const type = pairs.type ?? "volume";
  if (source === undefined) return { type, target };
  const subpath = pairs["volume-subpath"] ?? pairs.subpath;
  return {
    type,
    target,
    ...(subpath === undefined ? {} : { volume: { subpath } }),
    source: type === "bind" && !source.startsWith("${") ? path.posix.resolve(cwd, source) : source,
  };
}

function pairsOf(text: string): Partial<Record<string, string>> {
  const pairs = text.split(",").map((part): [string, string] => {
    const [, name = part, value = ""] = /^([^=]*)=?(.*)$/s.exec(part) ?? [];
    return [name, value];
  });
  return Object.fromEntries(pairs);
}

/** Reads `source:target:options`; `${NAME}` is a variable that the script does not set. */
function shortMount(text: string): Partial<Record<string, string>> {
  const [first = "", target] = text.split(/:(?![^{]*\})/);
  if (target === undefined) return { type: "volume", target: first };
  return { type: /^[./~]|^\$\{/.test(first) ? "bind" : "volume", source: first, target };
}
