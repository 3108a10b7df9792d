/** Configuration of Pulumi's own providers in a stack's file. */
import { expect, it } from "vitest";
import { problemList } from "../problems";
import { providerKeys } from "./provider-keys";

it("is refused, with what to set instead and the command that removes it", () => {
  const keys = ["aws:region", "aws:assumeRoles", "aws:maxRetries", "docker:host", "pulumi:tags", "another:key"];
  expect(problemList(providerKeys(keys)).split("\n")).toEqual([
    "4 problems in the settings; nothing was changed.",
    "  aws:region has no effect: the stack has a provider of its own. Instead, set aws.region",
    "      pulumi config rm aws:region",
    "  aws:assumeRoles has no effect: the stack has a provider of its own. Instead, set aws.profile to a profile with role_arn",
    "      pulumi config rm aws:assumeRoles",
    "  aws:maxRetries has no effect: the stack has a provider of its own. Instead, AWS's own configuration on this machine decides, and aws.profile selects its part",
    "      pulumi config rm aws:maxRetries",
    "  docker:host has no effect: the stack has a provider of its own. Instead, set dockerHost, or host.kind and host.address",
    "      pulumi config rm docker:host",
  ]);
});
