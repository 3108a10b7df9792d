/**
 * Runs in a container of an L1: the registry names another rollup from now on. `node --input-type=module - <address>`
 *
 * Differs from a real move: the registry's owner is impersonated, and the rollup is a contract that answers every question
 * with 77. So it has another version and another genesis archive than every release.
 */
import { readFileSync } from "node:fs";
import { rpcClient, toAddress, toHex, toWord } from "/l1/rpc.mjs";

/** PUSH1 77, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN */
const ANSWERS_77 = "0x604d5f5260205ff3";

const [, , rollup = ""] = process.argv;
const { addresses, selectors } = JSON.parse(readFileSync("/l1/deployment.json", "utf8"));
const to = addresses.registryAddress;
const rpc = rpcClient("http://127.0.0.1:8545");

await rpc("anvil_setCode", rollup, ANSWERS_77);
const from = toAddress(await rpc("eth_call", { to, data: selectors.registry.owner }, "latest"));
await rpc("anvil_setBalance", from, toHex(10n ** 20n));
await rpc("anvil_impersonateAccount", from);
const data = `${selectors.registry.addRollup}${toWord(rollup)}`;
const hash = await rpc("eth_sendTransaction", { from, to, data, gas: toHex(2_000_000) });
await rpc("evm_mine");
const receipt = await rpc("eth_getTransactionReceipt", hash);
if (receipt?.status !== "0x1") throw new Error(`addRollup failed: ${JSON.stringify(receipt)}`);
