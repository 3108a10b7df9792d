/** The figures of `status --json`, for programs. Pure. */
import { z } from "zod";
import { proposedRelease } from "../../settings/network/network-release";
import type { Seen } from "./gather";
import { networkFacts, networkFactsShape } from "./network-facts";
import { viewOf } from "./network-view";
import { beaconBlobs, beaconBlobsSchema, workFacts, workFactsShape } from "./work-facts";

const count = z.int().nonnegative();
const reachable = z.boolean().nullable().describe("null: not tried");

export const factsSchema = z
  .object({
    network: z.string(),
    role: z.string(),
    container: z
      .object({
        status: z.string().describe("As Docker says it: running, restarting, exited, paused"),
        restarts: count,
        startedAt: z.iso.datetime(),
        health: z.string().nullable().describe("Docker's own health check: starting, healthy, unhealthy"),
        checkedAt: z.iso.datetime().nullable(),
      })
      .nullable(),
    release: z.string().nullable().describe("What the node says it runs"),
    newestRelease: z.string().describe("The newest that this checkout knows for the network"),
    ...networkFactsShape,
    ready: z.boolean().nullable(),
    blocks: z
      .object({ proposed: count.nullable(), checkpointed: count.nullable(), proven: count })
      .nullable()
      .describe("Numbers of the last Aztec blocks that the node has"),
    peers: count.nullable().describe("Connected ones"),
    p2p: z.object({ address: z.string(), tcp: reachable, udp: reachable, from: z.string() }).nullable(),
    l1: z.array(
      z.object({
        server: z.string().describe("Host and port alone"),
        error: z.string().nullable(),
        chainId: count.nullable(),
        block: count.nullable(),
        ageSeconds: z.int().nullable(),
        milliseconds: count.nullable(),
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
    publishers: z.array(z.object({ address: z.string(), wei: z.string().nullable() })),
    disk: z.object({ freeBytes: count, sizeBytes: count }).nullable(),
  })
  .describe("null or an empty list: not known");
export type Facts = z.output<typeof factsSchema>;

/** What was seen, in figures. */
export function facts(seen: Seen): Facts {
  const { known, container, answers, dialled } = seen;
  const { settings } = known;
  const node = answers?.node;
  return {
    network: settings?.network ?? "unknown",
    role: settings?.role ?? "unknown",
    container: container ? containerFacts(container) : null,
    release: node?.info?.value?.nodeVersion ?? null,
    newestRelease: proposedRelease(settings?.network),
    ...networkFacts(viewOf(seen)),
    ready: node?.status ? node.status.value === 200 : (node?.ready?.value ?? null),
    blocks: blocks(answers),
    peers: node?.peers?.value?.filter(({ status }) => status === "connected").length ?? null,
    p2p: dialled ? p2p(dialled) : null,
    ...servers(answers),
    ...workFacts(seen),
    publishers: publishers(known, answers),
    disk: disk(answers),
  };
}

function p2p({ endpoint, tcp, udp, from }: NonNullable<Seen["dialled"]>): Facts["p2p"] {
  return { address: endpoint.address, tcp: tcp === undefined, udp: udp === undefined, from };
}

function publishers({ signers }: Seen["known"], answers: Seen["answers"]): Facts["publishers"] {
  const balances = answers?.chain?.balances;
  return signers.publishers.map((address) => ({ address, wei: wei(balances?.[address]?.value) }));
}

function disk(answers: Seen["answers"]): Facts["disk"] {
  const value = answers?.disk?.value;
  return value ? { freeBytes: value.free, sizeBytes: value.size } : null;
}

function containerFacts({ State, RestartCount }: NonNullable<Seen["container"]>): Facts["container"] {
  const checkedAt = State.Health?.Log.at(-1)?.End;
  return {
    status: State.Status,
    restarts: RestartCount,
    startedAt: new Date(State.StartedAt).toISOString(),
    health: State.Health?.Status ?? null,
    checkedAt: checkedAt ? new Date(checkedAt).toISOString() : null,
  };
}

function blocks(answers: Seen["answers"]): Facts["blocks"] {
  const tips = answers?.node?.tips?.value;
  if (!tips) return null;
  const { proposed, latest, checkpointed, proven } = tips;
  return {
    proposed: (proposed ?? latest)?.number ?? null,
    checkpointed: checkpointed?.block.number ?? null,
    proven: proven.block.number,
  };
}

function servers(answers: Seen["answers"]): Pick<Facts, "l1" | "beacon"> {
  return {
    l1: (answers?.execution ?? []).map(({ server, error, chainId, head, milliseconds }) => ({
      server,
      error: error ?? null,
      chainId: chainId ?? null,
      block: head?.number ?? null,
      ageSeconds: head && answers ? Math.round(answers.now / 1000 - head.timestamp) : null,
      milliseconds: milliseconds ?? null,
    })),
    beacon: (answers?.consensus ?? []).map(({ server, error, slot }) => ({
      server,
      error: error ?? null,
      slot: slot ?? null,
      blobs: beaconBlobs(answers, server),
    })),
  };
}

const wei = (hex: string | null | undefined) => (hex ? BigInt(hex).toString() : null);
