/** Queries which rollup a network runs, from a node's host or from this machine. */
import path from "node:path";
import { z } from "zod";
import { OLDEST_HEAD } from "../settings/network/l1-head";
import type { CanonicalRollup } from "../settings/network/network-fit";
import { L1_SERVER_VARIABLES, type NetworkQuestion } from "../settings/network/network-question";
import { NETWORK_CONFIG_URLS, NETWORK_CONFIG_VARIABLE } from "../settings/network/networks";
import { isRelease } from "../settings/releases/release";
import * as abi from "../settings/network/rollup-calls";
import type { DockerRunner } from "./docker";
import { type CommandResult, runCommand } from "./command";
import { lastLine } from "./log-text";
import { bundledScript } from "./script-bundle";

const SCRIPT = bundledScript(path.join(__dirname, "query-network.cjs"));
/** Time limit for each server, in seconds. */
const SECONDS = 8;
/** Time limit for the whole query from this machine, in milliseconds. */
const TIMEOUT = 60_000;
/** Number of latest proposals to read. A proposal takes a round of signals of about 20 h, or a large deposit. */
const PROPOSALS = 8;
/** Numbers of the states in which a proposal may still be executed. */
const OPEN = [0, 1, 2, 3];

/** A proposal that may still be executed, and adds a rollup. */
export interface Proposal {
  readonly id: number;
  readonly state: abi.ProposalState;
  readonly rollup: string;
  readonly times: abi.ProposalTimes;
}

/** The network's configuration, as nodes read it. */
export interface NetworkConfig {
  /** Host and port of where it was read, or "a file". */
  readonly server: string;
  /** Whether the operator named the place. */
  readonly isOwn: boolean;
  /** The release that the network recommends. */
  readonly nodeVersion?: string | undefined;
  /** Why it could not be read. */
  readonly error?: string | undefined;
}

export interface NetworkAnswer {
  readonly registry?: string | undefined;
  /** The rollup that the network runs; undefined if the query failed. */
  readonly rollup?: CanonicalRollup | undefined;
  /** Why `rollup` is undefined. */
  readonly unknown?: string | undefined;
  /** Answer of the node; undefined if it was not queried, or is in standby. */
  readonly node?: z.output<typeof nodeSchema> | undefined;
  readonly config?: NetworkConfig | undefined;
  /** Genesis root of the node's image; only computed if the node does not report its rollup. */
  readonly imageGenesisRoot?: string | undefined;
  /** Gas that the proof of possession of a BLS key may take; undefined if it was not queried, or the query failed. */
  readonly gasCap?: number | undefined;
  /** Length of an epoch; undefined if it was not queried, or the query failed. */
  readonly epochSeconds?: number | undefined;
  /** Undefined if the governance was not queried, or the query failed. */
  readonly proposals?: readonly Proposal[] | undefined;
  /** Time of the query, in milliseconds since 1970 by this machine's clock. */
  readonly now: number;
}

const nodeSchema = z.object({
  nodeVersion: z.string().optional().catch(undefined),
  rollupVersion: z.number().optional().catch(undefined),
  l1ContractAddresses: z.object({ rollupAddress: z.string().optional() }).optional().catch(undefined),
});

const serverName = z.string();
const rawProposal = z.object({
  id: z.number(),
  proposal: z.string(),
  state: z.string(),
  actions: z.string().optional(),
});
const rawGovernance = z.object({ value: z.object({ proposals: z.array(rawProposal) }).optional() });
const rawSchema = z.object({
  registry: z.string().optional().catch(undefined),
  unknown: z.string().optional(),
  node: nodeSchema.optional().catch(undefined),
  chain: z
    .object({
      failed: z.array(z.object({ server: serverName, error: z.string() })).optional(),
      rollup: z
        .object({ address: z.string(), version: z.string(), genesisArchiveRoot: z.string().optional() })
        .optional(),
      governance: rawGovernance.optional(),
      registration: z.object({ value: z.string().optional() }).optional(),
      clock: z.object({ value: z.object({ slotSeconds: z.string(), epochSlots: z.string() }).optional() }).optional(),
    })
    .optional(),
  config: z
    .object({
      server: serverName,
      isOwn: z.boolean(),
      error: z.string().optional(),
      value: z.object({ nodeVersion: z.string().optional().catch(undefined) }).optional(),
    })
    .optional(),
});
type Raw = z.output<typeof rawSchema>;

/** Runs a query; a failure becomes an answer with the reason. */
export async function tryQuery(query: () => Promise<NetworkAnswer>): Promise<NetworkAnswer> {
  try {
    return await query();
  } catch (error) {
    return { unknown: error instanceof Error ? error.message : String(error), now: Date.now() };
  }
}

