/** Recognises kinds of Docker in which a node's container cannot run, before anything is stopped for it. */
import { z } from "zod";
import { parseJson } from "../keys/json";
import { isAtLeast } from "../settings/version";
import { setCommand } from "../settings/commands";
import type { Settings } from "../settings/schema";
import type { DockerRunner } from "./docker";
import { lastLine } from "./log-text";

/** Docker 20.10. Older ones deny clone3, without which the programs in the node's image start no thread. */
const OLDEST_API = "1.41";

/** Schema of what `docker info` and `docker version` print. Podman leaves fields out. */
const infoSchema = z.object({
  DockerRootDir: z.string().catch(""),
  SecurityOptions: z.array(z.string()).nullish().catch([]),
  LiveRestoreEnabled: z.boolean().catch(false),
  MemoryLimit: z.boolean().catch(true),
  OSType: z.string().catch(""),
  /** Only in the output of Podman's own command. */
  host: z.unknown().optional(),
});
type DockerInfo = z.output<typeof infoSchema>;

const serverSchema = z.object({
  ApiVersion: z.string().catch(""),
  Components: z
    .array(z.object({ Name: z.string() }))
    .nullish()
    .catch([]),
});

/** An engine. */
interface DockerEngineKind extends DockerInfo {
  readonly api: string;
  readonly components: readonly string[];
}

/** The needs of a stack. */
export interface DockerNeeds {
  /** Directory of the host for the data; undefined for a volume. */
  readonly directory?: string | undefined;
  /** Whether peers connect to the node: not on a local network. */
  readonly hasPeers: boolean;
  /** Whether the engine is that of this machine, which `dockerHost` names; else a host's own command finds it. */
  readonly isHere: boolean;
  /** The stack, for commands. */
  readonly stack: string;
}

/** Returns what a stack needs of an engine. */
export function needsOf(
  { host, network, p2p, storage }: Pick<Settings, "host" | "network" | "p2p" | "storage">,
  stack: string,
): DockerNeeds {
  const directory = storage.kind === "bind" ? storage.path : undefined;
  return { directory, hasPeers: network !== "local" && p2p.enabled, isHere: host.kind === "local", stack };
}

/** The reason why a node's container cannot run in an engine, and the remedy. */
export interface DockerProblem {
  readonly message: string;
  readonly remedy: string;
}

const DISTRIBUTION = "sudo apt-get install docker.io";

/** Parses the output of `docker info` and of `docker version`, both as JSON. @returns undefined if it is none */
export function dockerKind(info: string, server: string): DockerEngineKind | undefined {
  const parsed = infoSchema.safeParse(parseJson(info));
  if (!parsed.success) return undefined;
  const { data: version } = serverSchema.safeParse(parseJson(server));
  return {
    ...parsed.data,
    api: version?.ApiVersion ?? "",
    components: (version?.Components ?? []).map(({ Name }) => Name),
  };
}

/** Returns why a node's container cannot run in an engine; undefined if it can. Pure. */
export function dockerProblem(kind: DockerEngineKind, needs: DockerNeeds): DockerProblem | undefined {
  const { DockerRootDir: root, api, components, OSType } = kind;
  const security = (kind.SecurityOptions ?? []).map((option) => option.split(",")[0]);
  if (root.startsWith("/var/snap/") || root.includes("/snap/docker/")) return SNAP;
  if (
    kind.host !== undefined ||
    components.some((name) => /podman/i.test(name)) ||
    root.endsWith("/containers/storage")
  )
    return PODMAN;
  if (OSType !== "" && OSType !== "linux")
    return { message: `Docker runs ${OSType} containers`, remedy: "switch Docker to Linux containers" };
  if (api !== "" && !isAtLeast(api, OLDEST_API)) return tooOld(api);
  if (security.includes("name=rootless") && needs.hasPeers) return rootless(needs);
  if (security.includes("name=userns") && needs.directory !== undefined) return remapped(needs.directory, needs.stack);
  return undefined;
}

const SNAP: DockerProblem = {
  message:
    "Docker is the one from snap. It is confined to directories of its own, and snap restarts it with each refresh, and the node with it",
  remedy: `install Docker from the distribution instead; this removes the snap's containers and volumes: sudo snap remove docker && ${DISTRIBUTION}`,
};

const PODMAN: DockerProblem = {
  message:
    "Podman answers instead of Docker. It does not start containers again after a reboot, and does not run health checks as Docker does",
  remedy: `install Docker, and unset DOCKER_HOST if it names Podman's socket: ${DISTRIBUTION}`,
};

const rootless = ({ isHere, stack }: DockerNeeds): DockerProblem => ({
  message:
    "Docker is rootless. It hides the addresses of peers from the node, which then finds none, and may not enforce memory limits",
  remedy: isHere
    ? `use the system's Docker: ${setCommand("dockerHost", "unix:///var/run/docker.sock", stack)}`
    : "use the system's Docker, on the host as the user that SSH logs in as: docker context use default, without DOCKER_HOST in that user's environment",
});

function remapped(directory: string, stack: string): DockerProblem {
  return {
    message: `Docker maps the users of containers to others (userns-remap), so the node cannot write to ${directory} (storage.path)`,
    remedy: `use a volume of Docker's: ${setCommand("storage.kind", "volume", stack)}, without storage.path. Or remove userns-remap from /etc/docker/daemon.json`,
  };
}

function tooOld(api: string): DockerProblem {
  return {
    message: `Docker's API is ${api}, older than ${OLDEST_API} (Docker 20.10): the programs in the node's image cannot start threads in it`,
    remedy: "update Docker: sudo apt-get update && sudo apt-get install docker.io",
  };
}

/** The texts by which Docker's client and an engine say that neither speaks the other's API. */
const MISMATCH = /client version \S+ is too (?:new|old)/i;

/** Queries an engine. @returns undefined if it does not answer: then Docker itself says why */
export async function findDockerProblem(docker: DockerRunner, needs: DockerNeeds): Promise<DockerProblem | undefined> {
  const info = await docker(["info", "--format", "{{json .}}"]);
  if (MISMATCH.test(info.text))
    return {
      message: `Docker's command and its engine have incompatible versions: ${lastLine(info.text)}`,
      remedy: "update the older one of the two",
    };
  const server = await docker(["version", "--format", "{{json .Server}}"]);
  const kind = dockerKind(firstJson(info.text), firstJson(server.text));
  return kind && dockerProblem(kind, needs);
}

/** Finds the JSON in an output: Docker prints warnings beside its answer, and podman's own command an answer over many lines. */
function firstJson(text: string): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith("{"));
  if (start < 0) return "";
  const end = lines.indexOf("}", start);
  return lines.slice(start, end < 0 ? start + 1 : end + 1).join("\n");
}
