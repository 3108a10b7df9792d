/** Where a stack's node is, read from its state. Pure. */
import { z } from "zod";
import { type Resource, resourcesIn } from "../../pulumi/state";
import { AZTEC, COMPONENT, nodeResource, PROVIDED } from "../../resources/names";
import { engineInState, engineUrl } from "../../remote/local-engine";
import { hostKeyPlace, type HostKeyPlace, type HostKeys } from "../../remote/host-keys";

/** The place of a node, as far as it exists. */
export interface NodeLocation {
  /** The command and first arguments that reach the host's Docker; undefined before the host exists. */
  readonly docker?: readonly string[] | undefined;
  /** Id of the only machine that reaches that Docker; undefined if others do too, and in states of earlier versions. */
  readonly machine?: string | undefined;
  /** The container's name; undefined while the node is stopped, or before it exists. */
  readonly container?: string | undefined;
  /** The name of the data volume. */
  readonly volume?: string | undefined;
  /** The id of the node's image on the host. */
  readonly image?: string | undefined;
  /** The name of the image that the last `up` selected. */
  readonly imageName?: string | undefined;
  /** The snapshot that the disk of the data was made from. */
  readonly copiedFrom?: string | undefined;
}

const command = z.array(z.string()).min(1);
const text = z.string();
const filled = text.min(1);

/** A stack's state at one moment: a command reads it once and passes it on. */
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
  // A remote host is usable once HostReady has reached it; this machine is from the beginning.
  const host = resourceOfType(resources, AZTEC.hostReady) ?? resourceOfType(resources, COMPONENT.localHost);
  const image = resourceNamed(resources, PROVIDED.image, nodeResource("image"));
  return {
    docker: dockerIn(resources, command.safeParse(host?.outputs.docker).data),
    machine: machineIn(resources),
    container: text.safeParse(resourceNamed(resources, PROVIDED.container, nodeResource("container"))?.inputs.name)
      .data,
    volume: text.safeParse(resourceNamed(resources, PROVIDED.volume, nodeResource("data"))?.inputs.name).data,
    copiedFrom: filled.safeParse(resourceOfType(resources, PROVIDED.awsVolume)?.outputs.snapshotId).data,
    image: text.safeParse(image?.outputs.imageId).data,
    imageName: text.safeParse(image?.inputs.name).data,
  };
}

/** Returns the command that reaches the node's Docker. Its claim knows the engine best, as it does the machine. */
function dockerIn(resources: readonly Resource[], docker: readonly string[] | undefined): typeof docker {
  const recorded = engineInState(docker);
  const claimed = claimsIn(resources).map(({ engine }) => filled.safeParse(engine).data);
  const engine = claimed.find((one) => one !== undefined);
  if (recorded === undefined || engine === undefined || engine === engineUrl(recorded.host)) return docker;
  return ["docker", "--host", engine];
}

function claimsIn(resources: readonly Resource[]) {
  return resources.filter(({ type }) => type === AZTEC.keyClaim).map(({ inputs }) => inputs);
}

/**
 * Returns the machine that a node is on. Its claim knows it best: an `up` on another machine changes the outputs of
 * LocalHost before the claim refuses it.
 */
function machineIn(resources: readonly Resource[]): string | undefined {
  const claims = claimsIn(resources).map(({ machine }) => machine);
  const host = resourceOfType(resources, COMPONENT.localHost)?.outputs.machine;
  return [...claims, host].map((one) => filled.safeParse(one).data).find((one) => one !== undefined);
}

/** Returns the SSH host keys of a stack's host, and where SSH looks for them; undefined if the state has none. */
export function hostKeysIn(state: string): { readonly place: HostKeyPlace; readonly keys: HostKeys } | undefined {
  const host = resourceOfType(resourcesIn(state), AZTEC.hostReady);
  const place = hostKeyPlace.safeParse(host?.inputs.hostKey).data;
  const keys = z.array(text).safeParse(host?.outputs.hostKeys).data;
  return place && keys && { place, keys };
}

function resourceOfType(resources: readonly Resource[], type: string): Resource | undefined {
  return resources.find((resource) => resource.type === type);
}

function resourceNamed(resources: readonly Resource[], type: string, name: string): Resource | undefined {
  return resources.find((resource) => resource.type === type && resource.urn.endsWith(`::${name}`));
}
