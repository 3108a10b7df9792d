/**
 * Hooks against orphans. An `up` that was killed can leave a container or network that is in no state. A second node
 * started beside it would sign with the same key. So before one is created, an orphan of the same name is removed if its
 * label says that it belongs to this state.
 */
import * as pulumi from "@pulumi/pulumi";
import { STOP_GRACE_SECONDS } from "../node/container";
import { dockerOnHost, dockerOutput, dockerRunner, nameFilter } from "../remote/docker";
import { removeStaleContainers } from "../remote/volume-container";
import { Hook } from "../resources/hooks";
import { STACK_LABEL } from "../settings/stack-name";
import type { Host } from "./host";

/** Label with the state that it belongs to: `Host.owner`. */
export const OWNER_LABEL = "aztec-validator.owner";

/** Limit for one command, in milliseconds: a node that stops takes up to its grace period. */
const TIMEOUT = (STOP_GRACE_SECONDS + 60) * 1000;

/** Returns the label of what may outlive a state and be taken over by the next one: volumes. */
export function stackLabels(): { label: string; value: string }[] {
  return [{ label: STACK_LABEL, value: `${pulumi.getProject()}/${pulumi.getStack()}` }];
}

/** Returns the labels of what belongs to one state: containers and networks. */
export function ownerLabels(host: Host): { label: string; value: pulumi.Input<string> }[] {
  return [...stackLabels(), { label: OWNER_LABEL, value: host.owner }];
}

type OrphanKind = "container" | "network";

/** Returns a hook that removes an orphan of this name before a container or network is created. */
export function removeOrphan(kind: OrphanKind, name: string, host: Host): Hook {
  const outputs = { docker: host.docker, self: host.owner };
  // Pulumi stores a hook's name in the state.
  return Hook.of(`clear-leftover-${kind}-${name}`, outputs, async ({ docker, self }) => {
    const owner = await ownerOf(kind, name, docker);
    if (owner === undefined) return;
    if (owner !== self) throw new Error(foreignText(docker, kind, name));
    await pulumi.log.warn(`Removing the ${kind} ${name}: an interrupted run left it behind.`);
    if (kind === "container") {
      await dockerOutput(docker, ["stop", "--time", String(STOP_GRACE_SECONDS), name], TIMEOUT);
    }
    await dockerOutput(docker, [kind, "rm", name], TIMEOUT);
  });
}

/** Returns the owner label: "" if it is missing; undefined if nothing has this name. */
async function ownerOf(kind: OrphanKind, name: string, docker: readonly string[]): Promise<string | undefined> {
  const [labels, all] = kind === "container" ? [".Config.Labels", ["--all"]] : [".Labels", []];
  const ids = await dockerOutput(docker, [kind, "ls", ...all, "--quiet", "--filter", nameFilter(kind, name)], TIMEOUT);
  if (ids === "") return undefined;
  const format = `{{with index ${labels} "${OWNER_LABEL}"}}{{.}}{{end}}`;
  return dockerOutput(docker, [kind, "inspect", name, "--format", format], TIMEOUT);
}

/** Returns a hook that refuses to take over a volume that a container of another state uses. */
export function refuseHeldVolume(name: string, host: Host): Hook {
  const outputs = { docker: host.docker, self: host.owner };
  return Hook.of(`refuse-held-volume-${name}`, outputs, async ({ docker, self }) => {
    await removeStaleContainers(dockerRunner(docker, TIMEOUT), name);
    const format = `{{.Names}} {{.Label "${OWNER_LABEL}"}}`;
    const args = ["ps", "--all", "--filter", `volume=${name}`, "--format", format];
    const users = await dockerOutput(docker, args, TIMEOUT);
    const foreign = users.split("\n").find((line) => line !== "" && line.split(" ")[1] !== self);
    if (foreign) throw new Error(foreignText(docker, "container", foreign.split(" ")[0] ?? ""));
  });
}

function foreignText(docker: readonly string[], kind: OrphanKind, name: string): string {
  const command = dockerOnHost(docker);
  const remove = kind === "container" ? `${command} rm --force ${name}` : `${command} network rm ${name}`;
  return [
    `The host already has a ${kind} named ${name}, and it does not belong to this stack's state.`,
    `Another checkout or another state created it. If nobody needs it, remove it (${remove}).`,
    "Otherwise give this stack another name.",
  ].join(" ");
}
