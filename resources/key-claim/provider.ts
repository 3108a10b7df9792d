import type { Provider } from "@pulumi/pulumi/provider";
import { claimSchema } from "../../settings/claim";

/**
 * `aztec:index:KeyClaim`: the addresses of the keys that the stack's node uses, recorded in the state for other stacks.
 * Never updated, only replaced: the new claim is created before the node gets new keys, and the old one is deleted last.
 * Until then the state has both, so no other stack takes a key that the node still uses.
 */
export const keyClaim = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const [before, now] = [claimSchema.parse(olds), claimSchema.parse(news)];
    const fields = claimSchema.keyof().options;
    const replaces = fields
      .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]))
      // A claim of an earlier version has no chain. Pulumi records it with the inputs, without a change.
      .filter((field) => field !== "chain" || before.chain !== undefined);
    return Promise.resolve({ changes: replaces.length > 0, replaces });
  },
  create: (urn: string, news: unknown) =>
    Promise.resolve({ id: urn.split("::")[0] ?? urn, outs: claimSchema.parse(news) }),
  update: (_id: string, _urn: string, _olds: unknown, news: unknown) =>
    Promise.resolve({ outs: claimSchema.parse(news) }),
  read: (id: string, _urn: string, props: unknown) => Promise.resolve({ id, props: claimSchema.parse(props) }),
} satisfies Provider;
