import type { Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";

/** Nothing but what is recorded: the engine keeps it, and the stacks beside this one read it there. */
const inputsSchema = z.looseObject({ attesters: z.array(z.string()), publishers: z.array(z.string()) });

/** `aztec:index:KeyClaim`: which keys the stack's node has, by their addresses. */
export const keyClaim = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) =>
    Promise.resolve({ changes: JSON.stringify(inputsSchema.parse(olds)) !== JSON.stringify(inputsSchema.parse(news)) }),
  create: (urn: string, news: unknown) =>
    Promise.resolve({ id: urn.split("::")[0] ?? urn, outs: inputsSchema.parse(news) }),
  update: (_id: string, _urn: string, _olds: unknown, news: unknown) =>
    Promise.resolve({ outs: inputsSchema.parse(news) }),
  read: (id: string, _urn: string, props: unknown) => Promise.resolve({ id, props: inputsSchema.parse(props) }),
} satisfies Provider;
