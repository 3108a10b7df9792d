/** Queries for the rollup that a network runs. Pure, and without the schema of settings: the provider imports it. */
import { l1ChainOf, NETWORK_CONFIG_VARIABLE, publicNetwork } from "./networks";
import { meantBy, ownGenesis } from "./other-rollup";
import type { Settings } from "../schema";
import { nodeRoles } from "../schema/definition";

/** A query. Contains no secret: it may appear in a list of processes. */
export interface NetworkQuestion {
  /** The node's JSON-RPC; undefined if no node is queried. */
  readonly rpc?: { readonly port: number; readonly prefix: string } | undefined;
  /** The required chain id of the L1. @default that of the node, or any without a node */
  readonly chainId?: number | undefined;
  /** The registry, if neither the node nor the operator's network config contains it. */
  readonly registry?: string | undefined;
  /** Name of the network in the network config; undefined if the node reads none. */
  readonly configName?: string | undefined;
  /** Whether to query proposals that add a rollup. @default false */
  readonly governance?: boolean;
  /** Whether to query the gas cap for the registration of a BLS key. @default false */
  readonly registration?: boolean;
  /** Whether to query how long an epoch is. @default false */
  readonly clock?: boolean;
}

/** Variables with the URLs of the node's L1 servers, newest first. */
export const L1_SERVER_VARIABLES: readonly string[] = ["ETHEREUM_HOSTS", "ETHEREUM_HOST"];

/** Returns the query for a stack. @param settings secrets are not used */
export function networkQuestion(settings: Settings): NetworkQuestion {
  const { network, l1Contracts } = settings;
  const publicData = publicNetwork(network);
  return {
    chainId: l1ChainOf(settings),
    registry: publicData?.registry ?? l1Contracts.registry,
    ...(publicData ? { configName: network } : {}),
  };
}

/**
 * Returns the servers to query, by their variables: those of the L1 and the location of the network config.
 *
 * @param texts the secret settings, as `secretTexts` returns them. `V` is an `Input<string>` in the program
 */
export function networkServers<V>(texts: Readonly<Record<string, V>>): Record<string, V | string> {
  const [hosts = ""] = L1_SERVER_VARIABLES;
  const location = texts[`extraEnv.${NETWORK_CONFIG_VARIABLE}`];
  return { [hosts]: texts.ethereumHosts ?? "", ...(location ? { [NETWORK_CONFIG_VARIABLE]: location } : {}) };
}

/**
 * Returns the comparison that `up` makes before it changes the container. Undefined on a private network, for a role
 * without an L1, with another rollup selected in the settings, and with a genesis that differs from the image's.
 *
 * @param secrets the secret settings, as `secretTexts` names them
 */
export function fitOf<V>(settings: Settings, { version }: { version: string }, secrets: Readonly<Record<string, V>>) {
  const { network, role } = settings;
  const isCompared = meantBy(settings) === undefined && ownGenesis(settings) === undefined;
  if (!publicNetwork(network) || !nodeRoles.includes(role) || !isCompared) return undefined;
  return { release: version, question: networkQuestion(settings), servers: networkServers(secrets) };
}
