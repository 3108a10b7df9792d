/** What of a stack's state a move goes by. Pure. */
import { p2pKey } from "../../keys/keys";
import { generatedKey } from "../keys/generated-key";
import { manifestOf, resourcesIn } from "../../pulumi/state";
import { nodeResource } from "../../resources/names";

/** The p2p key that a stack generated. @param state what `pulumi stack export --show-secrets` prints */
export function generatedIdentity(state: string): string | undefined {
  const bytes = generatedKey(state, "p2p");
  return bytes === undefined ? undefined : p2pKey(bytes);
}

/** When a state was last written: each update of the stack moves it on. @param state what `pulumi stack export` prints */
export function writtenAt(state: string): string {
  return manifestOf(state)?.time ?? "";
}

/** The record of a node's keys in its stack's state; undefined where it has none. */
export function claimUrn(state: string): string | undefined {
  return resourcesIn(state).find(({ urn }) => urn.endsWith(`::${nodeResource("claim")}`))?.urn;
}
