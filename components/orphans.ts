/**
 * An `up` that was killed can leave a container or network that the stack's state knows nothing of. Started beside
 * it, a second node would sign with the same key; so before one is made, what stands in its place is removed, if its
 * label says that it is of this state.
 */
import * as pulumi from "@pulumi/pulumi";
import { STOP_GRACE_SECONDS } from "../node/container";
import { orphansArgs, idsIn } from "../remote/volume-container";
import { dockerCommand } from "./docker-command";
import { Hook } from "../resources/hooks";
import type { Host } from "./host";

/** Which stack a container, network or volume is of, for people. */
const STACK_LABEL = "aztec-validator.stack";
/** Which state it is in: `Host.owner`. */
const OWNER_LABEL = "aztec-validator.owner";

/** The label of what may outlive a state and be taken over by the next one: volumes. */
export function stackLabels(): { label: string; value: string }[] {
  return [{ label: STACK_LABEL, value: `${pulumi.getProject()}/${pulumi.getStack()}` }];
}

/** The labels of what is this state's alone: containers and networks. */
export function ownerLabels(host: Host): { label: string; value: pulumi.Input<string> }[] {
  return [...stackLabels(), { label: OWNER_LABEL, value: host.owner }];
}

type Kind = "container" | "network";

/** A hook that makes room for a container or network of that name before it is created. */
export function removeOrphan(kind: Kind, name: string, host: Host): Hook {
  const outputs = { docker: host.docker, self: host.owner };
  return Hook.of(`clear-leftover-${kind}-${name}`, outputs, async ({ docker, self }) => {
    const owner = await ownerOf(kind, name, docker);
    if (owner === undefined) return;
    if (owner !== self) throw new Error(foreign(kind, name));
    await pulumi.log.warn(`Removing the ${kind} ${name}, which an interrupted run left behind.`);
    if (kind === "container") await dockerCommand(docker, ["stop", "--time", String(STOP_GRACE_SECONDS), name]);
    await dockerCommand(docker, [kind, "rm", name]);
  });
}

/** The state that made it; "" if it has no such label; undefined if there is none of that name. */
async function ownerOf(kind: Kind, name: string, docker: readonly string[]): Promise<string | undefined> {
  const labels = kind === "container" ? ".Config.Labels" : ".Labels";
  const filter = kind === "container" ? `name=^/${name}$` : `name=^${name}$`;
  const ids = await dockerCommand(docker, [
    kind,
    "ls",
    ...(kind === "container" ? ["--all"] : []),
    "--quiet",
    "--filter",
    filter,
  ]);
  if (ids === "") return undefined;
  return dockerCommand(docker, [
    kind,
    "inspect",
    name,
    "--format",
    `{{with index ${labels} "${OWNER_LABEL}"}}{{.}}{{end}}`,
  ]);
}

/** A hook that refuses to take over a volume that somebody else's container holds. */
export function refuseHeldVolume(name: string, host: Host): Hook {
  const outputs = { docker: host.docker, self: host.owner };
  return Hook.of(`refuse-held-volume-${name}`, outputs, async ({ docker, self }) => {
    const left = idsIn(await dockerCommand(docker, orphansArgs(name)));
    if (left.length > 0) await dockerCommand(docker, ["rm", ...left]);
    const format = `{{.Names}} {{.Label "${OWNER_LABEL}"}}`;
    const holders = await dockerCommand(docker, ["ps", "--all", "--filter", `volume=${name}`, "--format", format]);
    const stranger = holders.split("\n").find((line) => line !== "" && line.split(" ")[1] !== self);
    if (stranger) throw new Error(foreign("container", stranger.split(" ")[0] ?? ""));
  });
}

function foreign(kind: Kind, name: string): string {
  const remove = kind === "container" ? `docker rm --force ${name}` : `docker network rm ${name}`;
  return `There is a ${kind} named ${name} already, and this stack did not make it: another checkout or another state did. If nobody needs it, remove it (${remove}); else give this stack another name.`;
}
