/** What is asked of a network about the rollup that it runs. Pure, and without the table of settings: the provider reads it. */
import { NETWORK_CONFIG_VARIABLE, publicNetwork } from "./networks";
import { meantBy, ownGenesis } from "./other-rollup";
import type { Settings } from "../schema";
import { nodeRoles } from "../schema/definition";

/** What is asked. Holds no secret: it may be in a list of processes. */
export interface NetworkQuestion {
  /** The node's own JSON-RPC; absent where no node is asked. */
  readonly rpc?: { readonly port: number; readonly prefix: string } | undefined;
  /** Chain id that the L1 has to have. @default what the node says; without it any chain will do */
  readonly chainId?: number | undefined;
  /** The registry, where neither the node nor the operator's own network configuration names one. */
  readonly registry?: string | undefined;
  /** Name of the network in the network configuration; absent where the node reads none. */
  readonly configName?: string | undefined;
  /** Whether to ask for proposals that add a rollup. @default false */
  readonly governance?: boolean;
  /** Whether to ask what the registration of a BLS key may cost. @default false */
  readonly registration?: boolean;
}

/** Names of the variables that a node reads its L1's servers from, the newer one first. */
export const L1_SERVER_VARIABLES: readonly string[] = ["ETHEREUM_HOSTS", "ETHEREUM_HOST"];

/** Returns what to ask for a stack with these settings. @param settings secrets are not looked at */
export function networkQuestion({ network, l1ChainId, l1Contracts }: Settings): NetworkQuestion {
  const known = publicNetwork(network);
  return {
    chainId: known?.chainId ?? l1ChainId,
    registry: known?.registry ?? l1Contracts.registry,
    ...(known ? { configName: network } : {}),
  };
}

/**
 * Returns where to ask: the L1's servers and the place of the network's configuration, by the names of their variables.
 *
 * @param texts the secret settings, as `secretTexts` gives them. `V` is an `Input<string>` in the program
 */
export function networkServers<V>(texts: Readonly<Record<string, V>>): Record<string, V | string> {
  const [hosts = ""] = L1_SERVER_VARIABLES;
  const location = texts[`extraEnv.${NETWORK_CONFIG_VARIABLE}`];
  return { [hosts]: texts.ethereumHosts ?? "", ...(location ? { [NETWORK_CONFIG_VARIABLE]: location } : {}) };
}

/**
 * Returns what `up` asks before it touches the container; undefined for a stack whose release is not compared: on a
 * network where no stake is at risk, for a role that has no L1, where another rollup is meant, and where the image alone
 * does not tell what the archive begins with.
 *
 * @param secrets the secret settings, as `secretTexts` names them
 */
export function fitOf<V>(settings: Settings, { version }: { version: string }, secrets: Readonly<Record<string, V>>) {
  const { network, role } = settings;
  const isCompared = meantBy(settings) === undefined && ownGenesis(settings) === undefined;
  if (!publicNetwork(network) || !nodeRoles.includes(role) || !isCompared) return undefined;
  return { release: version, question: networkQuestion(settings), servers: networkServers(secrets) };
}
