/** A JSON-RPC client for anvil, and the number formats of Ethereum. */
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Formats a quantity for JSON-RPC.
 *
 * @param {number | bigint} number
 */
export const toHex = (number) => `0x${number.toString(16)}`;

/**
 * Formats an address or a number as an ABI word: 64 hexadecimal digits, no prefix.
 *
 * @param {string | number | bigint} value
 */
export const toWord = (value) => BigInt(value).toString(16).padStart(64, "0");

/**
 * Reads the address out of an ABI word.
 *
 * @param {string} word
 */
export const toAddress = (word) => `0x${word.slice(-40)}`;

/** @typedef {ReturnType<typeof rpcClient>} Rpc */

/**
 * Creates a client.
 *
 * @param {string} url
 * @returns a function that calls a method and throws what the server refuses
 */
export function rpcClient(url) {
  /**
   * @param {string} method
   * @param {unknown[]} params
   */
  return async (method, ...params) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
    const { result, error } = await response.json();
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
}

/**
 * Waits until the server answers.
 *
 * @param {Rpc} rpc
 * @throws after 30 seconds
 */
export async function waitForAnswer(rpc) {
  const end = Date.now() + 30_000;
  for (;;) {
    try {
      return await rpc("eth_chainId");
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(20);
    }
  }
}
