/**
 * Collects the sections of a report from the stack, its host and its node, in plain text: redact them before storing.
 */
import { arch, platform, release as kernel } from "node:os";
import { z } from "zod";
import type { DockerRunner } from "../../remote/docker";
import { nodeOf } from "../stack/running-node";
import type { StackSession } from "../stack/session";
import type { StackConfig } from "../stack/plain-config";
import { versionText } from "../version";
import { manifestOf } from "../../pulumi/state";
import type { Section } from "./document";

/** Maximum number of log lines in a report. */
const MOST_LINES = 5000;

export interface CollectOptions {
  /** Value for `docker logs --since`. */
  readonly since: string;
}

export async function collect(stack: StackSession, own: StackConfig, { since }: CollectOptions): Promise<Section[]> {
  const { location, state } = await stack.snapshot();
  const sections = [
    { title: "System", text: await orReason(() => Promise.resolve(system(state))) },
    { title: "Settings", text: settingsText(own) },
  ];
  if (!location.docker) return [...sections, { title: "Node", text: "The stack is not up." }];
  const node = nodeOf(location);
  if (!node) return [...sections, { title: "Node", text: "The node is stopped, or does not exist yet." }];
  const { container, cli } = node;
  return [
    ...sections,
    { title: "Host", text: await orReason(() => textOrThrow(cli, ["info", "--format", HOST])) },
    { title: "Node", text: await orReason(() => textOrThrow(cli, ["inspect", container, "--format", NODE])) },
    {
      title: "Memory and processor",
      text: await orReason(() => textOrThrow(cli, ["stats", "--no-stream", "--format", LOAD, container])),
    },
    { title: "Disk", text: await orReason(() => disk(cli, container)) },
    {
      title: `Log since ${since}, at most ${MOST_LINES} lines`,
      text: await orReason(() => log(cli, container, since)),
    },
  ];
}

const HOST = [
  "{{.OperatingSystem}}, kernel {{.KernelVersion}}, {{.Architecture}}",
  "{{.NCPU}} processors, {{.MemTotal}} bytes of memory",
  "Docker {{.ServerVersion}}, {{.Driver}}, cgroup {{.CgroupVersion}}",
].join("\n");
const NODE = [
  "image {{.Config.Image}}, created {{.Created}}",
  "{{.State.Status}} since {{.State.StartedAt}}, restarted {{.RestartCount}} times, last exit code {{.State.ExitCode}}",
  "out of memory: {{.State.OOMKilled}}, memory limit {{.HostConfig.Memory}}",
  "command {{json .Config.Cmd}}",
  "health {{with .State.Health}}{{.Status}}, failed {{.FailingStreak}} times{{range .Log}}\n{{.Start}} exit code {{.ExitCode}}: {{.Output}}{{end}}{{end}}",
].join("\n");
const LOAD = "{{.CPUPerc}} processor, {{.MemUsage}} memory, {{.PIDs}} processes, network {{.NetIO}}, disk {{.BlockIO}}";

/** Collects one section; if that fails, the report has the reason instead. */
async function orReason(collect: () => Promise<string>): Promise<string> {
  try {
    return await collect();
  } catch (error) {
    return `Unknown: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Returns the output of `docker`. @throws with that output if it fails */
async function textOrThrow(cli: DockerRunner, args: readonly string[]): Promise<string> {
  const { code, text } = await cli(args);
  if (code !== 0) throw new Error(text.trim());
  return text.trim();
}

function system(state: string): string {
  const manifest = manifestOf(state);
  const lastUpdate = manifest ? `last update ${manifest.time} by Pulumi ${manifest.version ?? "unknown"}` : "no state";
  return [`${versionText()}, Node ${process.version}, ${lastUpdate}`, `${platform()} ${kernel()}, ${arch()}`].join(
    "\n",
  );
}

/** Shows `<secret>` instead of a secret's value. */
function settingsText({ config, isSecret }: StackConfig): string {
  const lines = Object.entries(config).map(([name, value]) => `${name}: ${isSecret(name) ? "<secret>" : value}`);
  return lines.sort().join("\n");
}

const mountsSchema = z.array(z.object({ Name: z.string().optional(), Destination: z.string() }));

async function disk(cli: DockerRunner, container: string): Promise<string> {
  const mounts = mountsSchema.parse(
    JSON.parse(await textOrThrow(cli, ["inspect", container, "--format", "{{json .Mounts}}"])),
  );
  const data = mounts.find(({ Name }) => Name?.endsWith("-data"))?.Destination ?? "/";
  return textOrThrow(cli, ["exec", container, "df", "-h", data]);
}

/** Returns the log sorted by time: Docker returns its two streams one after the other. */
async function log(cli: DockerRunner, container: string, since: string): Promise<string> {
  const text = await textOrThrow(cli, [
    "logs",
    "--timestamps",
    "--since",
    since,
    "--tail",
    String(MOST_LINES),
    container,
  ]);
  return text.split("\n").sort().join("\n");
}
