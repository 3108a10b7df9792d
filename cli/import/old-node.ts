/** The steps by hand that stop and remove an old node, whatever runs it, and the command that copies out of its container. */
import { STOP_GRACE_SECONDS } from "../../node/container";
import { quote } from "../../settings/shell-word";
import type { ImportedStack } from "./convert";
import type { Installation, StartedBy } from "./read/installation";
import type { EngineCommand } from "./safe-commands";

/** A step, and the commands that do it. */
export interface Step {
  readonly title: string;
  readonly commands: readonly string[];
}

interface OldNode {
  /** Comes first if stopping the node loses its data. */
  readonly pause?: Step | undefined;
  readonly stop?: Step | undefined;
  readonly remove?: Step | undefined;
  /** Copies from the old container: `<copy>:<path> <directory>`; undefined if nothing is known of its data. */
  readonly copy?: string | undefined;
  /** The program that has its containers and volumes. */
  readonly engine: EngineCommand;
}

const SLASHING = "two nodes that sign with one key are slashed";
const STOP = "Stop the old node gracefully.";
const MOVE =
  "import what starts the node, such as its compose file, or copy its data directory, which has the record of what it signed, and set storage.path";

export function oldNode(installation: Installation, imported: ImportedStack): OldNode {
  const { compose, started } = installation;
  const isOnlyInside = isInNoMount(imported);
  if (started) return startedNode(started, isOnlyInside);
  if (compose?.swarm) return swarmNode(compose.swarm, isOnlyInside, composeCommand(compose));
  if (compose) return composeNode(compose);
  const title = `Stop the old node and make sure that nothing restarts it: ${SLASHING}. Its data is not known from variables alone: ${MOVE}`;
  return { engine: "docker", stop: { title, commands: [] } };
}

/** Whether the data is in no directory and no named volume, so that it goes with the container. */
export function isInNoMount({ locations }: ImportedStack): boolean {
  return locations !== undefined && !locations.data?.mount.directory && !locations.data?.mount.volume;
}

type OldCompose = NonNullable<Installation["compose"]>;

function composeCommand({ options = [], files }: OldCompose): string {
  const words = ["docker", "compose", ...options, ...files.flatMap((file) => ["-f", file])];
  return words.map(quote).join(" ");
}

function composeNode(compose: OldCompose): OldNode {
  const command = composeCommand(compose);
  const service = quote(compose.service);
  const again = "Make sure that nothing (systemd, cron, a terminal) runs docker compose up there again";
  return {
    engine: "docker",
    stop: {
      title: `${STOP} If the command fails, do not go on: the node may run on another machine, or under another project name.`,
      commands: [ifThere(compose, `stop --timeout ${STOP_GRACE_SECONDS} ${service}`, "was not stopped")],
    },
    copy: `${command} cp ${service}`,
    remove: {
      title: `Remove the old container. ${again}: ${SLASHING}. Its volumes stay.`,
      commands: [ifThere(compose, `rm --force ${service}`, "was not removed")],
    },
  };
}

/**
 * Returns a command of Compose that fails if it finds no container of the service. Compose itself then does nothing and
 * succeeds: for another project name, a renamed folder, a file that was copied to another machine.
 */
function ifThere(compose: OldCompose, action: string, failure: string): string {
  const command = composeCommand(compose);
  const service = quote(compose.service);
  const message = quote(`${compose.service} ${failure}, or is not of this project: find it with docker ps --all`);
  return `${command} ps --all --quiet ${service} | grep -q . && ${command} ${action} || { echo ${message} >&2; false; }`;
}

const PAUSE = "Pause the old node, and never resume it. Its container is removed when it stops";
const COPY_FIRST = "and with it the data, which is in no volume: copy it first.";

/** Swarm replaces a container that stops, and removes it with the service. */
function swarmNode(
  { name, isGlobal }: NonNullable<OldCompose["swarm"]>,
  isOnlyInside: boolean,
  compose: string,
): OldNode {
  const container = `"$(docker ps -q --filter label=com.docker.swarm.service.name=${quote(name)})"`;
  const otherwise = `The file is one for Swarm; if docker compose up started the node instead, stop it with ${compose} stop.`;
  const pause = {
    title: `${PAUSE}, ${COPY_FIRST} Run this where the container runs.`,
    commands: [`docker pause ${container}`],
  };
  const scale = `docker service scale ${quote(name)}=0`;
  const stop = { title: `${STOP} ${otherwise}`, commands: [scale] };
  const why = `so that nothing starts it again: ${SLASHING}. Volumes stay.`;
  return {
    engine: "docker",
    pause: isOnlyInside ? pause : undefined,
    stop: isGlobal ? undefined : stop,
    copy: `docker cp ${container}`,
    remove: {
      title: `${isGlobal ? `Stop and remove the old service` : "Remove the old service"}, ${why}${isGlobal ? ` ${otherwise}` : ""}`,
      commands: [`docker service rm ${quote(name)}`],
    },
  };
}

