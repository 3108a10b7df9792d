import type { Provider } from "@pulumi/pulumi/provider";
import { type Claim, claimSchema } from "../../settings/claim";
import { lostHostCommand, removeCommand, setCommand } from "../../settings/commands";
import { mayShareDatabase } from "../../settings/releases/upgrade";
import { stackOfUrn } from "../names";

/**
 * `aztec:index:KeyClaim`: the addresses of the keys that the stack's node uses, and its peer id, recorded in the state for other stacks.
 * Never updated, only replaced: the new claim is created before the node gets new keys, and the old one is deleted last.
 * Until then the state has both, so no other stack takes a key that the node still uses.
 */
export const keyClaim = {
  /** Compares the places here, by the inputs before: outputs are recorded only with a change. */
  check: (urn: string, olds: unknown, news: unknown) => {
    const before = claimSchema.safeParse(olds).data;
    const failures = before ? elsewhere(before, claimSchema.parse(news), stackOfUrn(urn)) : [];
    return Promise.resolve({ inputs: news, failures });
  },
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const [before, now] = [claimSchema.parse(olds), claimSchema.parse(news)];
    const replaces = claimSchema
      .keyof()
      .options.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]))
      .filter((field) => field !== "machine" && field !== "engine")
      // A claim of an earlier version lacks these. Pulumi records them with the inputs, without a change.
      .filter((field) => !["chain", "release", "peerId"].includes(field) || before[field] !== undefined)
      // A new claim is compared again before the container is made, which takes time. Most releases need no comparison.
      .filter((field) => field !== "release" || !mayShareReleases(before, now));
    return Promise.resolve({ changes: replaces.length > 0, replaces });
  },
  create: (urn: string, news: unknown) =>
    Promise.resolve({ id: urn.split("::")[0] ?? urn, outs: claimSchema.parse(news) }),
  update: (_id: string, _urn: string, _olds: unknown, news: unknown) =>
    Promise.resolve({ outs: claimSchema.parse(news) }),
  read: (id: string, _urn: string, props: unknown) => Promise.resolve({ id, props: claimSchema.parse(props) }),
} satisfies Provider;

function mayShareReleases({ release: before = "" }: Claim, { release: now }: Claim): boolean {
  return now === undefined || mayShareDatabase(before, now);
}

interface Failure {
  readonly property: keyof Claim;
  readonly reason: string;
}

/** Returns why no node may start: by the state it is on another machine or in another engine, and would be made twice. */
function elsewhere(before: Claim, now: Claim, stack: string): Failure[] {
  // A node that has only a peer id signs nothing.
  if (before.attesters.length + before.publishers.length === 0) return [];
  const differs = (field: "machine" | "engine") =>
    before[field] !== undefined && now[field] !== undefined && before[field] !== now[field];
  // A node in the engine of a socket is on the machine that has the socket; that of a server has neither id nor engine.
  const isUnknown = before.machine !== undefined && now.machine === undefined && now.engine?.startsWith("unix:");
  if (isUnknown) return [{ property: "machine", reason: unknownMachine(stack) }];
  if (differs("machine")) return [{ property: "machine", reason: otherMachine(stack) }];
  if (differs("engine")) return [{ property: "engine", reason: otherEngine(before, now, stack) }];
  return [];
}

function otherMachine(stack: string): string {
  return [
    "This stack's node is on another machine, by the state, and host.kind is local: it would be started here a second",
    "time. Two nodes that sign with one key are slashed, so no node was started. Run the command on that machine.",
    `If that machine is gone for good: ${lostHostCommand(stack)}`,
    "If this is the same machine, with a newly installed system, and no other machine has its node:",
    uncheckedCommands(stack),
  ].join("\n");
}

function unknownMachine(stack: string): string {
  return [
    "By the state, this stack's node is on a machine with an id, and here /etc/machine-id has none: this may be another machine,",
    "where the node would be started a second time. Two nodes that sign with one key are slashed, so no node was started.",
    "Run the command on the machine that has the node. In a container there, mount the file: -v /etc/machine-id:/etc/machine-id:ro",
    `If that machine is gone for good: ${lostHostCommand(stack)}`,
    "If this is the same machine, and no other one has its node:",
    uncheckedCommands(stack),
  ].join("\n");
}

function otherEngine({ engine = "" }: Claim, now: Claim, stack: string): string {
  return [
    `This stack's node is in the Docker engine ${engine}, by the state, and dockerHost or DOCKER_HOST names ${now.engine ?? ""}:`,
    "it would be started there a second time. Two nodes that sign with one key are slashed, so no node was started.",
    `Use the engine that has it: ${setCommand("dockerHost", engine, stack)}`,
    `If that engine is gone for good, with the node: ${lostHostCommand(stack)}`,
    "If this is the same engine under another name:",
    uncheckedCommands(stack),
  ].join("\n");
}

/** Returns the commands for a stack that is at its place after all: without a claim, `up` compares nothing. */
function uncheckedCommands(stack: string): string {
  return `  ${setCommand("checkOtherStacks", "false", stack)}, and up; then ${removeCommand("checkOtherStacks", stack)}, and up`;
}
