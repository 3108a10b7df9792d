/**
 * Claims: the addresses that a stack's node signs with, and its peer id, so that no two running nodes use one key. Two nodes
 * that attest with one key sign twice and are slashed; two that publish with one key use each other's transaction numbers;
 * of two with one peer id, peers find one.
 */
import { z } from "zod";
import { type Account, attestersIn, publishersIn } from "./accounts";
import { setCommand } from "./commands";
import { fillInFix, removeFix } from "./fixes";
import { isNamedLocally } from "./ha-database";
import { l1ChainOf, NETWORK_CONFIG_VARIABLE } from "./network/networks";
import { type Problem, wrong } from "./problems";
import { chooseRelease } from "./releases/choose-release";
import { mayShareDatabase } from "./releases/upgrade";
import type { Settings } from "./schema";
import { nodeRoles } from "./schema/definition";
import { accountsOf } from "./stack-accounts";

/** Claim of a stack, as its state records it. Addresses have EIP-55 capitals, are unique and sorted. */
export const claimSchema = z.object({
  attesters: z.array(z.string()),
  publishers: z.array(z.string()),
  /** Chain id of the L1. Undefined if the settings do not name it, and in states of earlier versions: then any chain. */
  chain: z.number().optional(),
  /** Id of the machine that the node is on, if the stack's host is "this machine". Undefined in states of earlier versions. */
  machine: z.string().optional(),
  /** URL of the Docker engine that the node is in, if the stack's host is "this machine". Undefined in earlier states. */
  engine: z.string().optional(),
  /** Only for a member of a high-availability group: its node id, and the database that the group shares. */
  ha: z.object({ nodeId: z.string(), database: z.string() }).optional(),
  /** Only for such a member: the release of its node. Undefined in states of earlier versions. */
  release: z.string().optional(),
  /** Peer id of the key in the settings. Undefined with a generated key, and in states of earlier versions. */
  peerId: z.string().optional(),
});
export type Claim = z.output<typeof claimSchema>;

/** The claim of the stack itself. */
export interface OwnClaim extends Claim {
  /** Where the operator configured each address. For messages: it is not recorded. */
  readonly places?: Readonly<Record<string, string>>;
  /** Whether the database of its group has a name that each machine resolves for itself. It is not recorded either. */
  readonly isDatabaseLocal?: boolean;
}

/** Public data of an attester, as the stack's outputs have it. */
export const publicAttesterSchema = z.object({
  address: z.string(),
  coinbase: z.string(),
  publishers: z.array(z.string()),
});
export type PublicAttester = z.output<typeof publicAttesterSchema>;

/** The claim of another stack in the backend. */
export interface LiveClaim extends Claim {
  readonly stack: string;
  /** The machine of its node: an id, the URL of its engine, or the address of a server. Undefined if it is not known. */
  readonly place?: string | undefined;
}

/** Returns the claim of a stack; undefined if none of its keys can be in use elsewhere. */
export function claimOf(settings: Settings): OwnClaim | undefined {
  const { network, role, ha, haDatabaseUrl } = settings;
  // The keys of a development chain are used nowhere else.
  if (network === "local") return undefined;
  const accounts = accountsOf(settings);
  const attesters = role === "sequencer" ? attestersIn(accounts) : [];
  // The funding account sends transactions too.
  const publishers = role === "sequencer" ? [...publishersIn(accounts), ...accounts.funding] : accounts.provers;
  const peerId = nodeRoles.includes(role) && settings.p2p.enabled ? settings.p2pPrivateKey?.peerId : undefined;
  if (attesters.length + publishers.length === 0 && peerId === undefined) return undefined;
  const group =
    ha.enabled && ha.nodeId && haDatabaseUrl ? { nodeId: ha.nodeId, database: haDatabaseUrl.database } : undefined;
  const release = group && chooseRelease(settings).release.version;
  // Of an account with two places, that of the attester.
  const places = Object.fromEntries([...publishers, ...attesters].map(({ address, path }) => [address, path]));
  const own = { attesters: sorted(attesters), publishers: sorted(publishers), chain: chainOf(settings) };
  return { ...own, ha: group, release, peerId, places, isDatabaseLocal: isNamedLocally(settings) };
}

/** Returns the chain that a key signs for. Another network config can name another chain than the network's. */
function chainOf(settings: Settings): number | undefined {
  const isAnotherConfig = settings.extraEnv?.names.includes(NETWORK_CONFIG_VARIABLE) ?? false;
  return isAnotherConfig ? undefined : l1ChainOf(settings);
}

const sorted = (all: readonly Account[]) => [...new Set(all.map(({ address }) => address))].sort();

/**
 * Compares a claim with those of other stacks. One key may be live on two chains: a signature of one is none on the other,
 * and each counts its own transactions.
 *
 * @returns a problem for each stack that uses one of its keys
 */
export function conflicts(own: OwnClaim, others: readonly LiveClaim[]): Problem[] {
  return others.filter((other) => mayShareChain(own, other)).flatMap((other) => conflict(own, other));
}

