/**
 * Calls many contract functions by one request to an L1 server. Part of the probe.
 *
 * By Multicall3, which is at one address on every chain that Aztec runs on (multicall3.com); its `aggregate3` takes
 * `(address target, bool allowFailure, bytes callData)[]` and returns `(bool success, bytes returnData)[]`.
 */
const { result } = require("./servers.cjs");

const ADDRESS = "0xcA11bde05977b3631167028862bE2a173976CA11";
const AGGREGATE = "0x82ad56cb";
/** Calls in one request, and the most that are sent one by one on a chain without Multicall3. */
const MOST = 250;
const MOST_ALONE = 40;

/** @typedef {{ to: string, data: string }} ContractCall */

/**
 * Returns the address that a call returned.
 *
 * @param {string | undefined} answer
 */
const addressIn = (answer) => (answer === undefined ? undefined : `0x${answer.slice(26, 66)}`);
/** @param {string | number} value */
const word = (value) => BigInt(value).toString(16).padStart(64, "0");

/**
 * Encodes the arguments of `aggregate3`.
 *
 * @param {readonly ContractCall[]} calls
 */
function encoded(calls) {
  const items = calls.map(({ to, data }) => {
    const bytes = data.slice(2);
    const padded = bytes.padEnd(Math.ceil(bytes.length / 64) * 64, "0");
    return word(to) + word(1) + word(96) + word(bytes.length / 2) + padded;
  });
  let place = items.length * 32;
  const places = items.map((item) => {
    const at = word(place);
    place += item.length / 2;
    return at;
  });
  return AGGREGATE + word(32) + word(items.length) + places.join("") + items.join("");
}

/**
 * Decodes its result. Returns the result of each call, undefined if it failed or returned nothing.
 *
 * @param {string} hex
 * @param {number} count of calls
 */
function decoded(hex, count) {
  const text = hex.slice(2);
  /** @param {number} at */
  const number = (at) => Number(BigInt(`0x${text.slice(at * 2, at * 2 + 64)}`));
  const list = number(0) + 32;
  return Array.from({ length: count }, (_, index) => {
    const item = list + number(list + index * 32);
    const bytes = item + number(item + 32);
    const length = number(bytes);
    const isGood = number(item) === 1 && length > 0;
    return isGood ? `0x${text.slice((bytes + 32) * 2, (bytes + 32 + length) * 2)}` : undefined;
  });
}

/**
 * @param {import("./servers.cjs").Server} server
 * @param {readonly ContractCall[]} calls
 * @returns {Promise<(string | undefined)[]>}
 */
async function some(server, calls) {
  const { value, error } = await result(server, "eth_call", [{ to: ADDRESS, data: encoded(calls) }, "latest"]);
  if (error !== undefined) throw new Error(error);
  if (value && value !== "0x") return decoded(value, calls.length);
  const alone = calls.slice(0, MOST_ALONE).map((call) => result(server, "eth_call", [call, "latest"]));
  return (await Promise.all(alone)).map((one) => (one.value === "0x" ? undefined : one.value));
}

/**
 * Calls contracts. Returns a result for each call, undefined for one that failed.
 *
 * @param {import("./servers.cjs").Server} server
 * @param {readonly ContractCall[]} calls
 * @throws if the server fails
 */
async function many(server, calls) {
  /** @type {(string | undefined)[]} */
  const answers = [];
  for (let at = 0; at < calls.length; at += MOST) answers.push(...(await some(server, calls.slice(at, at + MOST))));
  return answers;
}

module.exports = { addressIn, many, word };
