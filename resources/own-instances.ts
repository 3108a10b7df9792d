/** Reads from the state of the stack that runs which instances it has. It needs no passphrase and no lock. */
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { lastLine } from "../remote/log-text";
import type { OwnInstance } from "../remote/aws-own-instance";
import { resourcesIn } from "../pulumi/state";
import { askPulumi } from "./ask-pulumi";

const INSTANCE = "aws:ec2/instance:Instance";
/** The organization of a backend that has none. */
const NO_ORGANIZATION = "organization";

/** Returns the instances of the state before this run, or why they are unknown. */
export function ownInstances(): readonly OwnInstance[] | string {
  const [organization, stack] = [pulumi.getOrganization(), pulumi.getStack()];
  const full = askPulumi("stack", "export", "--stack", `${organization}/${pulumi.getProject()}/${stack}`);
  // A bucket of an earlier Pulumi has stacks without a project.
  const isShort = "reason" in full && organization === NO_ORGANIZATION;
  const answer = isShort ? askPulumi("stack", "export", "--stack", stack) : full;
  if ("reason" in answer) return lastLine(answer.reason) || "no answer";
  return instancesIn(answer.text);
}

const outputsSchema = z.looseObject({ instanceType: z.string().optional() });

/** @param state what `pulumi stack export` prints */
function instancesIn(state: string): OwnInstance[] {
  return resourcesIn(state).flatMap(({ type, id, outputs }) =>
    type === INSTANCE && id !== undefined ? [{ id, type: outputsSchema.safeParse(outputs).data?.instanceType }] : [],
  );
}
