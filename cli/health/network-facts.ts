/** The figures of `status --json` on the network. Pure. */
import { z } from "zod";
import type { Proposal } from "../../remote/ask-network";
import { releaseOfRollup } from "../../settings/network/networks";
import { PROPOSAL_STATES } from "../../settings/network/rollup-calls";
import { FITS, judge, type NetworkView } from "./network-judgement";

const version = z.int().nonnegative();

/** Fields of the facts. */
export const networkFactsShape = {
  rollup: z
    .object({
      registry: z.string().nullable().describe("The registry that was asked"),
      address: z.string().nullable().describe("The rollup that the network runs"),
      version: version.nullable(),
      genesisArchiveRoot: z.string().nullable(),
      release: z.string().nullable().describe("The release that is known here to serve it"),
      servedVersion: version.nullable().describe("The rollup that the node serves, as it reports"),
      fit: z.enum(FITS).describe("Whether the node serves the network's rollup"),
      unknown: z.string().nullable().describe("Why the network's rollup is not known"),
    })
    .nullable()
    .describe("The network by its registry on the L1; null: not asked"),
  recommendedRelease: z.string().nullable().describe("By the network's configuration, as nodes read it"),
  proposals: z
    .array(
      z.object({
        id: z.int().nonnegative(),
        state: z.enum(PROPOSAL_STATES),
        rollup: z.string().describe("The rollup that it moves the network to"),
        release: z.string().nullable().describe("The release that is known here to serve that rollup"),
        votingFrom: z.iso.datetime(),
        votingUntil: z.iso.datetime(),
        executableFrom: z.iso.datetime().describe("From then on the network may move at any time"),
        executableUntil: z.iso.datetime(),
      }),
    )
    .nullable()
    .describe("Proposals that would move the network and may still be executed; null: not known"),
};
type NetworkFacts = { readonly [Field in keyof typeof networkFactsShape]: z.output<(typeof networkFactsShape)[Field]> };

/** Returns the figures. */
export function networkFacts(view: NetworkView): NetworkFacts {
  const { network } = view;
  const name = view.known.settings?.network;
  const { fit, rollup, served } = judge(view);
  const asked = network && {
    registry: network.registry ?? null,
    address: rollup?.address ?? null,
    version: rollup?.version ?? null,
    genesisArchiveRoot: rollup?.genesisArchiveRoot ?? null,
    release: (rollup && releaseOfRollup(rollup.address, name)) ?? null,
    servedVersion: served ?? null,
    fit,
    unknown: network.unknown ?? null,
  };
  return {
    rollup: asked ?? null,
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
