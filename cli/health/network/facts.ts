/** Facts of `status --json` about the network. Pure. */
import { z } from "zod";
import type { Proposal } from "../../../remote/query-network";
import { releaseOfRollup } from "../../../settings/network/networks";
import { PROPOSAL_STATES } from "../../../settings/network/rollup-calls";
import { judge, type NetworkView } from "./judgement";

const version = z.int().nonnegative();

/** Schema of the facts. */
export const networkFactsShape = {
  rollup: z
    .object({
      registry: z.string().nullable().describe("Address of the registry"),
      address: z.string().nullable().describe("Address of the rollup that the network runs"),
      version: version.nullable(),
      genesisArchiveRoot: z.string().nullable(),
      release: z.string().nullable().describe("The release that serves the rollup, by this program's tables"),
      nodeRollupVersion: version.nullable().describe("Version of the rollup that the node reports to serve"),
      servedByNode: z.boolean().nullable().describe("Whether the node serves the network's rollup; null: unknown"),
      error: z.string().nullable().describe("Why the network's rollup is unknown"),
    })
    .nullable()
    .describe("The network's rollup, by its registry on the L1; null: not queried"),
  recommendedRelease: z.string().nullable().describe("The release that the network's configuration recommends"),
  proposals: z
    .array(
      z.object({
        id: z.int().nonnegative(),
        state: z.enum(PROPOSAL_STATES),
        rollup: z.string().describe("Address of the rollup that the proposal moves the network to"),
        release: z.string().nullable().describe("The release that serves that rollup, by this program's tables"),
        votingFrom: z.iso.datetime(),
        votingUntil: z.iso.datetime(),
        executableFrom: z.iso.datetime().describe("The time from which on the network can move"),
        executableUntil: z.iso.datetime(),
      }),
    )
    .nullable()
    .describe("Proposals that would move the network and can still be executed; null: unknown"),
};
type NetworkFacts = { readonly [Field in keyof typeof networkFactsShape]: z.output<(typeof networkFactsShape)[Field]> };

/** Returns the facts. */
export function networkFacts(view: NetworkView): NetworkFacts {
  const { network } = view;
  const name = view.stackInfo.settings?.network;
  const { fit, rollup, served } = judge(view);
  const rollupFacts = network && {
    registry: network.registry ?? null,
    address: rollup?.address ?? null,
    version: rollup?.version ?? null,
    genesisArchiveRoot: rollup?.genesisArchiveRoot ?? null,
    release: (rollup && releaseOfRollup(rollup.address, name)) ?? null,
    nodeRollupVersion: served ?? null,
    servedByNode: fit === "unknown" ? null : fit === "fits",
    error: network.unknown ?? null,
  };
  return {
    rollup: rollupFacts ?? null,
    recommendedRelease: network?.config?.nodeVersion ?? null,
    proposals: network?.proposals?.map((one) => proposalFacts(one, name)) ?? null,
  };
}

function proposalFacts({ id, state, rollup, times }: Proposal, network: string | undefined) {
  return {
    id,
    state,
    rollup,
    release: releaseOfRollup(rollup, network) ?? null,
    votingFrom: date(times.pendingUntil),
    votingUntil: date(times.activeUntil),
    executableFrom: date(times.queuedUntil),
    executableUntil: date(times.executableUntil),
  };
}

const date = (seconds: number) => new Date(seconds * 1000).toISOString();
