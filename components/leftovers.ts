/**
 * An `up` that was killed can leave a container or network that the stack's state knows nothing of. Started beside
 * it, a second node would sign with the same key; so before one is made, what stands in its place is removed, if its
 * label says that it is this stack's own.
 */
import * as pulumi from "@pulumi/pulumi";
import { STOP_GRACE_SECONDS } from "../settings/container";
import { dockerCommand } from "./docker-command";
import type { Host } from "./host";

/** Says which stack a container, network or volume belongs to. */
const STACK_LABEL = "aztec-validator.stack";

/** The label of this stack, for everything it makes on a Docker engine. */
export function stackLabels(): { label: string; value: string }[] {
  return [{ label: STACK_LABEL, value: stackId() }];
}

function stackId(): string {
  return `${pulumi.getProject()}/${pulumi.getStack()}`;
}

type Kind = "container" | "network";

/** A hook that makes room for a container or network of that name before it is created. */
export function clearLeftover(kind: Kind, name: string, host: Host): pulumi.ResourceHook {
  return new pulumi.ResourceHook(`clear-leftover-${kind}-${name}`, async () => {
    const owner = await ownerOf(kind, name, host);
    if (owner === undefined) return;
    if (owner !== stackId()) throw new Error(foreign(kind, name));
    await pulumi.log.warn(`Removing the ${kind} ${name}, which an interrupted run left behind.`);
    if (kind === "container") await dockerCommand(host, ["stop", "--time", String(STOP_GRACE_SECONDS), name]);
    await dockerCommand(host, [kind, "rm", name]);
  });
}

/** The stack that made it; "" if it has no such label; undefined if there is none of that name. */
async function ownerOf(kind: Kind, name: string, host: Host): Promise<string | undefined> {
  const labels = kind === "container" ? ".Config.Labels" : ".Labels";
  const filter = kind === "container" ? `name=^/${name}$` : `name=^${name}$`;
  const ids = await dockerCommand(host, [
    kind,
    "ls",
    ...(kind === "container" ? ["--all"] : []),
    "--quiet",
    "--filter",
    filter,
  ]);
  if (ids === "") return undefined;
  return dockerCommand(host, [
    kind,
    "inspect",
    name,
    "--format",
    `{{with index ${labels} "${STACK_LABEL}"}}{{.}}{{end}}`,
  ]);
}

function foreign(kind: Kind, name: string): string {
  const remove = kind === "container" ? `docker rm --force ${name}` : `docker network rm ${name}`;
  return `There is a ${kind} named ${name} already, and this stack did not make it. If nobody needs it, remove it (${remove}); else give this stack another name.`;
}
