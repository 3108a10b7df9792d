/** Types of a resource's args, derived from the inputs that its provider parses. */
import type * as pulumi from "@pulumi/pulumi";

/** A value any part of which may come from another resource. */
type InputOf<T> = pulumi.Input<T extends object ? ArgsOf<T> : T>;

/** The args of a resource class: the fields of its inputs, each of which may come from another resource. */
export type ArgsOf<T> = { readonly [K in keyof T]: InputOf<T[K]> };
