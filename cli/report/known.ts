/** What is known of an operator from settings and machine, for the redaction. */
import { homedir, hostname, userInfo } from "node:os";
import { typedValues, valueAt } from "../../settings/config-values";
import { secretTexts } from "../../settings/check-config";
import { settingsSchema } from "../../settings/schema";
import type { StackConfig } from "../stack/stack-config";
import type { Known } from "./redact";

/** Settings that tell where the operator's servers are, and what is written instead. */
const PLACES = [
  ["host.address", "host"],
  ["host.user", "user"],
] as const;

/** @param others secrets that are in no setting, since they were generated @param hosts names of hosts */
export function knownOf({ config, isSecret }: StackConfig, others: readonly string[], hosts: readonly string[]): Known {
  // Servers that are no secret are told by their form, and so from each other.
  const isHidden = ([path, text]: [string, string]) => isSecret(path.split(".")[0] ?? "") || !text.includes("://");
  const hidden = Object.entries(secretTexts(config)).filter(isHidden);
  const values = typedValues(settingsSchema, config);
  const places = PLACES.map(([path, what]) => [textOf(valueAt(values, path.split("."))), what] as const);
  const names = [
    ...places,
    ...[...hosts, hostname()].map((name) => [name, "host"] as const),
    ...[[userInfo().username, "user"] as const, [homedir(), "home"] as const],
  ];
  return {
    secrets: [...hidden.map(([, text]) => text), ...others].filter(Boolean),
    names: Object.fromEntries(names.filter(([name]) => name !== "")),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
