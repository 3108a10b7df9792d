import type { Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";

/** Nothing but what is recorded: the engine keeps it, and the stacks beside this one read it there. */
const inputsSchema = z.looseObject({ attesters: z.array(z.string()), publishers: z.array(z.string()) });

/**
 * `aztec:index:KeyClaim`: which keys the stack's node has, by their addresses. Never updated: another one is made before
 * the node has other keys, and this one goes when everything else is done. Until then the state has both, and a key is
 * nobody else's before the node has let go of it.
 */
export const keyClaim = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const [before, now] = [inputsSchema.parse(olds), inputsSchema.parse(news)];
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    const replaces = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
    return Promise.resolve({ changes: replaces.length > 0, replaces });
  },
  create: (urn: string, news: unknown) =>
    Promise.resolve({ id: urn.split("::")[0] ?? urn, outs: inputsSchema.parse(news) }),
  update: (_id: string, _urn: string, _olds: unknown, news: unknown) =>
    Promise.resolve({ outs: inputsSchema.parse(news) }),
  read: (id: string, _urn: string, props: unknown) => Promise.resolve({ id, props: inputsSchema.parse(props) }),
} satisfies Provider;
