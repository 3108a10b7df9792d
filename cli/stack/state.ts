/** Where a stack's node is, read from its state. Pure. */
import { z } from "zod";
import { type Resource, resourcesIn } from "../../pulumi/state";
import { AZTEC, COMPONENT, nodeResource, PROVIDED } from "../../resources/names";

/** Where a node is, and what of it there is. */
export interface NodeLocation {
  /** The command and first words that reach the host's Docker; undefined before there is a host. */
  readonly docker?: readonly string[] | undefined;
  /** The container's name; undefined where the node is stopped, or has not been made. */
  readonly container?: string | undefined;
  /** The name of the data volume. */
  readonly volume?: string | undefined;
  /** The id of the node's image, which is on the host. */
  readonly image?: string | undefined;
}

const words = z.array(z.string()).min(1);
const text = z.string();

/** A stack's state at one moment, as a command reads it once and hands it on. */
export interface StackSnapshot {
  /** What `pulumi stack export` printed: secrets in it are encrypted. */
  readonly state: string;
  readonly location: NodeLocation;
}

/** @param state what `pulumi stack export` prints */
export function snapshotOf(state: string): StackSnapshot {
  return { state, location: nodeLocation(state) };
}

/** @param state what `pulumi stack export` prints */
export function nodeLocation(state: string): NodeLocation {
  const resources = resourcesIn(state);
  // A host that is asked by SSH is known once it has answered; this machine is from the beginning.
  const host = resourceOfType(resources, AZTEC.hostReady) ?? resourceOfType(resources, COMPONENT.localHost);
  return {
    docker: words.safeParse(host?.outputs.docker).data,
    container: text.safeParse(resourceNamed(resources, PROVIDED.container, nodeResource("container"))?.inputs.name)
      .data,
    volume: text.safeParse(resourceNamed(resources, PROVIDED.volume, nodeResource("data"))?.inputs.name).data,
    image: text.safeParse(resourceNamed(resources, PROVIDED.image, nodeResource("image"))?.outputs.imageId).data,
  };
}

function resourceOfType(resources: readonly Resource[], type: string): Resource | undefined {
  return resources.find((resource) => resource.type === type);
}

function resourceNamed(resources: readonly Resource[], type: string, name: string): Resource | undefined {
  return resources.find((resource) => resource.type === type && resource.urn.endsWith(`::${name}`));
}
