/** Collects what a report must not contain, from the settings and from this machine. */
import { homedir, hostname, userInfo } from "node:os";
import { typedValues, valueAt } from "../../settings/config-values";
import { secretTexts } from "../../settings/check-config";
import { settingsSchema } from "../../settings/schema";
import type { StackConfig } from "../stack/plain-config";
import type { RedactionInput } from "./redact";

/** Settings that identify the operator's servers, and their replacements. */
const LOCATION_SETTINGS = [
  ["host.address", "host"],
  ["host.user", "user"],
] as const;

/**
 * Returns secrets and names to redact.
 *
 * @param others generated secrets, which no setting has
 * @param hosts host names
 */
export function redactionInput(
  { config, isSecret }: StackConfig,
  others: readonly string[],
  hosts: readonly string[],
): RedactionInput {
  // URLs that are not secret are recognised by their form, and so get numbers of their own.
  const isHidden = ([path, text]: [string, string]) => isSecret(path.split(".")[0] ?? "") || !text.includes("://");
  const hidden = Object.entries(secretTexts(config)).filter(isHidden);
  const values = typedValues(settingsSchema, config);
  const locations = LOCATION_SETTINGS.map(([path, what]) => [textOf(valueAt(values, path.split("."))), what] as const);
  const names = [
    ...locations,
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
