/** Reads claims from the states of a backend's stacks. Pure. */
import { z } from "zod";
import { claimSchema, type LiveClaim } from "../../settings/claim";
import { resourcesIn } from "../../pulumi/state";
import { AZTEC } from "../names";
import { ownName, type StackName } from "./own-name";

const listSchema = z.array(z.object({ name: z.string(), current: z.boolean(), resourceCount: z.number().optional() }));

/** Returns the names of the other stacks that have resources. @param list what `pulumi stack ls --all --json` prints */
export function otherStacks(list: string, self: StackName): string[] {
  const all = listSchema.parse(JSON.parse(list));
  const own = ownName(
    self,
    all.map(({ name }) => name),
  );
  return all.filter(({ name, resourceCount }) => name !== own && resourceCount !== 0).map(({ name }) => name);
}

/** Returns the claims of one stack. @param state what `pulumi stack export` prints */
export function claimsIn(state: string, stack: string): LiveClaim[] {
  const resources = resourcesIn(state);
  const { machine: server } = serverSchema.parse(resources.find(({ type }) => type === AZTEC.hostReady)?.inputs ?? {});
  return resources
    .filter(({ type }) => type === AZTEC.keyClaim)
    .map(({ inputs }) => {
      const claim = claimSchema.parse(inputs);
      return { ...claim, stack, place: server ?? claim.machine ?? claim.engine };
    });
}

const serverSchema = z.looseObject({ machine: z.string().optional() });
