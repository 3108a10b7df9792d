/** Blobs of a block: anvil gives them only inside the transactions that carried them. */
import { rpc } from "./chain.mjs";
import { toHex } from "./rpc.mjs";

const BLOB_TRANSACTION = "0x3";

/**
 * Reads the head of an RLP item.
 *
 * @param {Buffer} bytes
 * @param {number} at
 * @returns where its content begins, and the length of the content, in bytes
 */
function itemHead(bytes, at) {
  const first = bytes.readUInt8(at);
  if (first < 0x80) return { start: at, length: 1 };
  const size = first - (first < 0xc0 ? 0x80 : 0xc0);
  if (size <= 55) return { start: at + 1, length: size };
  const digits = size - 55;
  return { start: at + 1 + digits, length: bytes.readUIntBE(at + 1, digits) };
}

/**
 * Splits the content of an RLP list.
 *
 * @param {Buffer} bytes
 * @returns the content of each item
 */
function items(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length;) {
    const { start, length } = itemHead(bytes, at);
    found.push(bytes.subarray(start, start + length));
    at = start + length;
  }
  return found;
}

/**
 * Reads the blobs out of a transaction as it was sent: 0x03, then the RLP list of transaction, wrapper version, blobs,
 * commitments and proofs (EIP-7594). Before that EIP there was no version (EIP-4844).
 *
 * @param {Buffer} raw
 */
function blobsOf(raw) {
  const [content = raw] = items(raw.subarray(1));
  const parts = items(content);
  const [blobs = [], commitments = []] = parts.slice(parts.length === 5 ? 2 : 1).map(items);
  return blobs.map((blob, index) => ({ blob, commitment: commitments[index] }));
}

/**
 * Finds the blobs of a block, in their order.
 *
 * @param {number} number
 * @returns undefined if there is no such block
 */
export async function blobsOfBlock(number) {
  const block = await rpc("eth_getBlockByNumber", toHex(number), true);
  if (!block) return undefined;
  const found = [];
  for (const { type, hash } of block.transactions) {
    if (type !== BLOB_TRANSACTION) continue;
    const raw = await rpc("eth_getRawTransactionByHash", hash);
    found.push(...blobsOf(Buffer.from(raw.slice(2), "hex")));
  }
  return found;
}
