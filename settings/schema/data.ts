/** Settings of the data that a node keeps and its sources, of JSON-RPC, telemetry and provers. */
import { z } from "zod";
import { nodeRoles, setting } from "./definition";
import { serversOf } from "../server-url";
import { described } from "./type-description";
import { KEYSTORE_SINCE } from "./attester";
import * as t from "./types";

const roles = nodeRoles;
/** 16 TiB, the largest disk of a host: a larger number was meant in bytes. */
const MOST_KB = 17_179_869_184;

/** Ports of collectors for gRPC, which the node does not use. */
const GRPC_PORT = "4317";

/** The URL to which the node sends a signal, as it is: OpenTelemetry adds no path to it. */
function endpoint(env: string, signal: string) {
  const type = t.url().superRefine((value, context) => {
    const { pathname = "", port = "" } = URL.parse(value) ?? {};
    const other = /\/v1\/(metrics|traces|logs)\/?$/.exec(pathname)?.[1];
    const message =
      port === GRPC_PORT
        ? `points to port ${GRPC_PORT}, which is for gRPC: the node sends by HTTP, usually to 4318`
        : pathname === "/"
          ? `has no path, and collectors refuse ${signal} there: it usually ends with /v1/${signal}`
          : other !== undefined && other !== signal
            ? `ends with /v1/${other}, where a collector takes no ${signal}`
            : /^\/(metrics|api\/traces|api\/v1\/write|loki\/api\/v1\/push)\/?$/.test(pathname)
              ? `has the path of another protocol than OpenTelemetry's: it usually ends with /v1/${signal}`
              : undefined;
    if (message) context.addIssue({ code: "custom", message });
  });
  const url = described(type, "a URL that starts with http:// or https://", "<url>");
  return setting(url.transform((one) => serversOf([one])).optional(), {
    description: `OpenTelemetry collector for ${signal}`,
    env: [env],
    secret: "with a key",
  });
}

const archiver = z.strictObject({
  pollingIntervalMs: setting(t.integer(50, 600_000).optional(), {
    description: "Interval between queries to Ethereum for new blocks",
    unit: "ms",
    legacyNames: ["ARCHIVER_POLLING_INTERVAL_MS"],
    nodeDefault: "500; 1000 up to 0.75",
    env: ["ARCHIVER_POLLING_INTERVAL_MS"],
    roles,
  }),
  viemPollingIntervalMs: setting(t.milliseconds(1).optional(), {
    description: "Interval between the archiver's queries to Ethereum for a pending result",
    unit: "ms",
    nodeDefault: "1000",
    env: ["ARCHIVER_VIEM_POLLING_INTERVAL_MS"],
    roles,
  }),
  batchSize: setting(t.integer(1).optional(), {
    description: "Number of blocks to fetch at once",
    nodeDefault: "100",
    env: ["ARCHIVER_BATCH_SIZE"],
    roles,
  }),
});

const blobs = z.strictObject({
  fileStoreUrls: setting(t.servers().optional(), {
    description: "File stores for blobs that no beacon server has; replaces the network's list",
    env: ["BLOB_FILE_STORE_URLS"],
    roles,
    secret: "with a key",
  }),
  archiveApiUrl: setting(t.server().optional(), {
    description: "Archive API for blobs",
    env: ["BLOB_ARCHIVE_API_URL", "BLOB_SINK_ARCHIVE_API_URL"],
    roles,
    secret: "with a key",
  }),
  preferFileStores: setting(t.toggle().optional(), {
    description: "Query file stores before beacon servers",
    nodeDefault: "false",
    env: ["BLOB_PREFER_FILESTORES"],
    roles,
  }),
  fileStoreTimeoutMs: setting(t.milliseconds(1).optional(), {
    description: "Timeout of a request to a file store",
    unit: "ms",
    nodeDefault: "10000",
    env: ["BLOB_FILE_STORE_TIMEOUT_MS"],
    roles,
  }),
  allowEmptySources: setting(t.toggle().optional(), {
    description: "Start the node even if no source of blobs is reachable",
    nodeDefault: "false; true on mainnet",
    env: ["BLOB_ALLOW_EMPTY_SOURCES"],
    roles,
  }),
});

const prover = z.strictObject({
  brokerUrl: setting(t.server().optional(), {
    description: "URL of the prover broker",
    env: ["PROVER_BROKER_HOST"],
    roles: ["prover-node", "prover-agent"],
    secret: "with a key",
  }),
  id: setting(t.account().optional(), {
    description: "Ethereum address that is named as prover and rewarded. Default: the publisher's address",
    env: [{ names: ["PROVER_ID"], until: KEYSTORE_SINCE }],
    fileSince: KEYSTORE_SINCE,
    roles: ["prover-node"],
  }),
  agentCount: setting(t.integer(1, 128).optional(), {
    description:
      "Number of proofs to compute in parallel. Each needs 128 GB of memory and 32 cores. On a prover node: by agents inside the node",
    nodeDefault: "1; on a prover node 0",
    env: ["PROVER_AGENT_COUNT"],
    roles: ["prover-node", "prover-agent"],
  }),
  agentPollIntervalMs: setting(t.milliseconds(1).optional(), {
    description: "Interval between an agent's requests for a job",
    unit: "ms",
    nodeDefault: "1000",
    env: ["PROVER_AGENT_POLL_INTERVAL_MS"],
    roles: ["prover-agent"],
  }),
});

