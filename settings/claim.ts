/**
 * Which keys a stack's node signs with, in public: what keeps two live nodes from having one key. Two that attest with
 * one key sign twice, which costs the stake; two that publish with one key take each other's transaction numbers.
 */
import { z } from "zod";
import { attestersOf, proverAddresses } from "./attesters";
import { fillInFix } from "./fixes";
import { type Problem, wrong } from "./problems";
import type { Settings } from "./schema";

/** Claim of a stack, as its state records it. Addresses have EIP-55 capitals, are unique and sorted. */
export const claimSchema = z.object({
  attesters: z.array(z.string()),
  publishers: z.array(z.string()),
  /** Only for a member of a high-availability group: its node id, and the database that the group shares. */
  ha: z.object({ nodeId: z.string(), database: z.string() }).optional(),
});
export type Claim = z.output<typeof claimSchema>;

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
}

/** What a stack's settings claim; undefined where no key of theirs is known to be used anywhere else. */
export function claimOf(settings: Settings): Claim | undefined {
  const { network, role, ha, haDatabaseUrl, keystore } = settings;
  // Its keys are of a chain that is nobody else's.
  if (network === "local") return undefined;
  const own = attestersOf(settings);
  const isSequencer = role === "sequencer";
  const attesters = isSequencer ? [...own.flatMap(({ addresses }) => addresses), ...(keystore?.attesters ?? [])] : [];
  const publishers = isSequencer
    ? [...own.flatMap((one) => one.publishers), ...funding(settings), ...(keystore?.publishers ?? [])]
    : [...proverAddresses(settings), ...(keystore?.provers ?? [])];
  if (attesters.length + publishers.length === 0) return undefined;
  const group =
    ha.enabled && ha.nodeId && haDatabaseUrl ? { nodeId: ha.nodeId, database: haDatabaseUrl.database } : undefined;
  return { attesters: sorted(attesters), publishers: sorted(publishers), ha: group };
}

/** It sends too. */
function funding({ fundingPrivateKey, fundingAddress }: Settings): string[] {
  return [fundingPrivateKey?.address, fundingAddress].filter((address) => address !== undefined);
}

const sorted = (all: readonly string[]) => [...new Set(all)].sort();

/** What keeps a stack's node from being live beside those of other stacks: each a reason, with the stack's name. */
export function conflicts(own: Claim, others: readonly LiveClaim[]): Problem[] {
  return others.flatMap((other) => conflict(own, other));
}

function conflict(own: Claim, other: LiveClaim): Problem[] {
  const attester = own.attesters.find((address) => other.attesters.includes(address));
  const publisher = own.publishers.find((address) => other.publishers.includes(address));
  const from = `of the stack ${other.stack}, whose node is live`;
  if (attester && !inOneGroup(own, other)) {
    const message = `${attester} attests in the node ${from}: two that sign with one key lose the stake`;
    return [wrong("attesterPrivateKey", message, { kind: "stop", stack: other.stack })];
  }
  if (attester && own.ha?.nodeId === other.ha?.nodeId) {
    const message = `is that ${from}: in a high-availability group each node has its own`;
    return [wrong("ha.nodeId", message, fillInFix("ha.nodeId", "<another>"))];
  }
  if (!publisher) return [];
  const message = `${publisher} publishes in the node ${from}: two that send from one address block each other`;
  return [wrong("publisherPrivateKeys", message)];
}

const inOneGroup = (one: Claim, other: Claim) => one.ha !== undefined && one.ha.database === other.ha?.database;
