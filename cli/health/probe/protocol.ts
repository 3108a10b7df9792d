/** Protocol of the probe: its request, and the schema of its result. */
import path from "node:path";
import { z } from "zod";
import { bundledScript } from "../../../remote/script-bundle";
import { SKYLAKE } from "../../../resources/host-ready/script";
import { selector } from "../../../settings/network/rollup-calls";
import { envVarNamesOf } from "../../../settings/releases/env-vars";
import { NODE_METHODS } from "../../../settings/releases/release";
import { blobsSchema } from "../checks/blobs";
import { downloadedSchema, type Downloads } from "./downloads";
import { provingAnswerSchema, type ProvingRequest } from "../proving/request";
import { statsOfOneSchema } from "../work/duties";
import { type CONTRACT_CALLS, workSchema } from "../work/contracts";

/** Request to the probe. */
export interface ProbeRequest {
  /** The node's JSON-RPC; undefined if no node is queried. */
  readonly rpc?: { readonly port: number; readonly prefix: string } | undefined;
  /** The chain that the L1 must be on: contracts are called on that chain only. */
  readonly chainId?: number | undefined;
  readonly attesters: readonly string[];
  readonly publishers: readonly string[];
  /** Addresses whose rewards are queried. */
  readonly coinbases?: readonly string[];
  /** The governance payload whose signals are queried. */
  readonly payload?: string | undefined;
  /** Directory whose disk is measured. */
  readonly directory?: string | undefined;
  /** Whether to run the slow checks of `doctor`. */
  readonly thorough?: boolean;
  /** Calls to the rollup contract; undefined for roles that do not follow the chain. */
  readonly work?: typeof CONTRACT_CALLS | undefined;
  /** Endpoints of a beacon server that the node fetches blobs from. */
  readonly blobEndpoints?: readonly string[];
  /** Queries to a prover's role. */
  readonly proving?: ProvingRequest | undefined;
  /** Hosts that the node downloads from. */
  readonly downloads?: Downloads | undefined;
  /** Directory for the write test. */
  readonly writeTest?: string | undefined;
  /** Whether environment variables with the servers come as JSON on standard input instead. */
  readonly stdin?: boolean;
}

/** Source: the rollup contract's ABI, @aztec/l1-artifacts 4.1.2 and 5.2.0. */
const CALLS = {
  attesterStatus: selector("getStatus(address)"),
};

/** Environment variables that name the L1 servers. */
export const SERVERS = {
  l1Servers: envVarNamesOf("ethereumHosts"),
  debug: envVarNamesOf("ethereumDebugHosts"),
  beaconServers: envVarNamesOf("l1ConsensusHosts"),
  apiKeys: envVarNamesOf("l1ConsensusHostApiKeys"),
  apiKeyHeaders: envVarNamesOf("l1ConsensusHostApiKeyHeaders"),
} as const;

/** The input of the probe's scripts: the request, and what is the same for every request. */
export interface ProbeInput extends Omit<ProbeRequest, "rpc"> {
  readonly rpc?: NonNullable<ProbeRequest["rpc"]> & { readonly methods: Readonly<Record<string, string>> };
  readonly servers: Readonly<Record<keyof typeof SERVERS, readonly string[]>>;
  readonly calls: typeof CALLS;
  /** Flags of the processor that are looked for. */
  readonly flags: readonly string[];
}

const SCRIPT = bundledScript(path.join(__dirname, "scripts", "probe.cjs"));

/** Returns the arguments of `node` that run the probe. */
export function probeArgs({ rpc, ...request }: ProbeRequest): string[] {
  const byPrefix: Readonly<Record<string, object>> = NODE_METHODS;
  const methods = rpc && {
    ready: `${rpc.prefix}_isReady`,
    info: `${rpc.prefix}_getNodeInfo`,
    ...byPrefix[rpc.prefix],
  };
  const fixed = { servers: SERVERS, calls: CALLS, flags: SKYLAKE };
  const all: ProbeInput = { ...request, ...fixed, ...(rpc && methods ? { rpc: { ...rpc, methods } } : {}) };
  return ["-e", SCRIPT, JSON.stringify(all)];
}

/** Builds the schema of an answer, or of the reason why there is none; `httpStatus` if a server refused with one. */
function attempt<T extends z.ZodType>(value: T) {
  const failure = { error: z.string().optional(), httpStatus: z.number().optional() };
  return z.object({ value: value.nullish().catch(undefined), ...failure });
}

const block = z.object({ number: z.coerce.number() });
const tip = z.object({ block, checkpoint: block.optional() });

/** Up to 3.x there were only blocks, and the last one was called `latest`. */
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
  l1ContractAddresses: z.object({ rollupAddress: z.string().optional() }).optional(),
});

const statsSchema = z.object({
  /** By attester: all that the node has seen. null: of another form than expected. */
  stats: z.record(z.string(), statsOfOneSchema.nullable().catch(null)),
  /** The slot in which the node began to record, at its last start. */
  initialSlot: z.coerce.number().optional(),
  lastProcessedSlot: z.coerce.number().optional(),
});

const nodeSchema = z.object({
  status: attempt(z.number()).optional(),
  ready: attempt(z.boolean()).optional(),
  info: attempt(infoSchema).optional(),
  tips: attempt(tipsSchema).optional(),
  peers: attempt(z.array(z.object({ status: z.string() }))).optional(),
  /** Time of the last L1 block that the node has read, in seconds since 1970. */
  synced: attempt(z.coerce.number()).optional(),
  stats: attempt(statsSchema).optional(),
});

const l1ServerSchema = z.object({
  /** Host and port. */
  server: z.string(),
  error: z.string().optional(),
  chainId: z.number().optional(),
  milliseconds: z.number().optional(),
  /** The server's time, from its HTTP header. */
  date: z.string().nullish(),
  /** When it was read, in milliseconds since 1970 by the clock of the host where the probe ran. */
  dateAt: z.number().optional(),
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
  /** Methods that return traces; undefined if there was no transaction to trace. */
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
  /** Small writes per second that reached the disk. */
  writes: attempt(z.number()).optional(),
  /** Random reads per second, past the cache. */
  reads: attempt(z.number()).optional(),
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
  proving: provingAnswerSchema.optional(),
  l1Servers: z.array(l1ServerSchema),
  beaconServers: z.array(beaconServerSchema),
  chain: z
    .object({
      attesters: z.record(z.string(), hex).optional(),
      balances: z.record(z.string(), hex),
      /** How many transactions each publisher has sent. */
      transactions: z.record(z.string(), hex).optional(),
    })
    .optional(),
  /** Milliseconds since 1970, by the clock of the host where the probe ran. */
  now: z.number(),
  disk: attempt(z.object({ free: z.number(), size: z.number() })).optional(),
});

export type ProbeResult = z.output<typeof answersSchema>;
export type NodeAnswers = z.output<typeof nodeSchema>;

/** Returns whether a node is in standby: it is up, and serves no JSON-RPC. */
export function isStandby({ ready }: NodeAnswers): boolean {
  return ready?.httpStatus === 404;
}
export type L1Server = z.output<typeof l1ServerSchema>;
export type BeaconServer = z.output<typeof beaconServerSchema>;

/** Parses the probe's output. @throws if it contains no result */
export function parseProbeResult(text: string): ProbeResult {
  const line = text.split("\n").find((one) => one.startsWith('{"'));
  return answersSchema.parse(JSON.parse(line ?? ""));
}
