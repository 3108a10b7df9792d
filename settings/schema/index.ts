/**
 * The definitions of all settings. They determine the schema of a stack's configuration, the node's environment, the
 * JSON Schema for editors, docs/configuration.md, the lists in Pulumi.yaml, and the import of an old `.env` file. Each
 * group of settings has a file in this folder.
 */
import { z } from "zod";
import { attester } from "./attester";
import { data } from "./data";
import { ethereum } from "./ethereum";
import { host } from "./host";
import { keys } from "./keys";
import { peers } from "./p2p";
import { pathOf, splitName } from "../attester-names";
import { definitionsOf, type SettingDefinition } from "./definition";
import { sequencing } from "./sequencer";
import { stack } from "./stack";

/** A group of settings, as the documentation shows it. */
export interface Group {
  readonly title: string;
  readonly definitions: readonly SettingDefinition[];
}

const parts = [
  { title: "Stack", schema: z.strictObject(stack) },
  { title: "Host", schema: z.strictObject(host) },
  { title: "Ethereum", schema: z.strictObject(ethereum) },
  { title: "Peers", schema: z.strictObject(peers) },
  { title: "Keys and passwords", schema: z.strictObject({ ...attester, ...keys }) },
  { title: "Sequencer", schema: z.strictObject(sequencing) },
  { title: "Data, RPC, telemetry, provers", schema: z.strictObject(data) },
];

export const groups: readonly Group[] = parts.map(({ title, schema }) => ({
  title,
  definitions: definitionsOf(schema),
}));

/** Lists all settings, in the order of the documentation. */
export const settingDefinitions: readonly SettingDefinition[] = groups.flatMap((group) => group.definitions);

/** The schema of a stack's configuration. It rejects unknown names. */
export const settingsSchema = z.strictObject({
  ...stack,
  ...host,
  ...ethereum,
  ...peers,
  ...attester,
  ...keys,
  ...sequencing,
  ...data,
});

/** The schema of a named attester's settings. */
export const attesterSchema = z.strictObject(attester);

/** The checked settings of one attester. */
export type AttesterSettings = z.output<typeof attesterSchema>;

/** Checked settings. They contain no secret: a key is replaced by its address. */
export interface Settings extends z.output<typeof settingsSchema> {
  /** The settings of the named attesters, by name. */
  readonly namedAttesters: Readonly<Record<string, AttesterSettings>>;
  /** Addresses of encrypted and derived keys, by the path of the setting with the key. */
  readonly derivedAddresses: Readonly<Record<string, readonly string[]>>;
}

const byPath = new Map(settingDefinitions.map((definition) => [definition.path, definition]));

/** The settings of an attester. */
export const attesterDefinitions: readonly SettingDefinition[] = definitionsOf(attesterSchema);

/** Returns the definition of a setting, also of a named attester. */
export function settingAt(path: string): SettingDefinition | undefined {
  const { setting, attester: name } = splitName(path);
  const found = byPath.get(setting);
  return found && name ? { ...found, path } : found;
}

/** Returns all definitions for a stack with named attesters. @param names of the attesters */
export function definitionsFor(names: readonly string[]): readonly SettingDefinition[] {
  const further = names.flatMap((name) => attesterDefinitions.map((row) => ({ ...row, path: pathOf(row.path, name) })));
  return [...settingDefinitions, ...further];
}
