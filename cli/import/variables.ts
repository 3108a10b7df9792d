/**
 * An old node's variables → settings, by the names in the table. Whether what comes of it is right, `load` says:
 * nothing is checked here.
 */
import { parseEnv } from "node:util";
import { z } from "zod";
import { defaultOf } from "../../settings/defaults";
import { knownVariables } from "../../settings/releases/release";
import { nearest, settingOfVariable } from "../../settings/suggestions";
import { envVars } from "../../settings/releases/env-vars";
import { settingAt } from "../../settings/schema";
import { DROPPED_VARIABLES, RESERVED_VARIABLES } from "../../settings/schema/fixed";
import { inputType } from "../../settings/schema/definition";

/** What became of variables. */
export interface Imported {
  /** By the settings' paths, as an operator writes them; secrets are among them. */
  readonly values: Readonly<Record<string, string>>;
  /** Each variable that is a setting now. */
  readonly moved: readonly { readonly variable: string; readonly path: string; readonly remark?: string }[];
  /** Each that has none, with the reason. */
  readonly dropped: readonly { readonly variable: string; readonly why: string }[];
}

/** A variable's fate. No part of it repeats a value but `values`. */
type Fate = { values: Record<string, string>; path: string; remark?: string } | { why: string };

/** What cannot be carried over, and why. */
const LOST: Readonly<Record<string, string>> = {
  ...DROPPED_VARIABLES,
  AZTEC_ADMIN_API_KEY_HASH: "a password cannot be had from its hash; a new one is generated",
};

/** @param text of a `.env`, in the form that Docker Compose and Node read */
export function importEnv(text: string): Imported {
  const set = Object.entries(parseEnv(text)).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  return importVariables(Object.fromEntries(set));
}

/** @param variables of which none is empty */
export function importVariables(variables: Readonly<Record<string, string>>): Imported {
  const set = Object.entries(variables);
  const fates = set.map(([variable, value]) => ({ variable, fate: fateOf(variable, value) }));
  const moved = fates.flatMap(({ variable, fate }) => ("path" in fate ? [{ variable, ...fate }] : []));
  const values = Object.assign({}, ...moved.map((one) => one.values)) as Record<string, string>;
  return {
    values: withoutEcho(withoutDefaults(values, remarked(moved))),
    moved: moved.map(({ variable, path, remark }) => ({ variable, path, ...(remark ? { remark } : {}) })),
    dropped: fates.flatMap(({ variable, fate }) => ("why" in fate ? [{ variable, why: fate.why }] : [])),
  };
}

function fateOf(name: string, value: string): Fate {
  const why = LOST[name];
  if (why) return { why };
  const path = settingOfVariable(name);
  if (path) return setting(path, name, value);
  if (RESERVED_VARIABLES.includes(name)) return { why: "follows from other settings" };
  if (knownVariables().includes(name)) return { path: `extraEnv.${name}`, values: { [`extraEnv.${name}`]: value } };
  const meant = nearest(name, knownVariables());
  return { why: `read by no release of the node${meant ? ` (is ${meant} meant?)` : ""}` };
}

function setting(path: string, name: string, value: string): Fate {
  const variable = settingAt(path);
  if (!variable) throw new Error(`${path} is not a setting`);
  if (envVars(variable).some((entry) => entry.withPort && entry.names.includes(name))) {
    const [address = "", port] = value.split(":");
    return { path, values: { ...(address && { [path]: address }), ...(port && { "p2p.port": port }) } };
  }
  if (!(inputType(variable.type) instanceof z.ZodBoolean)) return { path, values: { [path]: value } };
  const isTrue = ["1", "true", "TRUE"].includes(value);
  const odd = !isTrue && value !== "false";
  const remark = odd ? `to the node "${value}" was false, and so it is here` : undefined;
  return { path, values: { [path]: String(isTrue) }, ...(remark ? { remark } : {}) };
}

/** @param kept settings whose value is not what it looked like */
function withoutDefaults(values: Readonly<Record<string, string>>, kept: readonly string[]): Record<string, string> {
  const isDefault = (path: string, value: string) =>
    value === String(defaultOf(path)) || value === settingAt(path)?.nodeDefault;
  return Object.fromEntries(
    Object.entries(values).filter(([path, value]) => kept.includes(path) || !isDefault(path, value)),
  );
}

function remarked(moved: readonly { path: string; remark?: string }[]): string[] {
  return moved.filter(({ remark }) => remark !== undefined).map(({ path }) => path);
}

/** The seed's tool wrote the validator's key a second time as the publisher's: it is that by itself. */
function withoutEcho(values: Readonly<Record<string, string>>): Record<string, string> {
  const { publisherPrivateKeys, ...rest } = values;
  const isEcho = publisherPrivateKeys === undefined || publisherPrivateKeys === values.attesterPrivateKey;
  return isEcho ? rest : { ...values };
}
