/** Suggests a release by querying which rollup the stack's network runs. */
import { queryNetworkHere, type NetworkAnswer, tryQuery } from "../../remote/query-network";
import { secretTexts } from "../../settings/check-config";
import { type FlatConfig, toRawConfig } from "../../settings/flat-config";
import { describeRollup } from "../../settings/network/network-fit";
import { networkServers } from "../../settings/network/network-question";
import { proposedRelease, releaseForRollup } from "../../settings/network/network-release";
import { publicNetwork } from "../../settings/network/networks";

export interface SuggestedRelease {
  readonly release: string;
  /** For the operator: why this release. */
  readonly reason: string;
}

/**
 * Queries the L1 of a public network from this machine.
 *
 * @param values the settings so far, with the L1's servers
 * @returns undefined for a network that is not public
 */
export async function suggestRelease(values: FlatConfig): Promise<SuggestedRelease | undefined> {
  const { network = "", ethereumHosts } = values;
  const contracts = publicNetwork(network);
  if (!contracts) return undefined;
  if (!ethereumHosts) return newestKnown(network, "no Ethereum server is configured yet");
  const { chainId, registry } = contracts;
  const servers = networkServers(secretTexts(toRawConfig(values)));
  const answer = await tryQuery(() => queryNetworkHere({ chainId, registry, configName: network }, servers));
  return suggestionFrom(network, answer);
}

/** Chooses the release by the network's rollup and the release that it recommends. */
export function suggestionFrom(network: string, answer: NetworkAnswer): SuggestedRelease {
  const { rollup, config, unknown = "no answer" } = answer;
  if (!rollup) return newestKnown(network, unknown);
  const runs = `${network} runs ${describeRollup(rollup)}`;
  const { release, from = "proposed" } = releaseForRollup(network, rollup.address, config?.nodeVersion) ?? {};
  if (release !== undefined && from === "recommended")
    return { release, reason: `${runs}, and recommends release ${release}` };
  if (release !== undefined && from === "known") return { release, reason: `${runs}, which release ${release} serves` };
  return newestKnown(network, `${runs}, and the release that serves it is unknown`);
}

function newestKnown(network: string, reason: string): SuggestedRelease {
  const release = proposedRelease(network);
  return {
    release,
    reason: `! ${reason}. ${release} is the newest known release for ${network}; \`up\` checks it again`,
  };
}
