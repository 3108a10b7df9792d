/** The interface of a resource of the test provider; inputs and outputs are plain values. */

export type Inputs = Readonly<Record<string, unknown>>;
export type Outputs = Record<string, unknown>;

export interface Resource {
  /**
   * Inputs whose change replaces the resource. Source of each list: the documentation of the Terraform provider behind
   * the official plugin ("Forces new resource").
   */
  readonly replacing: readonly string[];
  /** Returns whether another change of an input replaces the resource, too. */
  replaces?(name: string, olds: Inputs, news: Inputs): boolean;
  create(inputs: Inputs, name: string): Promise<{ id: string; outs: Outputs }>;
  /** Reads the current state with its inputs; undefined if the object no longer exists. */
  read(id: string, props: Inputs): Promise<Outputs | undefined>;
  update(id: string, olds: Inputs, news: Inputs): Promise<Outputs>;
  delete(id: string, props: Inputs): Promise<void>;
}

export function text(inputs: Inputs, name: string): string {
  const value = inputs[name];
  return typeof value === "string" ? value : "";
}

export function optional(inputs: Inputs, name: string): string | undefined {
  return text(inputs, name) || undefined;
}

export function number(inputs: Inputs, name: string): number | undefined {
  const value = inputs[name];
  return typeof value === "number" ? value : undefined;
}

export function texts(inputs: Inputs, name: string): string[] {
  const value = inputs[name];
  return Array.isArray(value) ? value.map(String) : [];
}

export function group(inputs: Inputs, name: string): Inputs {
  const value: unknown = inputs[name];
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** Generates a name as Pulumi does: the resource's name and seven hex digits. */
export function autoName(name: string): string {
  return `${name}-${Math.floor(Math.random() * 0x1000_0000)
    .toString(16)
    .padStart(7, "0")}`;
}

/** Returns a resource's tags in the API's form. */
export function tagsOf(inputs: Inputs): { Key: string; Value: string }[] {
  return Object.entries(group(inputs, "tags")).map(([Key, value]) => ({ Key, Value: String(value) }));
}
