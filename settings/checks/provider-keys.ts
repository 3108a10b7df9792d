/** Refuses configuration of Pulumi's providers: the program makes its own, which do not read it. Pure. */
import { removeFix } from "../fixes";
import { type Problem, wrong } from "../problems";
import { settingAt } from "../schema";

/** What to set instead, by key. */
const INSTEAD: Readonly<Record<string, string>> = {
  "aws:region": "set aws.region",
  "aws:profile": "set aws.profile",
  "aws:assumeRoles": "set aws.profile to a profile with role_arn",
  "aws:assumeRole": "set aws.profile to a profile with role_arn",
  "aws:defaultTags": "set aws.tags",
  "docker:host": "set dockerHost, or host.kind and host.address",
};
const DEFAULT: Readonly<Record<string, string>> = {
  aws: "AWS's own configuration on this machine decides, and aws.profile selects its part",
  docker: "the settings of the host decide",
};

/** @param keys of the stack's configuration, with their namespaces: `aws:region` */
export function providerKeys(keys: readonly string[]): Problem[] {
  return keys.flatMap((key) => {
    const [namespace = "", name = ""] = key.split(/:(.*)/s);
    if (name && namespace !== "pulumi" && DEFAULT[namespace] === undefined && settingAt(name.split(/[.[]/)[0] ?? "")) {
      const message = `is a setting of another project, ${namespace}, so it has no effect: set ${name}`;
      return [wrong(key, message, removeFix(key))];
    }
    const instead = INSTEAD[key] ?? DEFAULT[key.split(":")[0] ?? ""];
    if (instead === undefined || !key.includes(":")) return [];
    return [wrong(key, `has no effect: the stack has a provider of its own. Instead, ${instead}`, removeFix(key))];
  });
}
