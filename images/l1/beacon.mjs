/**
 * The part of the beacon API that a node asks for. A beacon slot is a block's number here, and a block's beacon root is
 * its parent's number: anvil's blocks have no root by which a node could find the blobs.
 */
import { blobsOfBlock } from "./blobs.mjs";
import { ANVIL_URL, L1_SLOT, rpc } from "./chain.mjs";
import { toWord } from "./rpc.mjs";

const ENDPOINT = /^\/eth\/v1\/beacon\/(headers|blob_sidecars)(?:\/([^/?]+))?(?:\?|$)/;

/**
 * Adds the beacon root to the blocks in an answer of anvil.
 *
 * @param {string} text JSON-RPC, one answer or a batch
 */
export function withBeaconRoots(text) {
  const answer = JSON.parse(text);
  for (const { result } of [answer].flat())
    if (result?.parentBeaconBlockRoot) result.parentBeaconBlockRoot = `0x${toWord(Number(result.number) - 1)}`;
  return JSON.stringify(answer);
}

/**
 * Answers a request.
 *
 * @param {string} url its path
 * @returns the HTTP status and the body
 */
export async function answerBeacon(url) {
  const [, endpoint, id] = ENDPOINT.exec(url) ?? [];
  if (endpoint === "headers") return headers(id);
  if (endpoint === "blob_sidecars" && id !== undefined) return sidecars(id);
  if (url === "/eth/v1/config/spec") return found({ SECONDS_PER_SLOT: String(L1_SLOT) });
  const response = await fetch(ANVIL_URL + url);
  return { status: response.status, body: await response.text() };
}

/** @param {string | undefined} id a block's root or slot, `head`, or undefined for a list of the last header */
async function headers(id) {
  const head = Number(await rpc("eth_blockNumber"));
  const slot = id === undefined || id === "head" ? head : Number(id);
  if (!(slot >= 0 && slot <= head)) return missing(`no block ${id}`);
  const header = { header: { message: { slot: String(slot) } } };
  return found(id === undefined ? [header] : header);
}

/** @param {string} id a block's root or slot, or `head` */
async function sidecars(id) {
  const blobs = await blobsOfBlock(id === "head" ? Number(await rpc("eth_blockNumber")) : Number(id));
  if (!blobs) return missing(`no block ${id}`);
  /** @param {Buffer | undefined} bytes */
  const hex = (bytes) => `0x${bytes?.toString("hex")}`;
  return found(
    blobs.map(({ blob, commitment }, index) => ({
      index: String(index),
      blob: hex(blob),
      kzg_commitment: hex(commitment),
    })),
  );
}

/** @param {unknown} data */
function found(data) {
  return { status: 200, body: JSON.stringify({ data }) };
}

/** @param {string} message */
function missing(message) {
  return { status: 404, body: JSON.stringify({ code: 404, message }) };
}