function mayShareChain(own: Claim, other: Claim): boolean {
  return own.chain === undefined || other.chain === undefined || own.chain === other.chain;
}

function conflict(own: OwnClaim, other: LiveClaim): Problem[] {
  const attester = own.attesters.find((address) => other.attesters.includes(address));
  const publisher = own.publishers.find((address) => other.publishers.includes(address));
  const node = `the running node of stack ${other.stack}`;
  if (attester && !inOneGroup(own, other)) {
    const message = `${attester} is already used by ${node}: two nodes that sign with one key are slashed`;
    return [wrong(own.places?.[attester] ?? "attesterPrivateKey", message, { kind: "stop", stack: other.stack })];
  }
  const problems = [...releaseConflict(own, other, node), ...peerConflict(own, other, node)];
  if (attester && own.ha?.nodeId === other.ha?.nodeId) {
    const message = `is already used by ${node}: each node of a high-availability group needs its own id`;
    return [wrong("ha.nodeId", message, fillInFix("ha.nodeId", "<another>")), ...problems];
  }
  if (!publisher) return problems;
  const message = `${publisher} is already used by ${node}: two nodes that publish from one address block each other`;
  return [wrong(own.places?.[publisher] ?? publisherSetting(own), message), ...problems];
}

/** Finds a member of the group whose release must not share the database with the own one. */
function releaseConflict(own: OwnClaim, other: LiveClaim, node: string): Problem[] {
  if (!sharesDatabase(own, other) || !own.release || !other.release) return [];
  if (mayShareDatabase(own.release, other.release)) return [];
  const message = [
    `is ${own.release}, but ${node}, in the same high-availability group, has ${other.release}: the older one deletes`,
    "signing records of the newer one from the database, so that both may sign for one slot, which is slashed.",
    "No rolling update crosses this step: stop every member first (docs/releases.md, From 5.x to 6.0)",
  ];
  return [wrong("release", message.join(" "), { kind: "stop", stack: other.stack })];
}

/** Finds a node that its peers know by the own peer id. */
function peerConflict({ peerId }: OwnClaim, other: LiveClaim, node: string): Problem[] {
  if (peerId === undefined || peerId !== other.peerId) return [];
  const message = `has the peer id ${peerId}, which ${node} has: peers find one of the two nodes, and the other misses its duties. Without this setting, the stack gets its own key`;
  return [wrong("p2pPrivateKey", message, removeFix("p2pPrivateKey"))];
}

/** Returns the setting of a claim's publishers: only a prover node publishes without attesting. */
function publisherSetting({ attesters }: Claim): string {
  return attesters.length === 0 ? "proverPublisherPrivateKeys" : "publisherPrivateKeys";
}

const inOneGroup = (a: Claim, b: Claim) => a.ha !== undefined && a.ha.database === b.ha?.database;

/** Returns whether two stacks have one database. A local name is that of one only if they have an attester in common. */
function sharesDatabase(own: OwnClaim, other: LiveClaim): boolean {
  const hasCommon = own.attesters.some((address) => other.attesters.includes(address));
  return inOneGroup(own, other) && (hasCommon || own.isDatabaseLocal !== true);
}

/** Warns of members of the group whose release is not known, so that it is not compared. @returns sentences */
export function releaseWarnings(own: OwnClaim, others: readonly LiveClaim[]): string[] {
  const unknown = others.filter((other) => sharesDatabase(own, other) && mayShareChain(own, other) && !other.release);
  return [...new Set(unknown.map(({ stack }) => stack))].map((stack) =>
    [
      `The release of stack ${stack}, a member of the same high-availability group, is not known: an earlier version of this`,
      "program made its state. Members on both sides of 6.0.0 must not share the database: the older one deletes signing",
      `records of the newer one, and a double signature is slashed. An \`up\` of ${stack} records its release.`,
    ].join(" "),
  );
}

/**
 * Warns of members of the group that are not known to be on the same machine, if the name of their database is a local one.
 * It refuses nothing: such a name can lead to one server from everywhere.
 *
 * @param place of the stack's own node; undefined if no other can be there
 * @param stack its own name, for commands
 */
export function databaseWarnings(
  own: OwnClaim,
  place: string | undefined,
  others: readonly LiveClaim[],
  stack: string,
): string[] {
  const { ha, isDatabaseLocal, attesters } = own;
  if (!ha || !isDatabaseLocal) return [];
  const members = others.filter((other) => other.ha?.database === ha.database && (!place || other.place !== place));
  const same = members.filter((other) => other.attesters.some((address) => attesters.includes(address)));
  return [...new Set(same.map((other) => other.stack))].map((name) =>
    [
      `haDatabaseUrl has the same text as that of stack ${name}, whose node has the same attester on another machine, as far as`,
      "is known. But its host has a name that each machine resolves for itself, so the two may be two databases. Then both",
      "nodes sign for one slot, which is slashed. Make sure that they are one, or give all stacks of the group an address or a",
      `full name that leads to the same server from everywhere: ${setCommand("haDatabaseUrl", undefined, stack)}`,
    ].join(" "),
  );
}
