/**
 * A remote signer, for tests: runs inside a node's container with the node's own packages, and implements the
 * part of Web3Signer's API that the node calls. KEYS has its keys, separated by commas. Listens on 9000.
 */
import { createServer } from "node:http";
import { privateKeyToAccount } from "viem/accounts";

const accounts = (process.env.KEYS ?? "").split(",").map((key) => privateKeyToAccount(key));

function accountOf(address) {
  const found = accounts.find((account) => account.address.toLowerCase() === String(address).toLowerCase());
  if (!found) throw new Error(`There is no key of ${address}`);
  return found;
}

const methods = {
  eth_accounts: () => accounts.map(({ address }) => address),
  eth_sign: (address, data) => accountOf(address).signMessage({ message: { raw: data } }),
  eth_signTypedData: (address, text) => accountOf(address).signTypedData(JSON.parse(text)),
  eth_signTransaction: ({ from, ...transaction }) => accountOf(from).signTransaction(transactionOf(transaction)),
};

/** The request has no chain id, so the signer adds it; numbers are in hex. */
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

async function answer(text) {
  const { id, method, params } = JSON.parse(text);
  console.log(method);
  try {
    return { jsonrpc: "2.0", id, result: await methods[method](...params) };
  } catch (error) {
    return { jsonrpc: "2.0", id, error: { code: -32000, message: String(error) } };
  }
}

createServer(async (request, response) => {
  const parts = await Array.fromAsync(request);
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(await answer(Buffer.concat(parts).toString())));
}).listen(9000);
