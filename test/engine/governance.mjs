/**
 * Moves a development chain to another rollup as the network does it: by a proposal that is voted on and executed, in
 * the real governance contracts. Runs in a node's image, one stage each time:
 *
 *     node --input-type=module - <URL of the L1> <registry> propose <address of the rollup> | vote | queue | open | execute
 *
 * It differs from a public network: time is moved on instead of waited for, the proposer is impersonated, so no round of
 * signals comes first, and the rollup is a contract that knows its version and its GSE alone.
 */
import {
  RegistryAbi,
  GovernanceAbi,
  RegisterNewRollupVersionPayloadAbi,
  RegisterNewRollupVersionPayloadBytecode,
  RollupAbi,
  TestERC20Abi,
} from "@aztec/l1-artifacts";
import { createTestClient, http, publicActions, walletActions } from "viem";

/** @typedef {import("viem").Abi} Abi */

const [url = "", registry = "", stage = "", rollup = ""] = process.argv.slice(2);
/** The first account of anvil's public mnemonic: it deployed the contracts, and may mint their token. */
const DEPLOYER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
/** More than the votes that a development chain's proposal needs. */
const VOTES = 10_000n * 10n ** 18n;

const client = createTestClient({ mode: "anvil", transport: http(url) })
  .extend(publicActions)
  .extend(walletActions);
/**
 * @param {string} address
 * @param {Abi} abi
 * @param {string} functionName
 * @param {unknown[]} args
 */
const read = (address, abi, functionName, ...args) => client.readContract({ address, abi, functionName, args });

/** @param {string} hash */
async function sent(hash) {
  await client.mine({ blocks: 1 });
  const { status, contractAddress } = await client.waitForTransactionReceipt({ hash, pollingInterval: 50 });
  if (status !== "success") throw new Error(`${stage} was reverted`);
  return contractAddress;
}

/**
 * @param {string} account
 * @param {string} address
 * @param {Abi} abi
 * @param {string} functionName
 * @param {unknown[]} args
 */
async function write(account, address, abi, functionName, ...args) {
  await client.impersonateAccount({ address: account });
  await client.setBalance({ address: account, value: 10n ** 18n });
  return sent(await client.writeContract({ account, address, abi, functionName, args, chain: null }));
}

/**
 * Puts a contract there that answers getGSE() with the network's own and everything else with 77.
 *
 * @param {string} gse
 */
async function makeRollup(gse) {
  const code = `0x5f3560e01c63ed9187b714601657604d5f5260205ff35b73${gse.slice(2).toLowerCase()}5f5260205ff3`;
  await client.setCode({ address: rollup, bytecode: code });
}

/** @param {string} governance */
async function propose(governance) {
  const canonical = await read(registry, RegistryAbi, "getCanonicalRollup");
  await makeRollup(await read(canonical, RollupAbi, "getGSE"));
  const asset = await read(governance, GovernanceAbi, "ASSET");
  await write(DEPLOYER, asset, TestERC20Abi, "mint", DEPLOYER, VOTES);
  await write(DEPLOYER, asset, TestERC20Abi, "approve", governance, VOTES);
  await write(DEPLOYER, governance, GovernanceAbi, "deposit", DEPLOYER, VOTES);
  const [abi, bytecode] = [RegisterNewRollupVersionPayloadAbi, RegisterNewRollupVersionPayloadBytecode];
  const payload = await sent(
    await client.deployContract({ account: DEPLOYER, abi, bytecode, args: [registry, rollup], chain: null }),
  );
  const proposer = await read(governance, GovernanceAbi, "governanceProposer");
  await write(proposer, governance, GovernanceAbi, "propose", payload);
}

/**
 * Moves the chain's time on by one of the delays of the governance's configuration.
 *
 * @param {string} governance
 * @param {string} delay
 */
async function pass(governance, delay) {
  const configuration = await read(governance, GovernanceAbi, "getConfiguration");
  await client.increaseTime({ seconds: Number(configuration[delay]) + 1 });
  await client.mine({ blocks: 1 });
}

const governance = await read(registry, RegistryAbi, "getGovernance");
const id = (await read(governance, GovernanceAbi, "proposalCount")) - 1n;
/** @type {Record<string, () => Promise<unknown>>} */
const stages = {
  propose: () => propose(governance),
  async vote() {
    await pass(governance, "votingDelay");
    await write(DEPLOYER, governance, GovernanceAbi, "vote", id, VOTES, true);
  },
  queue: () => pass(governance, "votingDuration"),
  open: () => pass(governance, "executionDelay"),
  execute: () => write(DEPLOYER, governance, GovernanceAbi, "execute", id),
};
await stages[stage]?.();
