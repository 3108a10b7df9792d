import * as pulumi from "@pulumi/pulumi";
import { dockerRunner } from "../remote/docker";
import { queryNetworkByImage } from "../remote/image-fit";
import { type CopiedVolume, isRecordWaitOver, type RecordWait, serveRecordWait } from "../remote/record-wait";
import { Hook } from "../resources/hooks";
import { type NetworkQuestion, networkQuestion, networkServers } from "../settings/network/network-question";
import { isPublic, PUBLIC_EPOCH_SECONDS } from "../settings/network/networks";
import type { Settings } from "../settings/schema";
import { SIGNING_RECORD } from "../settings/schema/fixed";
import type { Host } from "./host";

/** Limit for a command on the host, in milliseconds. */
const TIMEOUT = 120_000;

/** The network of a validator that signs by a record on its own disk. */
export interface RecordNetwork {
  /** The query for the length of an epoch; undefined on a public network. */
  readonly question: NetworkQuestion | undefined;
  /** The L1 servers, by environment variable; secret. */
  readonly servers: Readonly<Record<string, pulumi.Input<string>>>;
  /** Docker networks that the node joins besides its own. */
  readonly networks: readonly string[];
}

/**
 * Returns the network of a stack whose node could sign twice with an old record. Undefined for other roles, and for a
 * high-availability group, whose database has the record.
 *
 * @param secrets the secret settings, as `secretTexts` names them
 */
export function recordNetwork(
  settings: Settings,
  secrets: Readonly<Record<string, pulumi.Input<string>>>,
): RecordNetwork | undefined {
  if (settings.role !== "sequencer" || settings.ha.enabled) return undefined;
  const question = isPublic(settings) ? undefined : { ...networkQuestion(settings), clock: true };
  return { question, servers: networkServers(secrets), networks: settings.dockerNetworks ?? [] };
}

/**
 * Returns a hook that starts no node on a disk that was made from a snapshot, until two epochs have passed without one. Its
 * record of what was signed is as old as the snapshot.
 *
 * @param image  the node's
 * @param isAnew whether another node may have used the keys until this run
 */
export function refuseCopiedRecord(
  volume: string,
  network: RecordNetwork,
  image: pulumi.Output<string>,
  { docker, copiedFrom = pulumi.output("") }: Pick<Host, "docker" | "copiedFrom">,
  isAnew: () => boolean,
): Hook {
  const stack = pulumi.getStack();
  const { question, networks } = network;
  const outputs = { docker, image, snapshot: copiedFrom, servers: pulumi.output(network.servers) };
  return Hook.of(`refuse-copied-record-${volume}`, outputs, async ({ snapshot, servers, ...host }) => {
    if (!snapshot) return;
    const copied: CopiedVolume = { ...host, volume, snapshot };
    if (await isRecordWaitOver(copied)) return;
    const context = { docker: dockerRunner(host.docker, TIMEOUT), image: host.image, networks, servers };
    const { epochSeconds, unknown = "it does not answer" } = question
      ? await queryNetworkByImage(question, context)
      : { epochSeconds: PUBLIC_EPOCH_SECONDS };
    // A guess could be shorter than the network's epoch, and a wait that is over is never served again.
    if (epochSeconds === undefined) throw new Error(unknownEpoch(snapshot, stack, unknown));
    const seconds = 2 * epochSeconds;
    const wait = await serveRecordWait(copied, seconds, isAnew());
    if (wait) throw new Error(refusal(snapshot, stack, seconds, wait));
  });
}

function unknownEpoch(snapshot: string, stack: string, why: string): string {
  return [
    `The data volume was made from ${snapshot}, so its node starts only when two epochs have passed without one. The network`,
    `cannot be queried for the length of an epoch (${why}), so no node was started. Check the servers in ethereumHosts, then`,
    `run this again: pulumi up --stack ${stack}`,
  ].join(" ");
}

function refusal(snapshot: string, stack: string, seconds: number, { until, left }: RecordWait): string {
  const time = new Date(until * 1000).toISOString().slice(0, 19).replace("T", " ");
  return [
    `The data volume was made from ${snapshot}. Its record of what was signed (${SIGNING_RECORD}) may be older than the validator's`,
    "last signatures: with it the node could sign twice for one slot, which is slashed. So the node starts only when two",
    `epochs (${minutes(seconds)}) have passed without one. Everything else is ready, and the time counts. Let no other node use the`,
    `keys, and from ${time} UTC on (in ${minutes(left)}) run this again: pulumi up --stack ${stack}`,
  ].join(" ");
}

const minutes = (seconds: number) => `${Math.ceil(seconds / 60)} min`;
