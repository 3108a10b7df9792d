import * as pulumi from "@pulumi/pulumi";
import { imageOf } from "../images/tags";
import { container, type ContainerPlan } from "../node/container";
import { externalValues, type ValueSources } from "../node/wiring";
import type { StackSettings } from "./stack-config";

export interface NodeLinks extends Omit<ValueSources<pulumi.Input<string>>, "secrets"> {
  /** The keystore file's JSON; secret. */
  readonly keystore: pulumi.Output<string> | undefined;
}

/** Returns what the node's container is made from, with texts that may be Outputs. */
export function nodePlan(
  { settings, release, secrets, isEncrypted }: StackSettings,
  { keystore, ...sources }: NodeLinks,
): ContainerPlan<pulumi.Input<string>> {
  return container<pulumi.Input<string>>(settings, release, {
    image: imageOf(settings, release.version, pulumi.getStack()),
    keystore,
    values: externalValues<pulumi.Input<string>>({ ...sources, secrets }),
    append: (value, text) => pulumi.interpolate`${value}${text}`,
    json: pulumi.jsonStringify,
    isEncrypted,
  });
}
