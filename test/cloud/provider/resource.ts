/** What a resource type of this provider is. */
import { randomBytes } from "node:crypto";
import type { CheckFailure } from "@pulumi/pulumi/provider";
import type { z } from "zod";
import type { Properties } from "./values";

export interface Resource {
  /** All inputs there are; one that is not among them is refused, so that none is ignored in silence. */
  readonly inputs: z.ZodObject;
  /** Inputs, as paths, of which another value makes another resource. All others are updated in place. */
  readonly replaces: readonly string[];
  /** Inputs that are no attributes computed by AWS: to leave one out again is a change. Tags are always among these. */
  readonly removable: readonly string[];
  /** Lists whose order says nothing. */
  readonly sets?: readonly string[];
  /** Outputs beside the inputs, which a preview of a creation cannot know. */
  readonly computed: readonly string[];
  /** Whether `tags` of the provider's configuration are put on it, too. */
  readonly isTaggable: boolean;
  /** Whether a name is made of the resource's own where none is given. */
  readonly isNamed?: boolean;
  /** Failures of inputs; there may be unknown ones among them. */
  check?(news: Properties): CheckFailure[];
  /** More inputs that another value of which needs another resource. */
  replacesToo?(olds: Properties, news: Properties): string[];
  /** @returns the id @throws what the emulator says */
  create(inputs: Properties): Promise<string>;
  /** What the emulator says now; undefined if there is no such thing. @param props its last known properties */
  read(id: string, props: Properties): Promise<Properties | undefined>;
  update(id: string, olds: Properties, news: Properties): Promise<void>;
  delete(id: string, props: Properties): Promise<void>;
}

/** A name as the real provider makes one: the resource's in the program, and seven hexadecimal digits. */
export function autoName(name: string): string {
  return `${name}-${randomBytes(4).toString("hex").slice(0, 7)}`;
}

/** Whether a name was made by `autoName`. */
export function isAutoName(value: unknown, name: string): value is string {
  return typeof value === "string" && value.startsWith(`${name}-`) && /^[0-9a-f]{7}$/.test(value.slice(-7));
}

/** @throws if the emulator left out what AWS always tells */
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The emulator did not tell ${what}`);
  return value;
}
