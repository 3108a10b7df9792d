/** Asks a stack's network which release serves it, so that the wizard offers that one. */
import { askNetworkHere, type NetworkAnswer, orUnknown } from "../../remote/ask-network";
import { describeRollup } from "../../settings/network/network-fit";
import { networkServers } from "../../settings/network/network-question";
import { proposedRelease, releaseForRollup } from "../../settings/network/network-release";
import { publicNetwork } from "../../settings/network/networks";
import { secretTexts } from "../../settings/check-config";
import { toRawConfig, type FlatConfig } from "../../settings/flat-config";

export interface OfferedRelease {
  readonly release: string;
  /** Where the release is from, for the operator. */
  readonly why: string;
}

/**
 * Asks the L1 of a public network from this machine.
 *
 * @param values answers so far, with the L1's servers
 * @returns undefined for a network that is not public
 */
export async function releaseOfNetwork(values: FlatConfig): Promise<OfferedRelease | undefined> {
  const { network = "", ethereumHosts } = values;
  const known = publicNetwork(network);
  if (!known) return undefined;
  if (!ethereumHosts) return assumed(network, "there is no Ethereum server to ask");
  const { chainId, registry } = known;
  const servers = networkServers(secretTexts(toRawConfig(values)));
  return offered(network, await orUnknown(() => askNetworkHere({ chainId, registry, configName: network }, servers)));
}

/** Chooses the release by what the network answered: its rollup, and what it recommends. */
export function offered(network: string, answer: NetworkAnswer): OfferedRelease {
  const { rollup, config, unknown = "no answer" } = answer;
  if (!rollup) return assumed(network, unknown);
  const runs = `${network} runs ${describeRollup(rollup)}`;
  const { release, from = "proposed" } = releaseForRollup(network, rollup.address, config?.nodeVersion) ?? {};
  if (release !== undefined && from === "recommended")
    return { release, why: `${runs}, and recommends release ${release}` };
  if (release !== undefined && from === "known") return { release, why: `${runs}, which release ${release} serves` };
  return assumed(network, `${runs}, and this program does not know which release serves it`);
}

function assumed(network: string, why: string): OfferedRelease {
  const release = proposedRelease(network);
  return {
    release,
    why: `! ${why}. ${release} is the newest release for ${network} that this program knows; \`up\` compares it again`,
  };
}
