/**
 * Types and names of resources that several rooms rely on: the components register them, and the CLI finds them in a
 * stack's state. Changing one replaces the resource in every operator's stack; see test/golden/urns.txt.
 */

/** Types of the project's own custom resources. */
export const AZTEC = {
  accountPin: "aztec:index:AccountPin",
  hostReady: "aztec:index:HostReady",
  hostKeyGuard: "aztec:index:HostKeyGuard",
  hostLoss: "aztec:index:HostLoss",
  instanceStop: "aztec:index:InstanceStop",
  nodeReady: "aztec:index:NodeReady",
  bootnode: "aztec:index:Bootnode",
  keyClaim: "aztec:index:KeyClaim",
  keyFiles: "aztec:index:KeyFiles",
  releaseFit: "aztec:index:ReleaseFit",
  localChain: "aztec:index:LocalChain",
  chainMember: "aztec:index:ChainMember",
  endpointGuard: "aztec:index:EndpointGuard",
} as const;

/** Types of the components that the CLI reads. */
export const COMPONENT = {
  localHost: "aztec-validator:index:LocalHost",
  validatorKeys: "aztec-validator:index:ValidatorKeys",
} as const;

/** Types of the Docker and random providers that the CLI reads. */
export const PROVIDED = {
  container: "docker:index/container:Container",
  volume: "docker:index/volume:Volume",
  image: "docker:index/remoteImage:RemoteImage",
  randomBytes: "random:index/randomBytes:RandomBytes",
  awsVolume: "aws:ebs/volume:Volume",
} as const;

/** Names of the components of a stack. */
export const NODE = "node";
export const KEYS = "keys";

type NodePart = "image" | "data" | "network" | "container" | "ready" | "claim" | "keys" | "fit";

/** Returns the name of a resource of the node. @param node name of the component */
export function nodeResource(part: NodePart, node: string = NODE): string {
  return `${node}-${part}`;
}

/** Returns the name of the resource with the node's key files. @param keys name of the component with the volume */
export function keyFilesResource(keys: string = nodeResource("keys")): string {
  return `${keys}-files`;
}

/** Keys that the first `up` generates if the settings have none. */
export type GeneratedKey = "attester" | "p2p" | "admin" | "prover";

/** Returns the name of the random bytes of a generated key. @param keys name of the component */
export function generatedKeyResource(key: GeneratedKey, keys: string = KEYS): string {
  return `${keys}-${key}`;
}

/** Label of a development chain's volume with the release of its contracts. */
export const RELEASE_LABEL = "aztec-validator.release";

/** Returns the name of the volume with a development chain. @param l1 name of its L1's container */
export function stateVolume(l1: string): string {
  return `${l1}-state`;
}

/** Returns the stack of a resource's URN, `urn:pulumi:<stack>::…`, for the commands of messages. */
export function stackOfUrn(urn: string): string {
  return /^urn:pulumi:([^:]+)::/.exec(urn)?.[1] ?? "<stack>";
}
