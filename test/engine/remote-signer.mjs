/**
 * A remote signer, for tests: runs inside a node's container with the node's own packages, and implements the
 * part of Web3Signer's API that the node calls. KEYS has its keys, separated by commas. Listens on 9000.
 */
import { createServer } from "node:http";
import { privateKeyToAccount } from "viem/accounts";

const accounts = (process.env.KEYS ?? "").split(",").map((key) => privateKeyToAccount(key));

/** @param {string} address */
function accountOf(address) {
  const found = accounts.find((account) => account.address.toLowerCase() === String(address).toLowerCase());
  if (!found) throw new Error(`There is no key of ${address}`);
  return found;
}

/** @typedef {Record<"nonce" | "gas" | "value" | "maxFeePerGas" | "maxPriorityFeePerGas" | "to" | "data", string>} Request */

/**
 * A call, with parameters as the node sends them.
 *
 * @typedef {{ method: "eth_accounts" } | { method: "eth_sign" | "eth_signTypedData", params: [string, string] }
 *   | { method: "eth_signTransaction", params: [Request & { from: string }] }} Call
 */

/** @param {Call} call */
function resultOf(call) {
  if (call.method === "eth_accounts") return accounts.map(({ address }) => address);
  if (call.method === "eth_signTransaction") {
    const [{ from, ...transaction }] = call.params;
    return accountOf(from).signTransaction(transactionOf(transaction));
  }
  const [address, data] = call.params;
  if (call.method === "eth_sign") return accountOf(address).signMessage({ message: { raw: data } });
  return accountOf(address).signTypedData(JSON.parse(data));
}

/**
 * The request has no chain id, so the signer adds it; numbers are in hex.
 *
 * @param {Request} request
 */
function transactionOf({ nonce, gas, value, maxFeePerGas, maxPriorityFeePerGas, to, data }) {
  const fees = { maxFeePerGas: BigInt(maxFeePerGas), maxPriorityFeePerGas: BigInt(maxPriorityFeePerGas) };
  return {
    type: "eip1559",
    chainId: 31337,
    nonce: Number(nonce),
    gas: BigInt(gas),
    value: BigInt(value),
    to,
    data,
    ...fees,
  };
}

/** @param {string} text */
async function answer(text) {
  const { id, ...call } = JSON.parse(text);
  console.log(call.method);
  try {
    return { jsonrpc: "2.0", id, result: await resultOf(call) };
  } catch (error) {
    return { jsonrpc: "2.0", id, error: { code: -32000, message: String(error) } };
  }
}

createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(await answer(Buffer.concat(parts).toString())));
}).listen(9000);