function startedNode(started: StartedBy, isOnlyInside: boolean): OldNode {
  const { file, container, unit, isAutoRemoved } = started;
  const engine = engineOf(started);
  const name = container === undefined ? "<container>" : quote(container);
  const isLost = isAutoRemoved === true && isOnlyInside;
  const pause = isLost ? { title: `${PAUSE}, ${COPY_FIRST}`, commands: [`${engine} pause ${name}`] } : undefined;
  const all = { engine, pause, copy: `${engine} cp ${name}` };
  if (unit !== undefined) return { ...all, ...unitNode(started, unit, isLost) };
  const again = `Make sure that nothing runs ${file} again (cron, systemd, a terminal): ${SLASHING}.`;
  if (started.engine === undefined) return { ...all, stop: { title: `${STOP} ${again}`, commands: [] } };
  if (isLost) {
    const title = `Remove the old container. ${again}`;
    return { ...all, remove: { title, commands: [`${engine} rm --force ${name}`] } };
  }
  const stop = `${engine} stop --time ${STOP_GRACE_SECONDS} ${name}`;
  const find = container === undefined ? ` ${engine} ps prints its name.` : "";
  if (isAutoRemoved) return { ...all, stop: { title: `${STOP}${find} ${again}`, commands: [stop] } };
  return {
    ...all,
    stop: { title: `${STOP}${find}`, commands: [stop] },
    remove: { title: `Remove the old container. ${again} Its volumes stay.`, commands: [`${engine} rm ${name}`] },
  };
}

/**
 * Stops the unit, and then its container: `docker run --detach` leaves one that systemd does not know, and Docker restarts
 * it. A container that is removed as it stops may be gone by then.
 *
 * @param isLost whether the container has the only copy of the data, and a stop removes it
 */
function unitNode(started: StartedBy, unit: string, isLost: boolean): Pick<OldNode, "stop" | "remove"> {
  const { container = "<container>", isAutoRemoved } = started;
  const engine = engineOf(started);
  const commands = stopUnit(started, unit);
  const title = `Stop the old node, and keep systemd from starting it again: ${SLASHING}.`;
  if (started.engine === undefined || started.isQuadlet) return { stop: { title, commands } };
  const find = started.container === undefined ? ` ${engine} ps --all prints its name.` : "";
  const again = `nothing may start it again: ${SLASHING}.`;
  if (isLost) {
    const remove = `Remove the old container, if it is still there: ${again}${find}`;
    return {
      stop: { title, commands },
      remove: { title: remove, commands: [ifAny(engine, container, "rm --force")] },
    };
  }
  const stop = `stop --time ${STOP_GRACE_SECONDS}`;
  const outlives = `${title} Its container may outlive the unit.${find}`;
  if (isAutoRemoved) {
    return { stop: { title: outlives, commands: [...commands, ifAny(engine, container, stop)] } };
  }
  const name = started.container === undefined ? container : quote(container);
  return {
    stop: { title: outlives, commands: [...commands, `${engine} ${stop} ${name}`] },
    remove: { title: `Remove the old container: ${again} Its volumes stay.`, commands: [`${engine} rm ${name}`] },
  };
}

/** Returns a command for a container, which succeeds also if there is none of the name. */
function ifAny(engine: EngineCommand, name: string, action: string): string {
  return `${engine} ps --all --quiet --filter ${quote(`name=^${name}$`)} | xargs -r ${engine} ${action}`;
}

/** Returns the command of the engine that has the containers: a unit of the system is root's, and podman has some for each user. */
function engineOf({ engine = "docker", unit, isUserUnit }: StartedBy): EngineCommand {
  return engine === "podman" && unit !== undefined && !isUserUnit ? "sudo podman" : engine;
}

/** A unit that podman generates of a `.container` file comes back with the next reload, as long as the file is there. */
function stopUnit({ file, isQuadlet, isUserUnit }: StartedBy, unit: string): string[] {
  const systemctl = isUserUnit ? "systemctl --user" : "sudo systemctl";
  if (!isQuadlet) return [`${systemctl} disable --now ${quote(unit)}`];
  const move = `${isUserUnit ? "" : "sudo "}mv ${quote(file)} ${quote(`${file}.old`)}`;
  return [`${systemctl} stop ${quote(unit)} && ${move} && ${systemctl} daemon-reload`];
}
