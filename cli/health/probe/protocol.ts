/** What is asked where the node is, and how the answers are read. Pure, but for the text that is run there. */
import { z } from "zod";
import { SKYLAKE } from "../../../resources/host-ready/script";
import { selector } from "../../../settings/network/rollup-calls";
import { envVarNamesOf } from "../../../settings/releases/env-vars";
import { probeScript } from "./scripts";
import { blobsSchema } from "../checks/blobs";
import { downloadedSchema, type Downloads } from "./downloads";
import { statsOfOneSchema } from "../work/duties";
import { type CONTRACT_CALLS, workSchema } from "../work/contracts";

/** Which questions are put, and to whom. */
export interface ProbeRequest {
  /** The node's own JSON-RPC; absent where no node is asked. */
  readonly rpc?: { readonly port: number; readonly prefix: string } | undefined;
  /** The chain that the L1 has to be of: contracts are asked on that one alone. */
  readonly chainId?: number | undefined;
  readonly attesters: readonly string[];
  readonly publishers: readonly string[];
  /** Whose disk is looked at. */
  readonly directory?: string | undefined;
  /** Whether to ask what `doctor` asks besides. */
  readonly thorough?: boolean;
  /** What is asked of the node's work; absent for roles that keep no chain. */
  readonly work?: typeof CONTRACT_CALLS | undefined;
  /** By which endpoints of a beacon server the node fetches blobs. */
  readonly blobEndpoints?: readonly string[];
  /** Which hosts the node downloads from. */
  readonly downloads?: Downloads | undefined;
  /** Directory of the disk that is written to for a moment. */
  readonly writeTest?: string | undefined;
  /** Whether the servers are in JSON on standard input, by the names of their variables, and not in the environment. */
  readonly stdin?: boolean;
}

/** Source: the rollup contract's ABI, @aztec/l1-artifacts 4.1.2 and 5.2.0. */
const CALLS = {
  attesterStatus: selector("getStatus(address)"),
};

/** Names of a node's methods by their prefix: `node` up to 4.x, `aztec` from 5.0. */
const METHODS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  node: { tips: "node_getL2Tips", peers: "p2p_getPeers", stats: "node_getValidatorsStats" },
  aztec: {
    tips: "aztec_getChainTips",
    peers: "aztec_getPeers",
    stats: "aztec_getValidatorsStats",
    synced: "aztec_getSyncedL1Timestamp",
  },
};

/** The variables that say where the L1 is. */
export const SERVERS = {
  l1Servers: envVarNamesOf("ethereumHosts"),
  debug: envVarNamesOf("ethereumDebugHosts"),
  beaconServers: envVarNamesOf("l1ConsensusHosts"),
  apiKeys: envVarNamesOf("l1ConsensusHostApiKeys"),
  apiKeyHeaders: envVarNamesOf("l1ConsensusHostApiKeyHeaders"),
} as const;

/** The words of a command that asks: `node` has to be put before them. */
export function probeArgs({ rpc, ...asked }: ProbeRequest): string[] {
  const methods = rpc && {
    ready: `${rpc.prefix}_isReady`,
    info: `${rpc.prefix}_getNodeInfo`,
    ...METHODS[rpc.prefix],
  };
  const fixed = { servers: SERVERS, calls: CALLS, flags: SKYLAKE };
  const all = { ...asked, ...fixed, ...(rpc ? { rpc: { ...rpc, methods } } : {}) };
  return ["-e", probeScript(), JSON.stringify(all)];
}

/** An answer, or why there is none: `httpStatus` where a server refused by that. */
function attempt<T extends z.ZodType>(value: T) {
  const failure = { error: z.string().optional(), httpStatus: z.number().optional() };
  return z.object({ value: value.nullish().catch(undefined), ...failure });
}

const block = z.object({ number: z.coerce.number() });
const tip = z.object({ block, checkpoint: block.optional() });

/** Up to 3.x there were blocks alone, and the last one was called the latest. */
const tipsSchema = z.object({
  proposed: block.optional(),
  latest: block.optional(),
  checkpointed: tip.optional(),
  proven: z.union([tip, block.transform((number) => ({ block: number, checkpoint: undefined }))]),
});

const infoSchema = z.object({
  nodeVersion: z.string().optional(),
  l1ChainId: z.number().optional(),
  rollupVersion: z.number().optional(),
  enr: z.string().nullish(),
});

const statsSchema = z.object({ stats: z.record(z.string(), statsOfOneSchema) });

const nodeSchema = z.object({
  status: attempt(z.number()).optional(),
  ready: attempt(z.boolean()).optional(),
  info: attempt(infoSchema).optional(),
  tips: attempt(tipsSchema).optional(),
  peers: attempt(z.array(z.object({ status: z.string() }))).optional(),
  /** Seconds since 1970 of the L1 block that was read last. */
  synced: attempt(z.coerce.number()).optional(),
  stats: attempt(statsSchema).optional(),
});

const l1ServerSchema = z.object({
  /** Host and port. */
  server: z.string(),
  error: z.string().optional(),
  chainId: z.number().optional(),
  milliseconds: z.number().optional(),
  /** The server's own time, as HTTP says it. */
  date: z.string().nullish(),
  head: z.object({ number: z.number(), timestamp: z.number() }).optional(),
  syncing: z.boolean().optional(),
});

const beaconServerSchema = z.object({
  server: z.string(),
  error: z.string().optional(),
  milliseconds: z.number().optional(),
  slot: z.number().optional(),
});

const hex = attempt(z.string());

const thoroughSchema = z.object({
  bursts: z.array(
    z.object({
      server: z.string(),
      sent: z.number(),
      failed: z.number(),
      error: z.string().optional(),
      slowest: z.number(),
    }),
  ),
  /** Methods that trace; undefined where there was no transaction to try with. */
  traces: z.array(
    z.object({
      server: z.string(),
      error: z.string().optional(),
      recent: z.array(z.string()).optional(),
      old: z.array(z.string()).optional(),
    }),
  ),
  blobs: z.array(blobsSchema),
  downloads: downloadedSchema.optional(),
  /** Small writes a second that have reached the disk. */
  writes: attempt(z.number()).optional(),
  machine: z.object({
    architecture: z.string(),
    vcpus: z.number(),
    memoryMb: z.number(),
    flags: z.array(z.string()),
  }),
});
export type ThoroughResult = z.output<typeof thoroughSchema>;

const answersSchema = z.object({
  thorough: thoroughSchema.optional(),
  work: workSchema.optional(),
  node: nodeSchema.optional(),
  l1Servers: z.array(l1ServerSchema),
  beaconServers: z.array(beaconServerSchema),
  chain: z
    .object({
      attesters: z.record(z.string(), hex).optional(),
      balances: z.record(z.string(), hex),
    })
    .optional(),
  /** Milliseconds since 1970, by the clock of where it was asked. */
  now: z.number(),
  disk: attempt(z.object({ free: z.number(), size: z.number() })).optional(),
});

export type ProbeResult = z.output<typeof answersSchema>;
export type NodeAnswers = z.output<typeof nodeSchema>;

/** Whether a node stands by: it is up, and serves no JSON-RPC. */
export function isStandby({ ready }: NodeAnswers): boolean {
  return ready?.httpStatus === 404;
}
export type L1Server = z.output<typeof l1ServerSchema>;
export type BeaconServer = z.output<typeof beaconServerSchema>;

/** @param text what the questions printed @throws if it is not an answer */
export function parseProbeResult(text: string): ProbeResult {
  const line = text.split("\n").find((one) => one.startsWith('{"'));
  return answersSchema.parse(JSON.parse(line ?? ""));
}
