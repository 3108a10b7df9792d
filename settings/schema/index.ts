/**
 * The table of all settings: one row a setting. From it come the schema that a stack's configuration is checked by,
 * the node's environment, the JSON Schema for editors, docs/configuration.md, the lists in Pulumi.yaml, and the import
 * of an old `.env` file. The rows are in variables/, a file for each thing they are about.
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

/** A group of rows, as documentation shows them. */
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

/** Every row, in the order of documentation. */
export const settingDefinitions: readonly SettingDefinition[] = groups.flatMap((group) => group.definitions);

/** A stack's configuration, in the form that Pulumi gives it; unknown names are refused. */
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

/** What each further attester has. */
export const attesterSchema = z.strictObject(attester);

/** The checked settings of one attester. */
export type AttesterSettings = z.output<typeof attesterSchema>;

/** Checked settings. No secret is among them: of a key there is its address. */
export interface Settings extends z.output<typeof settingsSchema> {
  /** Of the further attesters, by their names. */
  readonly namedAttesters: Readonly<Record<string, AttesterSettings>>;
  /** Addresses of keys that two settings give together, by the path of the one that has the key. */
  readonly derivedAddresses: Readonly<Record<string, readonly string[]>>;
}

const byPath = new Map(settingDefinitions.map((variable) => [variable.path, variable]));

/** The rows of what each attester has. */
export const attesterDefinitions: readonly SettingDefinition[] = definitionsOf(attesterSchema);

/** The row of a setting, also of a further attester's. */
export function settingAt(path: string): SettingDefinition | undefined {
  const { setting, attester: name } = splitName(path);
  const found = byPath.get(setting);
  return found && name ? { ...found, path } : found;
}

/** Every row of a stack that has further attesters. @param names theirs */
export function definitionsFor(names: readonly string[]): readonly SettingDefinition[] {
  const further = names.flatMap((name) => attesterDefinitions.map((row) => ({ ...row, path: pathOf(row.path, name) })));
  return [...settingDefinitions, ...further];
}
