/**
 * The table of all settings: one row a setting. From it come the schema that a stack's configuration is checked by,
 * the node's environment, the JSON Schema for editors, docs/configuration.md, the lists in Pulumi.yaml, and the import
 * of an old `.env` file. The rows are in variables/, a file for each thing they are about.
 */
import { z } from "zod";
import { data } from "./variables/data";
import { ethereum } from "./variables/ethereum";
import { host } from "./variables/host";
import { keys } from "./variables/keys";
import { peers } from "./variables/p2p";
import { rowsOf, type Variable } from "./variables/row";
import { sequencing } from "./variables/sequencer";
import { stack } from "./variables/stack";

export type { Variable } from "./variables/row";

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
  { title: "Keys and passwords", schema: z.strictObject(keys) },
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
  ...keys,
  ...sequencing,
  ...data,
});

/** Checked settings. No secret is among them: of a key there is its address. */
export type Settings = z.output<typeof settingsSchema>;

const byPath = new Map(variables.map((variable) => [variable.path, variable]));

/** The row of a setting. */
export function variableAt(path: string): Variable | undefined {
  return byPath.get(path);
}
