/** Reads claims from the states of a backend's stacks. Pure. */
import { z } from "zod";
import { claimSchema, type LiveClaim } from "../../settings/claim";
import { resourcesIn } from "../../pulumi/state";
import { isRelease } from "../../settings/releases/release";
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
  // A claim of an earlier version has no release, but on a public network the check of the release does.
  const fit = fitSchema.parse(resources.find(({ type }) => type === AZTEC.releaseFit)?.inputs ?? {});
  return resources
    .filter(({ type }) => type === AZTEC.keyClaim)
    .map(({ inputs }) => {
      const claim = claimSchema.parse(inputs);
      const release = claim.release ?? (claim.ha && fit.release);
      return { ...claim, release, stack, place: server ?? claim.machine ?? claim.engine };
    });
}

const fitSchema = z.looseObject({ release: z.string().refine(isRelease).optional().catch(undefined) });
const serverSchema = z.looseObject({ machine: z.string().optional() });
