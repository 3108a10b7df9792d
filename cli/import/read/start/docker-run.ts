/** Reads the arguments of `docker run` as the service of a compose file. Source: `docker run --help` of Docker 29. */
import type { Dropped } from "../effective-env";
import { ImportError } from "../import-error";

/** A service as a compose file writes it. */
type ServiceFields = Readonly<Record<string, unknown>>;

export interface StartedNode {
  readonly service: ServiceFields;
  /** The name of its container, if Docker runs it. */
  readonly container?: string | undefined;
  readonly dropped: readonly Dropped[];
}

/** Options with a value, and the key of a service that means the same; null without one. */
const OPTIONS: Readonly<Record<string, string | null>> = {
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
  "--name": null,
  "--label": null,
  "--log-driver": null,
  "--log-opt": null,
  "--ulimit": null,
  "--pull": null,
  "--memory-swap": null,
  "--memory-reservation": null,
  "--cpuset-cpus": null,
  "--cpu-shares": null,
  "--network-alias": null,
  "--ip": null,
  "--gpus": null,
  "--pids-limit": null,
  "--cidfile": null,
  "--health-cmd": null,
  "--health-interval": null,
  "--health-retries": null,
  "--health-timeout": null,
  "--health-start-period": null,
  "--oom-score-adj": null,
  "--sysctl": null,
  "--group-add": null,
  "--ipc": null,
  "--userns": null,
};
const SHORT: Readonly<Record<string, string>> = {
  e: "--env",
  v: "--volume",
  p: "--publish",
  m: "--memory",
  w: "--workdir",
  u: "--user",
  h: "--hostname",
  l: "--label",
};
const ALIASES: Readonly<Record<string, string>> = { "--net": "--network" };
/** Options without a value that say nothing about the node. */
const FLAGS = ["--detach", "--interactive", "--tty", "--rm", "--init", "--quiet", "--read-only", "--sig-proxy"];
/** Keys of a service with one value. */
const SINGLE =
  "mem_limit cpus entrypoint working_dir user restart hostname platform shm_size stop_signal stop_grace_period pid";

/** @param args what follows `docker run`, as text for a compose file @param place of the line, for messages */
export function readDockerRun(args: readonly string[], place: string): StartedNode {
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
    else if (key === null || key === undefined) dropped.push({ from: option.name, reason: "a stack has its own" });
    else fields[key] = [...(fields[key] ?? []), option.value];
  }
  const [image, ...command] = args.slice(i);
  if (image === undefined) throw new ImportError(`${place}: docker run has no image. Pass the whole line`);
  return { service: { image, ...serviceOf(fields), ...(command.length > 0 ? { command } : {}) }, container, dropped };
}

/** Returns an option with its value; undefined for one without. @throws {ImportError} for an unknown one */
function optionAt(args: readonly string[], i: number, place: string) {
  const arg = args[i] ?? "";
  const [, short, attached = ""] = /^-([a-zA-Z])(.*)$/s.exec(arg) ?? [];
  if (short !== undefined && short in SHORT) {
    const name = SHORT[short] ?? "";
    if (attached !== "") return { name, value: attached.replace(/^=/, ""), last: i };
    return { name, value: args[i + 1] ?? "", last: i + 1 };
  }
  if (short !== undefined && /^[ditqP]+$/.test(arg.slice(1))) return undefined;
  const [, long = arg, value] = /^(--[\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
  const name = ALIASES[long] ?? long;
  if (FLAGS.includes(name)) return undefined;
  if (!(name in OPTIONS)) {
    throw new ImportError(
      `${place}: the option ${name} of docker run is not known here. Remove it from a copy of the file, and import that`,
    );
  }
  return value === undefined ? { name, value: args[i + 1] ?? "", last: i + 1 } : { name, value, last: i };
}

function serviceOf(fields: Readonly<Record<string, readonly string[]>>): ServiceFields {
  const { networks = [], volumes = [], stop_grace_period: grace, ...others } = fields;
  const single = SINGLE.split(" ");
  const plain = Object.entries(others).map(([key, values]) => [key, single.includes(key) ? values.at(-1) : values]);
  const mode = networks.find((name) => ["host", "none"].includes(name));
  const joined = networks.filter((name) => !["host", "none", "bridge"].includes(name));
  return {
    ...(Object.fromEntries(plain) as ServiceFields),
    ...(volumes.length > 0 ? { volumes: volumes.map(mountOf) } : {}),
    ...(grace ? { stop_grace_period: `${grace.at(-1) ?? ""}s` } : {}),
    ...(mode === undefined ? {} : { network_mode: mode }),
    ...(joined.length > 0 ? { networks: joined } : {}),
  };
}

/** Converts `type=bind,source=/a,target=/b` to the long form; the short form is the same in a compose file. */
function mountOf(text: string): unknown {
  if (!/(^|,)(target|dst|destination)=/.test(text)) return text;
  const pairs = Object.fromEntries(
    text.split(",").map((part) => /^([^=]*)=?(.*)$/s.exec(part)?.slice(1, 3) ?? [part, ""]),
  ) as Record<string, string>;
  const target = pairs.target ?? pairs.dst ?? pairs.destination ?? "";
  const source = pairs.source ?? pairs.src;
  return { type: pairs.type ?? "volume", target, ...(source === undefined ? {} : { source }) };
}
