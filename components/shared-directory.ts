/**
 * Refuses a directory for the data that another node has. The names of volumes do not show that: two stacks have two names,
 * and an old node may have mounted the directory without a volume.
 */
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { STOP_GRACE_SECONDS } from "../node/container";
import { dockerOnHost, dockerOutput, type DockerRunner, dockerRunner } from "../remote/docker";
import { lastLine } from "../remote/log-text";
import { Hook } from "../resources/hooks";
import { setCommand } from "../settings/commands";
import { STACK_LABEL } from "../settings/stack-name";
import type { Host } from "./host";
import { OWNER_LABEL } from "./orphans";

/** Limit for one command, in milliseconds. */
const TIMEOUT = 60_000;

const containerSchema = z.object({
  name: z.string(),
  status: z.string(),
  restart: z.string(),
  owner: z.string(),
  mounts: z
    .array(z.object({ Name: z.string().optional(), Source: z.string().optional(), RW: z.boolean() }))
    .nullish()
    .transform((mounts) => mounts ?? []),
});
const volumeSchema = z.object({ name: z.string(), stack: z.string(), device: z.string() });
type HostContainer = z.output<typeof containerSchema>;
type HostVolume = z.output<typeof volumeSchema>;

/** Not all of them: environments and the options of network drives may have secrets. */
const CONTAINER = `{"name":{{json .Name}},"status":{{json .State.Status}},"restart":{{json .HostConfig.RestartPolicy.Name}},"owner":{{json (index .Config.Labels "${OWNER_LABEL}")}},"mounts":{{json .Mounts}}}`;
const VOLUME = `{"name":{{json .Name}},"stack":{{json (index .Labels "${STACK_LABEL}")}},"device":{{json (index .Options "device")}}}`;

/** Containers and volumes of a host. */
export interface HostUsers {
  readonly containers: readonly HostContainer[];
  readonly volumes: readonly HostVolume[];
}

/** What belongs to the stack itself. */
export interface OwnParts {
  /** Name of the data volume. */
  readonly volume: string;
  /** Value of the containers' label (`Host.owner`). */
  readonly owner: string;
}

/** Another user of a directory. */
export interface DirectoryUser {
  readonly kind: "container" | "volume";
  readonly name: string;
  /** Its directory on the host, which is the same, in the other one, or contains it. */
  readonly directory: string;
  /** Label of the stack that a volume belongs to, as `<project>/<stack>`. */
  readonly stack?: string;
}

/**
 * Returns a hook for a new data volume in a directory of the host. Two nodes damage each other's data, and a node deletes
 * the data of another rollup when it starts.
 *
 * @param volume name of the data volume
 */
export function refuseSharedDirectory(volume: string, directory: string, host: Host): Hook {
  const stack = pulumi.getStack();
  const outputs = { docker: host.docker, owner: host.owner };
  return Hook.of(`refuse-shared-directory-${volume}`, outputs, async ({ docker, owner }) => {
    const user = directoryUser(directory, await usersOf(docker), { volume, owner });
    if (user) throw new Error(refusal(user, directory, stack, dockerOnHost(docker)));
  });
}

async function usersOf(docker: readonly string[]): Promise<HostUsers> {
  const run = dockerRunner(docker, TIMEOUT);
  const list = async (kind: "container" | "volume", ...all: readonly string[]) => {
    const names = await dockerOutput(docker, [kind, "ls", ...all, "--quiet"], TIMEOUT);
    return names === "" ? [] : names.split("\n");
  };
  const containers = await inspected(run, "container", await list("container", "--all"), CONTAINER);
  const volumes = await inspected(run, "volume", await list("volume"), VOLUME);
  return {
    containers: containers.map((one) => containerSchema.parse(one)),
    volumes: volumes.map((one) => volumeSchema.parse(one)),
  };
}

/** Inspects containers or volumes; without one that was removed in between, of which Docker says so. */
async function inspected(run: DockerRunner, kind: string, names: readonly string[], format: string) {
  if (names.length === 0) return [];
  const { code, text } = await run([kind, "inspect", "--format", format, ...names]);
  const isAnswer = code === 0 || /no such (container|volume)/i.test(text);
  if (!isAnswer) throw new Error(`Docker on the host cannot list what uses its directories: ${lastLine(text)}`);
  const lines = text.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line): unknown => JSON.parse(line));
}

/**
 * Returns what else has a directory: a container of another state that runs, or that Docker starts again by itself, or the
 * volume of another stack, whose node may be stopped. A read-only mount, as of a monitoring tool, changes no data; and no
 * node has the whole disk as its data. Pure.
 */
export function directoryUser(
  directory: string,
  { containers, volumes }: HostUsers,
  own: OwnParts,
): DirectoryUser | undefined {
  const devices = new Map(volumes.filter(({ device }) => device !== "").map(({ name, device }) => [name, device]));
  const ofContainers = containers
    .filter((one) => isLive(one) && one.owner !== own.owner)
    .flatMap(({ name, mounts }) =>
      mounts
        .filter((mount) => mount.RW && mount.Name !== own.volume)
        .map(({ Name = "", Source = "" }) => devices.get(Name) ?? Source)
        .filter((source) => source !== "/")
        .map((source): DirectoryUser => ({ kind: "container", name: name.replace(/^\//, ""), directory: source })),
    );
  const ofStacks = volumes
    .filter(({ name, stack }) => stack !== "" && name !== own.volume)
    .map(({ name, stack, device }): DirectoryUser => ({ kind: "volume", name, stack, directory: device }));
  return [...ofContainers, ...ofStacks].find((user) => doMeet(user.directory, directory));
}

/** Returns whether a container runs, or starts with Docker although somebody stopped it. */
function isLive({ status, restart }: HostContainer): boolean {
  return ["running", "paused", "restarting"].includes(status) || restart === "always";
}

/** Returns whether two directories are the same, or one is in the other. */
function doMeet(one: string, other: string): boolean {
  if (!one.startsWith("/")) return false;
  const [a, b] = [one, other].map((text) => `${path.posix.resolve(text)}/`);
  return a !== undefined && b !== undefined && (a.startsWith(b) || b.startsWith(a));
}

function refusal(user: DirectoryUser, directory: string, stack: string, docker: string): string {
  const { kind, name } = user;
  const place = user.directory === directory ? "that directory" : user.directory;
  const owner = user.stack === undefined ? "" : `, of the stack ${user.stack.split("/").at(-1) ?? ""}`;
  return [
    `storage.path is ${directory}, and the host has a ${kind} with ${place} already: ${name}${owner}. Two nodes in one directory`,
    "damage each other's data, and a node deletes the data of another network when it starts. No node was started.",
    `Use another directory: ${setCommand("storage.path", "<directory>", stack)}.`,
    ...(kind === "container"
      ? [
          `If it is an old node whose place this stack takes, remove it: ${docker} stop --time ${STOP_GRACE_SECONDS} ${name} && ${docker} rm ${name}.`,
          "If it is no node, stop it until `up` has made the data volume.",
        ]
      : [`If that stack is gone for good, remove its volume; the files stay: ${docker} volume rm ${name}.`]),
  ].join(" ");
}
