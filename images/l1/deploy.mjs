/**
 * Runs while the image is built: deploys the contracts of a release to a fresh anvil and prepares registrations.
 * Writes state.json (the chain) and deployment.json (what a container needs to register attesters).
 * The first account of anvil's public test mnemonic deploys, so the addresses are always the same.
 */
import { copyFileSync, writeFileSync } from "node:fs";
import { getPublicClient } from "@aztec/ethereum/client";
import { GSEContract } from "@aztec/ethereum/contracts";
import { GSEAbi, RegistryAbi, RollupAbi, TestERC20Abi } from "@aztec/l1-artifacts";
import {
  encodeFunctionData,
  encodePacked,
  keccak256,
  maxUint256,
  toBytes,
  toFunctionSelector,
  zeroAddress,
} from "viem";
import { chainId, OUTPUT, registryAddress, rpc, RPC_URL, runAztec, variables, withAnvil } from "./build-chain.mjs";
import { toHex } from "./rpc.mjs";

const DEPLOYER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
/** A container can register this many attesters. */
const REGISTRATIONS = 8;
/** Staking tokens for all of them, in their smallest unit. */
const MINTED = 10n ** 30n;
const HOUR = 3600;

/** @typedef {import("viem").Abi} Abi */
/**
 * The functions that a container calls.
 *
 * @type {Record<string, [Abi, string[]]>}
 */
const FUNCTIONS = {
  rollup: [
    RollupAbi,
    [
      "getStatus",
      "getGenesisTime",
      "getActiveAttesterCount",
      "getAttesterAtIndex",
      "initiateWithdraw",
      "getPendingCheckpointNumber",
      "getCheckpoint",
      "getCurrentSlot",
      "getTimestampForSlot",
      "getProposerAt",
      "getCommitteeAt",
      "getCurrentEpoch",
      "getLagInEpochsForValidatorSet",
      "getSamplingSizeAt",
      "getTargetCommitteeSize",
      "getProvenCheckpointNumber",
    ],
  ],
  gse: [GSEAbi, ["ownedPKs", "addRollup"]],
  registry: [RegistryAbi, ["addRollup", "getCanonicalRollup", "owner"]],
};

/**
 * @param {Abi} abi of a contract
 * @param {string} name
 * @throws if the contract does not have exactly one function of this name
 */
function selectorOf(abi, name) {
  const found = abi.filter((item) => item.type === "function" && item.name === name);
  const [one, ...others] = found;
  if (!one || others.length > 0) throw new Error(`the contract has ${found.length} functions ${name}`);
  return toFunctionSelector(one);
}

function selectors() {
  const entries = Object.entries(FUNCTIONS).map(([contract, [abi, names]]) => [
    contract,
    Object.fromEntries(names.map((name) => [name, selectorOf(abi, name)])),
  ]);
  return Object.fromEntries(entries);
}

/**
 * Makes a registration that any attester can use: a BLS key and its proof of possession are not bound to an address.
 *
 * @param {GSEContract} gse
 * @param {bigint} privateKey
 * @returns the call data of `deposit` before and after the two addresses, and the hash by which the GSE knows the key
 */
async function registration(gse, privateKey) {
  const { publicKeyInG1, publicKeyInG2, proofOfPossession } = await gse.makeRegistrationTuple(privateKey);
  const args = [zeroAddress, zeroAddress, publicKeyInG1, publicKeyInG2, proofOfPossession, true];
  const data = encodeFunctionData({ abi: RollupAbi, functionName: "deposit", args });
  const keyHash = keccak256(encodePacked(["uint256", "uint256"], [publicKeyInG1.x, publicKeyInG1.y]));
  return { selector: data.slice(0, 10), rest: data.slice(10 + 2 * 64), keyHash };
}

/**
 * Mints the stake of the attesters to the deployer, and lets the rollup take it.
 *
 * @param {Record<"stakingAssetAddress" | "rollupAddress", string>} addresses
 */
async function fundStake({ stakingAssetAddress, rollupAddress }) {
  const calls = [
    { functionName: "mint", args: [DEPLOYER, MINTED] },
    { functionName: "approve", args: [rollupAddress, maxUint256] },
  ];
  for (const call of calls) {
    const data = encodeFunctionData({ abi: TestERC20Abi, ...call });
    await rpc("eth_sendTransaction", { from: DEPLOYER, to: stakingAssetAddress, data, gas: toHex(1_000_000) });
  }
}

/**
 * Returns the words of the rollup's storage that a container changes.
 *
 * @param {string} rollup
 * @throws if they do not have the values of a new chain
 */
async function storageSlots(rollup) {
  /** @param {string} name */
  const base = (name) => BigInt(keccak256(toBytes(name)));
  const found = {
    // After a mapping and a list; the size is its lowest 32 bits.
    committeeSize: toHex(base("aztec.validator_selection.storage") + 2n),
    // The last proven checkpoint (the lower 128 bits) and the last one.
    tips: toHex(base("aztec.stf.storage")),
  };
  /** @param {string} slot */
  const read = async (slot) => BigInt(await rpc("eth_getStorageAt", rollup, slot, "latest"));
  const [size, tips] = [(await read(found.committeeSize)) & 0xffffffffn, await read(found.tips)];
  if (String(size) !== variables.AZTEC_TARGET_COMMITTEE_SIZE || tips !== 0n)
    throw new Error(`The rollup's storage has another layout: ${size}, ${tips} at ${JSON.stringify(found)}`);
  return found;
}

async function deploy() {
  const addresses = runAztec(["deploy-l1-contracts"]);
  if (addresses.registryAddress !== registryAddress) {
    throw new Error(`The registry is at ${addresses.registryAddress}; images/l1/chain.*.json says ${registryAddress}.`);
  }
  const gse = new GSEContract(getPublicClient({ l1RpcUrls: [RPC_URL], l1ChainId: chainId }), addresses.gseAddress);
  const registrations = [];
  for (let key = 1n; key <= REGISTRATIONS; key += 1n) registrations.push(await registration(gse, 1000n + key));
  await fundStake(addresses);
  const flush = encodeFunctionData({ abi: RollupAbi, functionName: "flushEntryQueue", args: [] });
  const storage = await storageSlots(addresses.rollupAddress);
  const deployment = { addresses, deployer: DEPLOYER, selectors: selectors(), registrations, flush, storage };
  writeFileSync(`${OUTPUT}/deployment.json`, JSON.stringify(deployment));
}

// It starts early enough that the chain's clock stays in the past.
await withAnvil(Math.floor(Date.now() / 1000) - HOUR, [], deploy);
// Each release's image keeps Node in another place.
copyFileSync(process.execPath, `${OUTPUT}/node`);
