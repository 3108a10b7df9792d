import type { Provider } from "@pulumi/pulumi/provider";
import { type Claim, claimSchema } from "../../settings/claim";
import { removeCommand, setCommand } from "../../settings/commands";

/**
 * `aztec:index:KeyClaim`: the addresses of the keys that the stack's node uses, recorded in the state for other stacks.
 * Never updated, only replaced: the new claim is created before the node gets new keys, and the old one is deleted last.
 * Until then the state has both, so no other stack takes a key that the node still uses.
 */
export const keyClaim = {
  /** Compares the machines here, by the inputs before: outputs are recorded only with a change. */
  check: (urn: string, olds: unknown, news: unknown) => {
    const before = claimSchema.safeParse(olds).data;
    const [, , stack] = (urn.split("::")[0] ?? "").split(":");
    const reason = before && otherMachine(before, claimSchema.parse(news), stack);
    return Promise.resolve({ inputs: news, failures: reason === undefined ? [] : [{ property: "machine", reason }] });
  },
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const [before, now] = [claimSchema.parse(olds), claimSchema.parse(news)];
    const replaces = claimSchema
      .keyof()
      .options.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]))
      .filter((field) => field !== "machine")
      // A claim of an earlier version has no chain and no machine. Pulumi records them with the inputs, without a change.
      .filter((field) => field !== "chain" || before.chain !== undefined);
    return Promise.resolve({ changes: replaces.length > 0, replaces });
  },
  create: (urn: string, news: unknown) =>
    Promise.resolve({ id: urn.split("::")[0] ?? urn, outs: claimSchema.parse(news) }),
  update: (_id: string, _urn: string, _olds: unknown, news: unknown) =>
    Promise.resolve({ outs: claimSchema.parse(news) }),
  read: (id: string, _urn: string, props: unknown) => Promise.resolve({ id, props: claimSchema.parse(props) }),
} satisfies Provider;

/** Returns why no node may start: by the state it is on another machine, so its container would be made a second time. */
function otherMachine(before: Claim, now: Claim, stack: string | undefined): string | undefined {
  if (before.machine === undefined || now.machine === undefined || before.machine === now.machine) return undefined;
  return [
    "This stack's node is on another machine, by the state, and host.kind is local: it would be started here a second",
    "time. Two nodes that sign with one key are slashed, so no node was started. Run the command on that machine.",
    `If that machine is gone for good: aztec-validator move --from ${stack ?? "<stack>"} --to <another stack> --host-is-gone`,
    "If this is the same machine, with a newly installed system, and no other machine has its node:",
    `  ${setCommand("checkOtherStacks", "false", stack)}, and up; then ${removeCommand("checkOtherStacks", stack)}, and up`,
  ].join("\n");
}
