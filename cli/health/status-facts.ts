/** Facts of `status --json`, for programs. Pure. */
import { z } from "zod";
import { proposedRelease } from "../../settings/network/network-release";
import type { Observation } from "./observe";
import { networkFacts, networkFactsShape } from "./network/facts";
import { viewOf } from "./network/view";
import { provingFacts, provingFactsSchema } from "./proving/facts";
import { beaconBlobs, beaconBlobsSchema, workFacts, workFactsShape } from "./work/facts";

const count = z.int().nonnegative();
const reachable = z.boolean().describe("Whether the port answered");

export const factsSchema = z
  .object({
    network: z.string(),
    role: z.string(),
    container: z
      .object({
        status: z.string().describe("Docker's status: running, restarting, exited, paused"),
        restarts: count,
        startedAt: z.iso.datetime(),
        health: z.string().nullable().describe("Docker's health check: starting, healthy, unhealthy"),
        checkedAt: z.iso.datetime().nullable(),
      })
      .nullable(),
    release: z.string().nullable().describe("The release that the node reports"),
    newestRelease: z.string().describe("The newest release for the network, by this program's tables"),
    ...networkFactsShape,
    ready: z.boolean().nullable(),
    blocks: z
      .object({ proposed: count.nullable(), checkpointed: count.nullable(), proven: count })
      .nullable()
      .describe("Numbers of the node's last Aztec blocks"),
    peers: count.nullable().describe("Connected peers"),
    p2p: z
      .object({
        address: z.string().describe("The address that the node announces"),
        tcpReachable: reachable,
        udpReachable: reachable,
        dialledFrom: z.enum(["outside", "host"]).describe("host: the node's own host; others may get another answer"),
      })
      .nullable(),
    l1: z.array(
      z.object({
        server: z.string().describe("Host and port"),
        error: z.string().nullable(),
        chainId: count.nullable(),
        block: count.nullable().describe("Number of the last block"),
        blockAgeSeconds: z.int().nullable(),
        responseMilliseconds: count.nullable(),
      }),
    ),
    beacon: z.array(
      z.object({
        server: z.string(),
        error: z.string().nullable(),
        slot: count.nullable(),
        blobs: beaconBlobsSchema,
      }),
    ),
    ...workFactsShape,
    proving: provingFactsSchema,
    publishers: z.array(z.object({ address: z.string(), balanceWei: z.string().nullable() })),
    disk: z.object({ freeBytes: count, sizeBytes: count }).nullable(),
  })
  .describe("null or an empty list: unknown");
export type Facts = z.output<typeof factsSchema>;

/** Returns the facts of an observation. */
export function facts(observation: Observation): Facts {
  const { stackInfo, container, answers, dialResult } = observation;
  const { settings } = stackInfo;
  const node = answers?.node;
  return {
    network: settings?.network ?? "unknown",
    role: settings?.role ?? "unknown",
    container: container ? containerFacts(container) : null,
    release: node?.info?.value?.nodeVersion ?? null,
    newestRelease: proposedRelease(settings?.network),
    ...networkFacts(viewOf(observation)),
    ready: node?.status ? node.status.value === 200 : (node?.ready?.value ?? null),
    blocks: blocks(answers),
    peers: node?.peers?.value?.filter(({ status }) => status === "connected").length ?? null,
    p2p: dialResult ? p2p(dialResult) : null,
    ...servers(answers),
    ...workFacts(observation),
    proving: provingFacts(observation),
    publishers: publishers(stackInfo, answers),
    disk: disk(answers),
  };
}

function p2p({ endpoint, tcp, udp, from }: NonNullable<Observation["dialResult"]>): Facts["p2p"] {
  return {
    address: endpoint.address,
    tcpReachable: tcp === undefined,
    udpReachable: udp === undefined,
    dialledFrom: from,
  };
}

function publishers({ signers }: Observation["stackInfo"], answers: Observation["answers"]): Facts["publishers"] {
  const balances = answers?.chain?.balances;
  return signers.publishers.map((address) => ({ address, balanceWei: wei(balances?.[address]?.value) }));
}

function disk(answers: Observation["answers"]): Facts["disk"] {
  const value = answers?.disk?.value;
  return value ? { freeBytes: value.free, sizeBytes: value.size } : null;
}

function containerFacts({ State, RestartCount }: NonNullable<Observation["container"]>): Facts["container"] {
  const checkedAt = State.Health?.Log.at(-1)?.End;
  return {
    status: State.Status,
    restarts: RestartCount,
    startedAt: new Date(State.StartedAt).toISOString(),
    health: State.Health?.Status ?? null,
    checkedAt: checkedAt ? new Date(checkedAt).toISOString() : null,
  };
}

function blocks(answers: Observation["answers"]): Facts["blocks"] {
  const tips = answers?.node?.tips?.value;
  if (!tips) return null;
  const { proposed, latest, checkpointed, proven } = tips;
  return {
    proposed: (proposed ?? latest)?.number ?? null,
    checkpointed: checkpointed?.block.number ?? null,
    proven: proven.block.number,
  };
}

function servers(answers: Observation["answers"]): Pick<Facts, "l1" | "beacon"> {
  return {
    l1: (answers?.l1Servers ?? []).map(({ server, error, chainId, head, milliseconds }) => ({
      server,
      error: error ?? null,
      chainId: chainId ?? null,
      block: head?.number ?? null,
      blockAgeSeconds: head && answers ? Math.round(answers.now / 1000 - head.timestamp) : null,
      responseMilliseconds: milliseconds ?? null,
    })),
    beacon: (answers?.beaconServers ?? []).map(({ server, error, slot }) => ({
      server,
      error: error ?? null,
      slot: slot ?? null,
      blobs: beaconBlobs(answers, server),
    })),
  };
}

const wei = (hex: string | null | undefined) => (hex ? BigInt(hex).toString() : null);
