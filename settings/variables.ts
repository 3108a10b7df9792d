/**
 * The table of all settings: one row a setting. From it come the schema that a stack's configuration is checked by,
 * the node's environment, the JSON Schema for editors, docs/configuration.md, the lists in Pulumi.yaml, and the import
 * of an old `.env` file. The rows are in variables/, a file for each thing they are about.
 */
import { z } from "zod";
import { attester } from "./schema/attester";
import { data } from "./schema/data";
import { ethereum } from "./schema/ethereum";
import { host } from "./schema/host";
import { keys } from "./schema/keys";
import { peers } from "./schema/p2p";
import { pathOf, splitName } from "./attester-names";
import { rowsOf, type Variable } from "./schema/row";
import { sequencing } from "./schema/sequencer";
import { stack } from "./schema/stack";

export type { Variable } from "./schema/row";

/** A group of rows, as documentation shows them. */
export interface Group {
  readonly title: string;
  readonly variables: readonly Variable[];
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

export const groups: readonly Group[] = parts.map(({ title, schema }) => ({ title, variables: rowsOf(schema) }));

/** Every row, in the order of documentation. */
export const variables: readonly Variable[] = groups.flatMap((group) => group.variables);

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
  readonly named: Readonly<Record<string, AttesterSettings>>;
  /** Addresses of keys that two settings give together, by the path of the one that has the key. */
  readonly sealed: Readonly<Record<string, readonly string[]>>;
}

const byPath = new Map(variables.map((variable) => [variable.path, variable]));

/** The rows of what each attester has. */
export const attesterVariables: readonly Variable[] = rowsOf(attesterSchema);

/** The row of a setting, also of a further attester's. */
export function variableAt(path: string): Variable | undefined {
  const { setting, attester: name } = splitName(path);
  const found = byPath.get(setting);
  return found && name ? { ...found, path } : found;
}

/** Every row of a stack that has further attesters. @param names theirs */
export function variablesFor(names: readonly string[]): readonly Variable[] {
  const further = names.flatMap((name) => attesterVariables.map((row) => ({ ...row, path: pathOf(row.path, name) })));
  return [...variables, ...further];
}