/** Queries from inside a node's container, which has to run. @throws with the reason, if nothing can run there */
export async function queryNetworkFrom(
  docker: DockerRunner,
  container: string,
  question: NetworkQuestion,
): Promise<NetworkAnswer> {
  return readNetworkAnswer(await docker(["exec", container, "node", ...networkArgs(question)]));
}

/**
 * Queries from this machine.
 *
 * @param variables the L1 servers and the URL of the network's configuration, by environment variable
 * @param node the command that starts Node
 * @throws with the reason, if the query cannot run
 */
export async function queryNetworkHere(
  question: NetworkQuestion,
  variables: Readonly<Record<string, string>>,
  node: readonly string[] = [process.execPath],
): Promise<NetworkAnswer> {
  const command = [...node, ...networkArgs(question, true)];
  return readNetworkAnswer(await runCommand(command, TIMEOUT, JSON.stringify(variables)));
}

/**
 * Returns the arguments of `node` for a query.
 *
 * @param stdin whether servers come by standard input instead of the environment
 */
export function networkArgs({ configName, governance, ...question }: NetworkQuestion, stdin = false): string[] {
  const config = { name: configName, variable: NETWORK_CONFIG_VARIABLE, urls: NETWORK_CONFIG_URLS };
  const all = {
    ...question,
    stdin,
    seconds: SECONDS,
    calls: abi.ROLLUP_CALLS,
    variables: L1_SERVER_VARIABLES,
    oldestHead: OLDEST_HEAD,
    ...(configName === undefined ? {} : { config }),
    ...(governance ? { governance: { limit: PROPOSALS, payloadWord: abi.PAYLOAD_WORD, open: OPEN } } : {}),
  };
  return ["-e", SCRIPT, JSON.stringify(all)];
}

/** Decodes the output of the command. @throws with the reason, if it is not an answer */
export function readNetworkAnswer({ code, text }: CommandResult): NetworkAnswer {
  const line = text.split("\n").find((one) => one.startsWith('{"'));
  if (code !== 0 || line === undefined) throw new Error(`the network cannot be queried: ${lastLine(text)}`);
  const raw = rawSchema.parse(JSON.parse(line));
  const rollup = canonical(raw);
  return {
    registry: raw.registry,
    rollup,
    node: raw.node,
    now: Date.now(),
    ...(rollup ? {} : { unknown: reason(raw) }),
    ...(raw.config ? { config: configOf(raw.config) } : {}),
    proposals: proposals(raw),
    gasCap: abi.decodeNumber(raw.chain?.registration?.value ?? ""),
    epochSeconds: epochSeconds(raw),
  };
}

function canonical({ chain }: Raw): CanonicalRollup | undefined {
  const { address = "", version = "", genesisArchiveRoot = "" } = chain?.rollup ?? {};
  const decoded = {
    address: abi.decodeAddress(`0x${"0".repeat(24)}${address.slice(2)}`),
    version: abi.decodeNumber(version),
  };
  if (decoded.address === undefined || decoded.version === undefined) return undefined;
  const root = abi.decodeBytes32(genesisArchiveRoot);
  return { address: decoded.address, version: decoded.version, genesisArchiveRoot: root };
}

function epochSeconds({ chain }: Raw): number | undefined {
  const { slotSeconds = "", epochSlots = "" } = chain?.clock?.value ?? {};
  const [seconds, slots] = [abi.decodeNumber(slotSeconds), abi.decodeNumber(epochSlots)];
  return seconds === undefined || slots === undefined ? undefined : seconds * slots;
}

function reason({ unknown, chain }: Raw): string {
  if (unknown) return unknown;
  const failed = chain?.failed ?? [];
  if (chain && failed.length === 0 && !chain.rollup) return "no L1 server is set";
  return failed.map(({ server, error }) => `${server} ${error}`).join("; ") || "the registry's answer cannot be read";
}

function configOf({ server, isOwn, error, value }: NonNullable<Raw["config"]>): NetworkConfig {
  // It goes into a command that is proposed.
  const named = value?.nodeVersion?.replace(/^v/, "");
  const nodeVersion = named !== undefined && isRelease(named) ? named : undefined;
  return { server, isOwn, nodeVersion, error };
}

function proposals({ chain, registry = "" }: Raw): Proposal[] | undefined {
  return chain?.governance?.value?.proposals.flatMap(({ id, proposal, state, actions }) => {
    const rollup = actions === undefined ? undefined : abi.decodeAddedRollup(actions, registry);
    const decoded = { state: abi.decodeProposalState(state), times: abi.decodeProposalTimes(proposal) };
    if (rollup === undefined || decoded.state === undefined || decoded.times === undefined) return [];
    return [{ id, state: decoded.state, rollup, times: decoded.times }];
  });
}
