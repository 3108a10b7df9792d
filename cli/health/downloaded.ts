/** What the hosts answered that a node downloads from, judged. Pure. */
import { setCommandFor } from "../../settings/checks/accepts";
import { publicNetwork } from "../../settings/network/networks";
import type { Settings } from "../../settings/schema";
import type { Downloaded } from "./downloads";
import type { Finding } from "./finding";

/** What else is known when the answers are judged. */
export interface Around {
  readonly settings: Settings | undefined;
  /** Whether the node is up and answers: what it has downloaded it does not need again. */
  readonly isReady: boolean;
}

const LET_OUT = "let the node's host out to it by HTTPS";

export function downloadFindings(all: Downloaded, around: Around): Finding[] {
  return [
    ...(all.crs ? [crs(all.crs)] : []),
    ...(all.config ? [config(all.config, around)] : []),
    ...snapshots(all, around),
    ...(all.stores ?? []).map(store),
    ...(all.broker ? [broker(all.broker, around)] : []),
  ];
}

/** Whether a store of blobs answers: then the node can do without those of a beacon server. */
export function hasStore({ stores = [] }: Downloaded): boolean {
  return stores.some(({ error, notAsked }) => error === undefined && !notAsked);
}

function crs({ hosts, cached }: NonNullable<Downloaded["crs"]>): Finding {
  const about = "CRS";
  const [good] = hosts.filter(({ error }) => error === undefined);
  if (good) return { about, level: "ok", says: `${good.server} has the reference strings that proofs are verified by` };
  const says = `no host has the reference strings: ${errorsOf(hosts)}`;
  if (cached) return { about, level: "warning", says: `${says}; the node has its own copy`, todo: LET_OUT };
  return { about, level: "failure", says: `${says}; the node does not start without them`, todo: LET_OUT };
}

function config({ servers, chainId }: NonNullable<Downloaded["config"]>, { settings, isReady }: Around): Finding {
  const about = "network config";
  const good = servers.find(({ error }) => error === undefined);
  const wanted = publicNetwork(settings?.network ?? "")?.chainId;
  if (!good) {
    const says = `no host has the network's configuration: ${errorsOf(servers)}`;
    if (isReady) return { about, level: "warning", says: `${says}; the node goes on with its copy`, todo: LET_OUT };
    return { about, level: "failure", says: `${says}; the node finds no contracts and no peers`, todo: LET_OUT };
  }
  if (wanted !== undefined && chainId !== wanted) {
    const says = `${good.server} describes a network on chain ${chainId ?? "?"}, and not on chain ${wanted}`;
    return { about, level: "failure", says };
  }
  return { about, level: "ok", says: `${good.server} has the network's configuration` };
}

function snapshots({ snapshots: all = [], rollupError }: Downloaded, { settings, isReady }: Around): Finding[] {
  const about = "snapshots";
  if (rollupError) return [{ about, level: "unknown", says: `they were not asked for: ${rollupError}` }];
  const hasOne = all.some(({ value }) => value !== undefined);
  const isNeeded = !isReady || settings?.sync.mode === "force-snapshot";
  return all.map(({ server, value, error, notAsked }): Finding => {
    if (notAsked) return { about, level: "unknown", says: `${server} is not asked: it is no web server` };
    if (value !== undefined) return { about, level: "ok", says: `${server} has one up to block ${value}` };
    const without = hasOne ? "" : "; the node reads the whole chain from the L1, which takes hours";
    const says = `${server} ${error ?? "does not answer"}${isNeeded ? without : "; a node that has its data needs none"}`;
    return { about, level: isNeeded && !hasOne ? "warning" : "ok", says };
  });
}

function store({ server, error, notAsked }: NonNullable<Downloaded["stores"]>[number]): Finding {
  const about = "blob stores";
  if (notAsked) return { about, level: "unknown", says: `${server} is not asked: it is no web server` };
  if (error === undefined) return { about, level: "ok", says: `${server} has the rollup's blobs` };
  return { about, level: "warning", says: `${server} ${error}` };
}

function broker({ server, error }: NonNullable<Downloaded["broker"]>, { settings }: Around): Finding {
  const about = "broker";
  if (error === undefined) return { about, level: "ok", says: `${server} answers` };
  const command = setCommandFor("prover.brokerUrl", settings);
  const todo = `see that it runs, and lets the node's host in${command ? `; or another one: ${command}` : ""}`;
  return { about, level: "failure", says: `${server} ${error}`, todo };
}

function errorsOf(hosts: readonly { readonly server: string; readonly error?: string | undefined }[]): string {
  return hosts.map(({ server, error }) => `${server} ${error ?? "does not answer"}`).join("; ");
}
