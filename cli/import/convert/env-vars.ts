/** Converts environment variables to settings, by the names in the settings' table. Values are not validated here. */
import { parseEnv } from "node:util";
import { z } from "zod";
import { REPEATED } from "../../../settings/checks/harmful-variables";
import { defaultOf } from "../../../settings/defaults";
import { envVarNamesOf, envVars } from "../../../settings/releases/env-vars";
import { knownVariables } from "../../../settings/releases/release";
import { settingAt } from "../../../settings/schema";
import { inputType } from "../../../settings/schema/definition";
import { DROPPED_VARIABLES, LIBRARY_VARIABLE, RESERVED_VARIABLES } from "../../../settings/schema/fixed";
import { nearest, settingOfVariable } from "../../../settings/similar-names";
import type { Dropped } from "../read/effective-env";
import type { EnvVars } from "../read/interpolation";
import type { Conversion, Converted } from "./conversion";

/** The conversion of one variable. Only `values` contains its value, which may be a secret. */
type Result = { readonly values: Record<string, string>; readonly path: string; readonly note?: string } | string;

/** Variables that cannot be converted, with the reason. */
const NOT_CONVERTED: Readonly<Record<string, string>> = {
  ...DROPPED_VARIABLES,
  WS_DATA_DIRECTORY: "a path in the old container; the new node builds its world state in its own data directory",
  AZTEC_ADMIN_API_KEY_HASH: "a password cannot be recovered from its hash; a new one is generated",
};

/** Settings of variables that no stack writes: it gives the node a keystore file instead. */
const IN_KEYSTORE: Readonly<Record<string, string>> = { ...REPEATED, WEB3_SIGNER_URL: "remoteSignerUrl" };

/** Returns the setting of a variable of an old node, also of one that a stack's node gets in a keystore file instead. */
export function pathOf(name: string): string | undefined {
  return settingOfVariable(name) ?? IN_KEYSTORE[name];
}

/** The setting with which a node votes. */
export const VOTE = "governancePayload";
const VOTE_NOTE = "votes for this payload, even if the vote that it was meant for is over";

/** @param text of a `.env`, as Docker Compose and Node parse it */
export function convertEnvFile(text: string): Required<Conversion> {
  const set = Object.entries(parseEnv(text)).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  return convertEnv(Object.fromEntries(set));
}

/** @param env variables that are not empty */
export function convertEnv(env: EnvVars): Required<Conversion> {
  const values: Record<string, string> = {};
  const converted: Converted[] = [];
  const dropped: Dropped[] = [];
  for (const [from, value] of Object.entries(env)) {
    const result = convertEnvVar(from, value);
    if (typeof result === "string") {
      dropped.push({ from, reason: result });
    } else {
      const { path, note } = result;
      const other = winnerOver(from, result.values, env);
      if (other !== undefined) {
        dropped.push({
          from,
          reason: `${other}, by which the node reads ${path} too, has another value, which counts`,
        });
        continue;
      }
      Object.assign(values, result.values);
      converted.push({ from, path, ...(note ? { note } : {}) });
    }
  }
  return { values: withoutDuplicateKey(withoutDefaults(values, converted)), converted, dropped };
}

/**
 * Returns the variable that sets the same settings to other values, and that the node prefers: the newer name.
 *
 * @param values what the variable sets, by path
 */
function winnerOver(name: string, values: Readonly<Record<string, string>>, env: EnvVars): string | undefined {
  return Object.entries(values).flatMap(([path, value]) => newerNames(name, path, value, env))[0];
}

function newerNames(name: string, path: string, value: string, env: EnvVars): string[] {
  const names = namesOf(path);
  const newer = names.includes(name) ? names.slice(0, names.indexOf(name)) : [];
  return newer.filter((one) => {
    const text = env[one];
    const other = text === undefined ? undefined : convertEnvVar(one, text);
    return typeof other === "object" && (other.values[path] ?? value) !== value;
  });
}

/** Returns the names of a setting's variable, the newest first. */
function namesOf(path: string): string[] {
  const definition = settingAt(path);
  const repeated = Object.keys(IN_KEYSTORE).filter((name) => IN_KEYSTORE[name] === path);
  return definition ? [...repeated, ...envVarNamesOf(path), ...(definition.legacyNames ?? [])] : [];
}

/** @returns the reason if the variable is dropped */
function convertEnvVar(name: string, value: string): Result {
  const reason = NOT_CONVERTED[name];
  if (reason) return reason;
  const path = pathOf(name);
  if (path) return convertToSetting(path, name, value);
  if (RESERVED_VARIABLES.includes(name)) return "follows from other settings";
  if (knownVariables().includes(name)) return { path: `extraEnv.${name}`, values: { [`extraEnv.${name}`]: value } };
  if (LIBRARY_VARIABLE.test(name.toUpperCase())) return convertLibraryVariable(name, value);
  const similar = nearest(name, knownVariables());
  return `no release of the node reads it${similar ? ` (did you mean ${similar}?)` : ""}`;
}

/** Passes on a variable of a library. Proxies have lower-case names too, which mean the same. */
function convertLibraryVariable(name: string, value: string): Result {
  const path = `extraEnv.${name.toUpperCase()}`;
  return { path, values: { [path]: value }, ...(name === name.toUpperCase() ? {} : { note: "in capitals" }) };
}

function convertToSetting(path: string, name: string, value: string): Result {
  const definition = settingAt(path);
  if (!definition) throw new Error(`${path} is not a setting`);
  if (envVars(definition).some((entry) => entry.withPort && entry.names.includes(name))) {
    const [address = "", port] = value.split(":");
    return { path, values: { ...(address && { [path]: address }), ...(port && { "p2p.port": port }) } };
  }
  if (path === VOTE) return { path, values: { [path]: value }, note: VOTE_NOTE };
  if (!(inputType(definition.type) instanceof z.ZodBoolean)) return { path, values: { [path]: value } };
  const isTrue = ["1", "true", "TRUE"].includes(value);
  const isUnusual = !isTrue && value !== "false";
  const note = isUnusual ? `the node read "${value}" as false, so the setting is false` : undefined;
  return { path, values: { [path]: String(isTrue) }, ...(note ? { note } : {}) };
}

/** Removes values that equal the default, but not those with a note: the operator meant another value. */
function withoutDefaults(
  values: Readonly<Record<string, string>>,
  converted: readonly Converted[],
): Record<string, string> {
  const isNoted = (setting: string) => converted.some(({ path, note }) => path === setting && note !== undefined);
  const isDefault = (path: string, value: string) =>
    value === String(defaultOf(path)) || value === settingAt(path)?.nodeDefault;
  return Object.fromEntries(Object.entries(values).filter(([path, value]) => isNoted(path) || !isDefault(path, value)));
}

/** Drops a publisher's key that is the attester's, as aztec-spartan.sh wrote it: the attester publishes by default. */
function withoutDuplicateKey(values: Readonly<Record<string, string>>): Record<string, string> {
  const { publisherPrivateKeys, ...rest } = values;
  const isDuplicate = publisherPrivateKeys === undefined || publisherPrivateKeys === values.attesterPrivateKey;
  return isDuplicate ? rest : { ...values };
}
