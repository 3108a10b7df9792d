/** What a report says: asked of the stack, its host and its node. In clear; nothing of it is kept before it is redacted. */
import { arch, platform, release as kernel } from "node:os";
import { z } from "zod";
import type { DockerRunner } from "../../remote/docker";
import { version } from "../../package.json";
import { nodeOf } from "../stack/running-node";
import type { StackSession } from "../stack/session";
import type { StackConfig } from "../stack/stack-config";
import { manifestOf } from "../../pulumi/state";
import type { Section } from "./document";

/** The most lines of a log that a report has. */
const MOST_LINES = 5000;

export interface Asked {
  /** As `docker logs --since` takes it. */
  readonly since: string;
}

export async function collect(stack: StackSession, own: StackConfig, { since }: Asked): Promise<Section[]> {
  const { location, state } = await stack.snapshot();
  const sections = [
    { title: "System", text: await told(() => Promise.resolve(system(state))) },
    { title: "Settings", text: settingsText(own) },
  ];
  if (!location.docker) return [...sections, { title: "Node", text: "The stack is not up." }];
  const node = nodeOf(location);
  if (!node) return [...sections, { title: "Node", text: "The node is stopped, or does not exist yet." }];
  const { container, cli } = node;
  return [
    ...sections,
    { title: "Host", text: await told(() => ask(cli, ["info", "--format", HOST])) },
    { title: "Node", text: await told(() => ask(cli, ["inspect", container, "--format", NODE])) },
    {
      title: "Memory and processor",
      text: await told(() => ask(cli, ["stats", "--no-stream", "--format", LOAD, container])),
    },
    { title: "Disk", text: await told(() => disk(cli, container)) },
    { title: `Log since ${since}, at most ${MOST_LINES} lines`, text: await told(() => log(cli, container, since)) },
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
async function told(ask: () => Promise<string>): Promise<string> {
  try {
    return await ask();
  } catch (error) {
    return `Unknown: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** @throws with what Docker said, if it fails */
async function ask(cli: DockerRunner, words: readonly string[]): Promise<string> {
  const { code, text } = await cli(words);
  if (code !== 0) throw new Error(text.trim());
  return text.trim();
}

function system(state: string): string {
  const manifest = manifestOf(state);
  const made = manifest ? `last update ${manifest.time} by Pulumi ${manifest.version ?? "unknown"}` : "no state";
  return [`aztec-validator ${version}, Node ${process.version}, ${made}`, `${platform()} ${kernel()}, ${arch()}`].join(
    "\n",
  );
}

/** Of a secret, that it is set. */
function settingsText({ config, isSecret }: StackConfig): string {
  const lines = Object.entries(config).map(([name, value]) => `${name}: ${isSecret(name) ? "<secret>" : value}`);
  return lines.sort().join("\n");
}

const mountsSchema = z.array(z.object({ Name: z.string().optional(), Destination: z.string() }));

async function disk(cli: DockerRunner, container: string): Promise<string> {
  const mounts = mountsSchema.parse(JSON.parse(await ask(cli, ["inspect", container, "--format", "{{json .Mounts}}"])));
  const data = mounts.find(({ Name }) => Name?.endsWith("-data"))?.Destination ?? "/";
  return ask(cli, ["exec", container, "df", "-h", data]);
}

/** In the order of its times: its two streams come one after the other. */
async function log(cli: DockerRunner, container: string, since: string): Promise<string> {
  const text = await ask(cli, ["logs", "--timestamps", "--since", since, "--tail", String(MOST_LINES), container]);
  return text.split("\n").sort().join("\n");
}