export const data = {
  archiver: archiver.prefault({}),
  sync: z
    .strictObject({
      mode: setting(t.choice(["full", "snapshot", "force-snapshot"]).optional(), {
        description:
          "`full` replays all blocks from Ethereum, `snapshot` starts from a snapshot if there is no data, `force-snapshot` always",
        nodeDefault: "snapshot",
        env: ["SYNC_MODE"],
        roles,
        alternative: "that release always replays all blocks from Ethereum",
      }),
      snapshotUrls: setting(t.servers().optional(), {
        description: "Sources of snapshots; replaces the network's list",
        env: ["SYNC_SNAPSHOTS_URLS", "SYNC_SNAPSHOTS_URL"],
        roles,
        secret: "with a key",
      }),
    })
    .prefault({}),
  blobs: blobs.prefault({}),
  dataStoreMapSizeKb: setting(t.integer(1024, MOST_KB).optional(), {
    description: "Maximum size of each database",
    unit: "KB",
    nodeDefault: "134217728",
    env: ["DATA_STORE_MAP_SIZE_KB"],
  }),
  signingProtectionMapSizeKb: setting(t.integer(1024, MOST_KB).optional(), {
    description: "Maximum size of the signing protection database",
    unit: "KB",
    nodeDefault: "`dataStoreMapSizeKb`",
    env: ["SIGNING_PROTECTION_MAP_SIZE_KB"],
    roles: ["sequencer"],
  }),
  worldStateHistory: setting(t.integer(0).optional(), {
    description: "Number of checkpoints (blocks, up to 3.x) of world state to keep; 0 keeps all",
    nodeDefault: "64",
    env: ["WS_NUM_HISTORIC_CHECKPOINTS", "WS_NUM_HISTORIC_BLOCKS"],
    roles,
  }),
  enableAutoShutdown: setting(t.toggle().optional(), {
    description: "Stop working when a network upgrade makes the release obsolete",
    nodeDefault: "false",
    env: ["ENABLE_AUTO_SHUTDOWN"],
    roles,
  }),
  sentinelEnabled: setting(t.toggle().optional(), {
    description: "Record which validators are active",
    nodeDefault: "true on public networks",
    env: ["SENTINEL_ENABLED"],
    roles,
  }),
  transactionsDisabled: setting(t.toggle().optional(), {
    description: "Reject transactions from users and peers",
    nodeDefault: "false",
    env: ["TRANSACTIONS_DISABLED"],
    roles,
  }),
  rpc: z
    .strictObject({
      maxBodySize: setting(t.text(/^[1-9]\d{0,3}(kb|mb)$/, "a size such as 1mb", "<size>").optional(), {
        description: "Maximum size of a JSON-RPC request. For a prover broker the default is 50mb",
        nodeDefault: "1mb",
        env: ["RPC_MAX_BODY_SIZE"],
      }),
      maxBatchSize: setting(t.integer(1).optional(), {
        description: "Maximum number of calls in a JSON-RPC batch",
        nodeDefault: "100",
        env: ["RPC_MAX_BATCH_SIZE"],
      }),
    })
    .prefault({}),
  otel: z
    .strictObject({
      metricsEndpoint: endpoint("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "metrics"),
      tracesEndpoint: endpoint("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "traces"),
      logsEndpoint: endpoint("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "logs"),
      collectIntervalMs: setting(t.milliseconds(1000).optional(), {
        description: "Interval between exports of metrics",
        unit: "ms",
        nodeDefault: "60000",
        env: ["OTEL_COLLECT_INTERVAL_MS"],
      }),
      exportTimeoutMs: setting(t.milliseconds(1).optional(), {
        description: "Timeout of an export; at most `otel.collectIntervalMs`",
        unit: "ms",
        nodeDefault: "30000",
        env: ["OTEL_EXPORT_TIMEOUT_MS"],
      }),
      excludeMetrics: setting(
        t.list(t.text(/^[\w.]+$/, "the name or prefix of a metric", "<name>"), "names of metrics", "<name>").optional(),
        { description: "Metrics to exclude, by name or prefix", env: ["OTEL_EXCLUDE_METRICS"] },
      ),
    })
    .prefault({}),
  prover: prover.prefault({}),
};
