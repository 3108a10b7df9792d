/** Checks the hosts that a node downloads from. Pure. */
import { type StackWithSettings, setCommandFor } from "../../../settings/acceptance";
import { publicNetwork } from "../../../settings/network/networks";
import type { Finding } from "../finding";
import type { Downloaded } from "../probe/downloads";
import { brokerFinding } from "./broker";

/** Context in which the answers are judged. */
export interface DownloadContext extends StackWithSettings {
  /** Whether the node is ready: then it has downloaded these files already. */
  readonly isReady: boolean;
}

const ALLOW_HTTPS = "allow HTTPS from the node's host to it";

export function downloadFindings(all: Downloaded, context: DownloadContext): Finding[] {
  return [
    ...(all.crs ? [crs(all.crs)] : []),
    ...(all.config ? [config(all.config, context)] : []),
    ...snapshots(all, context),
    ...(all.stores ?? []).map(store),
    ...(all.broker ? [brokerFinding(all.broker, setCommandFor("prover.brokerUrl", context))] : []),
  ];
}

/** Returns whether a blob store answers: then the node does not need the blobs of a beacon server. */
export function hasStore({ stores = [] }: Downloaded): boolean {
  return stores.some(({ error, skipped }) => error === undefined && !skipped);
}

function crs({ hosts, cached }: NonNullable<Downloaded["crs"]>): Finding {
  const check = "CRS";
  const [good] = hosts.filter(({ error }) => error === undefined);
  if (good) return { check, severity: "ok", message: `${good.server} has the reference strings for verifying proofs` };
  const message = `no host has the reference strings: ${errorsOf(hosts)}`;
  if (cached)
    return { check, severity: "warning", message: `${message}; the node has its own copy`, remedy: ALLOW_HTTPS };
  return {
    check,
    severity: "failure",
    message: `${message}; the node does not start without them`,
    remedy: ALLOW_HTTPS,
  };
}

function config(
  { servers, chainId }: NonNullable<Downloaded["config"]>,
  { settings, isReady }: DownloadContext,
): Finding {
  const check = "network config";
  const good = servers.find(({ error }) => error === undefined);
  const requested = publicNetwork(settings?.network ?? "")?.chainId;
  if (!good) {
    const message = `no host has the network's configuration: ${errorsOf(servers)}`;
    if (isReady)
      return { check, severity: "warning", message: `${message}; the node keeps using its copy`, remedy: ALLOW_HTTPS };
    return {
      check,
      severity: "failure",
      message: `${message}; the node finds no contracts and no peers`,
      remedy: ALLOW_HTTPS,
    };
  }
  if (requested !== undefined && chainId !== requested) {
    const message = `${good.server} describes a network on chain ${chainId ?? "?"} instead of ${requested}`;
    return { check, severity: "failure", message };
  }
  return { check, severity: "ok", message: `${good.server} has the network's configuration` };
}

function snapshots(
  { snapshots: all = [], rollupError }: Downloaded,
  { settings, isReady }: DownloadContext,
): Finding[] {
  const check = "snapshots";
  if (rollupError) return [{ check, severity: "unknown", message: `not checked: ${rollupError}` }];
  const hasOne = all.some(({ value }) => value !== undefined);
  const isNeeded = !isReady || settings?.sync.mode === "force-snapshot";
  return all.map(({ server, value, error, skipped }): Finding => {
    if (skipped) return { check, severity: "unknown", message: `${server} is not checked: it is not a web server` };
    if (value !== undefined) return { check, severity: "ok", message: `${server} has a snapshot up to block ${value}` };
    const without = hasOne ? "" : "; without a snapshot, the node reads the whole chain from the L1, which takes hours";
    const message = `${server} ${error ?? "does not answer"}${isNeeded ? without : "; not needed, the node has its data"}`;
    return { check, severity: isNeeded && !hasOne ? "warning" : "ok", message };
  });
}

function store({ server, error, skipped }: NonNullable<Downloaded["stores"]>[number]): Finding {
  const check = "blob stores";
  if (skipped) return { check, severity: "unknown", message: `${server} is not checked: it is not a web server` };
  if (error === undefined) return { check, severity: "ok", message: `${server} has the rollup's blobs` };
  return { check, severity: "warning", message: `${server} ${error}` };
}

function errorsOf(hosts: readonly { readonly server: string; readonly error?: string | undefined }[]): string {
  return hosts.map(({ server, error }) => `${server} ${error ?? "does not answer"}`).join("; ");
}
