/** Reads what a move needs from a stack's state. Pure. */
import { p2pKey } from "../../keys/keys";
import { generatedKey } from "../keys/generated-key";
import { manifestOf, resourcesIn } from "../../pulumi/state";
import { nodeResource } from "../../resources/names";

/** Returns the p2p key that a stack generated. @param state what `pulumi stack export --show-secrets` prints */
export function generatedIdentity(state: string): string | undefined {
  const bytes = generatedKey(state, "p2p");
  return bytes === undefined ? undefined : p2pKey(bytes);
}

/** Returns when a state was last written; each `up` writes it. @param state what `pulumi stack export` prints */
export function writtenAt(state: string): string {
  return manifestOf(state)?.time ?? "";
}

/** Returns the resource that claims the node's keys; undefined if the state has none. */
export function claimUrn(state: string): string | undefined {
  return urnOf(state, nodeResource("claim"));
}

/** Returns the node's container; undefined if the state has none. */
export function containerUrn(state: string): string | undefined {
  return urnOf(state, nodeResource("container"));
}

function urnOf(state: string, name: string): string | undefined {
  return resourcesIn(state).find(({ urn }) => urn.endsWith(`::${name}`))?.urn;
}
