/** What a node keeps, where it gets it from, what it serves, and what it tells a collector. */
import { z } from "zod";
import { nodeRoles, setting } from "./definition";
import { KEYSTORE_SINCE } from "./attester";
import { choice, ethereumAddress, integer, list, text, toggle, url, urls } from "./types";

const roles = nodeRoles;

function endpoint(env: string, what: string) {
  return setting(url().optional(), { description: `OpenTelemetry collector that ${what} go to`, env: [env] });
}

const archiver = z.strictObject({
  pollingIntervalMs: setting(integer(1).optional(), {
    description: "How often Ethereum is asked for new blocks",
    unit: "ms",
    legacyNames: ["`ARCHIVER_POLLING_INTERVAL_MS`"],
    nodeDefault: "500; 1000 up to 0.75",
    env: ["ARCHIVER_POLLING_INTERVAL_MS"],
    roles,
  }),
  viemPollingIntervalMs: setting(integer(1).optional(), {
    description: "How often the archiver asks Ethereum for what it waits for",
    unit: "ms",
    nodeDefault: "1000",
    env: ["ARCHIVER_VIEM_POLLING_INTERVAL_MS"],
    roles,
  }),
  batchSize: setting(integer(1).optional(), {
    description: "How many blocks are fetched at a time",
    nodeDefault: "100",
    env: ["ARCHIVER_BATCH_SIZE"],
    roles,
  }),
});

const blobs = z.strictObject({
  fileStoreUrls: setting(urls().optional(), {
    description: "Where blobs are fetched that no beacon server has; replaces the network's own list",
    env: ["BLOB_FILE_STORE_URLS"],
    roles,
  }),
  archiveApiUrl: setting(url().optional(), {
    description: "An archive of blobs",
    env: ["BLOB_ARCHIVE_API_URL", "BLOB_SINK_ARCHIVE_API_URL"],
    roles,
  }),
  preferFileStores: setting(toggle().optional(), {
    description: "Asks file stores before beacon servers",
    nodeDefault: "false",
    env: ["BLOB_PREFER_FILESTORES"],
    roles,
  }),
  fileStoreTimeoutMs: setting(integer(1).optional(), {
    description: "How long a file store may take",
    unit: "ms",
    nodeDefault: "10000",
    env: ["BLOB_FILE_STORE_TIMEOUT_MS"],
    roles,
  }),
  allowEmptySources: setting(toggle().optional(), {
    description: "Starts the node even where no source of blobs can be reached",
    nodeDefault: "false; true on mainnet",
    env: ["BLOB_ALLOW_EMPTY_SOURCES"],
    roles,
  }),
});

const prover = z.strictObject({
  brokerUrl: setting(url().optional(), {
    description: "The broker that jobs are put to and taken from",
    env: ["PROVER_BROKER_HOST"],
    roles: ["prover-node", "prover-agent"],
  }),
  id: setting(ethereumAddress().optional(), {
    description: "Who is named as prover, and rewarded; unset, the publisher's address",
    env: [{ names: ["PROVER_ID"], until: KEYSTORE_SINCE }],
    fileSince: KEYSTORE_SINCE,
    roles: ["prover-node"],
  }),
  agentCount: setting(integer(1).optional(), {
    description: "How many proofs are made at a time; each wants 128 GB of memory and 32 cores",
    nodeDefault: "1",
    env: ["PROVER_AGENT_COUNT"],
    roles: ["prover-agent"],
  }),
  agentPollIntervalMs: setting(integer(1).optional(), {
    description: "How often an agent asks for a job",
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
      mode: setting(choice(["full", "snapshot", "force-snapshot"]).optional(), {
        description:
          "`full` reads all from Ethereum, `snapshot` starts from one where there is no data, `force-snapshot` always",
        nodeDefault: "snapshot",
        env: ["SYNC_MODE"],
        roles,
        alternative: "that release always reads all from Ethereum",
      }),
      snapshotUrls: setting(urls().optional(), {
        description: "Where snapshots are; replaces the network's own list",
        env: ["SYNC_SNAPSHOTS_URLS", "SYNC_SNAPSHOTS_URL"],
        roles,
      }),
    })
    .prefault({}),
  blobs: blobs.prefault({}),
  dataStoreMapSizeKb: setting(integer(1024).optional(), {
    description: "How large each database may grow",
    unit: "KB",
    nodeDefault: "134217728",
    env: ["DATA_STORE_MAP_SIZE_KB"],
  }),
  signingProtectionMapSizeKb: setting(integer(1024).optional(), {
    description: "How large the database of what was signed may grow",
    unit: "KB",
    nodeDefault: "`dataStoreMapSizeKb`",
    env: ["SIGNING_PROTECTION_MAP_SIZE_KB"],
    roles: ["sequencer"],
  }),
  worldStateHistory: setting(integer(0).optional(), {
    description: "How many checkpoints (blocks, up to 3.x) of world state are kept; 0 keeps all",
    nodeDefault: "64",
    env: ["WS_NUM_HISTORIC_CHECKPOINTS", "WS_NUM_HISTORIC_BLOCKS"],
    roles,
  }),
  enableAutoShutdown: setting(toggle().optional(), {
    description: "Stops the node's work when an upgrade of the network leaves its release behind",
    nodeDefault: "false",
    env: ["ENABLE_AUTO_SHUTDOWN"],
    roles,
  }),
  sentinelEnabled: setting(toggle().optional(), {
    description: "Watches which validators are active",
    nodeDefault: "true on public networks",
    env: ["SENTINEL_ENABLED"],
    roles,
  }),
  transactionsDisabled: setting(toggle().optional(), {
    description: "Takes no transactions, from users or peers",
    nodeDefault: "false",
    env: ["TRANSACTIONS_DISABLED"],
    roles,
  }),
  rpc: z
    .strictObject({
      maxBodySize: setting(text(/^\d+(kb|mb)$/, "a size such as 1mb", "<size>").optional(), {
        description: "The largest request that JSON-RPC takes; a broker is given 50mb",
        nodeDefault: "1mb",
        env: ["RPC_MAX_BODY_SIZE"],
      }),
      maxBatchSize: setting(integer(1).optional(), {
        description: "The most calls in one request",
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
      collectIntervalMs: setting(integer(1).optional(), {
        description: "How often metrics are collected",
        unit: "ms",
        nodeDefault: "60000",
        env: ["OTEL_COLLECT_INTERVAL_MS"],
      }),
      exportTimeoutMs: setting(integer(1).optional(), {
        description: "How long the collector may take; less than `otel.collectIntervalMs`",
        unit: "ms",
        nodeDefault: "30000",
        env: ["OTEL_EXPORT_TIMEOUT_MS"],
      }),
      excludeMetrics: setting(
        list(text(/^[\w.]+$/, "a metric's name or its beginning", "<name>"), "metrics' names", "<name>").optional(),
        { description: "Metrics that are not sent", env: ["OTEL_EXCLUDE_METRICS"] },
      ),
    })
    .prefault({}),
  prover: prover.prefault({}),
};
