/**
 * The parts of packages of a node's image that scripts in containers use. They are not installed here; the declarations
 * are by hand, from the packages of release 4.1.2, and say no more than the scripts need.
 */

declare module "viem" {
  export type Hex = `0x${string}`;
  export interface AbiItem {
    readonly type: string;
    readonly name?: string;
  }
  export type Abi = readonly AbiItem[];
  export const maxUint256: bigint;
  export const zeroAddress: Hex;
  export function encodeFunctionData(call: { abi: Abi; functionName: string; args: readonly unknown[] }): Hex;
  export function encodePacked(types: readonly string[], values: readonly unknown[]): Hex;
  export function keccak256(data: Hex | Uint8Array): Hex;
  export function toBytes(text: string): Uint8Array;
  export function toFunctionSelector(item: AbiItem): Hex;

  interface ContractCall {
    readonly address: string;
    readonly abi: Abi;
    readonly functionName: string;
    readonly args: readonly unknown[];
  }
  interface Deployment {
    readonly account: string;
    readonly abi: Abi;
    readonly bytecode: Hex;
    readonly args: readonly unknown[];
    readonly chain: null;
  }
  interface Receipt {
    readonly status: "success" | "reverted";
    readonly contractAddress: string | null;
  }
  /** A client of anvil with all actions. */
  interface TestClient {
    extend(actions: unknown): TestClient;
    // What a contract returns depends on its ABI, which is no type here.
    readContract(call: ContractCall): ReturnType<typeof JSON.parse>;
    writeContract(call: ContractCall & { readonly account: string; readonly chain: null }): Promise<Hex>;
    deployContract(deployment: Deployment): Promise<Hex>;
    waitForTransactionReceipt(query: { hash: string; pollingInterval: number }): Promise<Receipt>;
    mine(options: { blocks: number }): Promise<void>;
    impersonateAccount(options: { address: string }): Promise<void>;
    setBalance(options: { address: string; value: bigint }): Promise<void>;
    setCode(options: { address: string; bytecode: string }): Promise<void>;
    increaseTime(options: { seconds: number }): Promise<void>;
  }
  export const publicActions: unknown;
  export const walletActions: unknown;
  export function http(url: string, options?: { readonly retryCount: number }): unknown;
  export function createPublicClient(options: { transport: unknown }): { getChainId(): Promise<number> };
  export function createTestClient(options: { mode: "anvil"; transport: unknown }): TestClient;

  export function recoverMessageAddress(signed: { message: { raw: string }; signature: string }): Promise<Hex>;
  export function recoverTypedDataAddress(signed: object): Promise<Hex>;
  export function recoverTransactionAddress(signed: { serializedTransaction: Hex }): Promise<Hex>;
  export function serializeTransaction(transaction: object, signature: unknown): Hex;
}

declare module "viem/accounts" {
  import type { Hex } from "viem";
  export interface Account {
    readonly address: Hex;
    signMessage(signed: { message: { raw: string } }): Promise<Hex>;
    signTypedData(data: unknown): Promise<Hex>;
    signTransaction(transaction: object): Promise<Hex>;
  }
  export function privateKeyToAccount(key: string): Account;
}

declare module "@aztec/l1-artifacts" {
  import type { Abi, Hex } from "viem";
  export const GovernanceAbi: Abi;
  export const GSEAbi: Abi;
  export const RegisterNewRollupVersionPayloadAbi: Abi;
  export const RegisterNewRollupVersionPayloadBytecode: Hex;
  export const RegistryAbi: Abi;
  export const RollupAbi: Abi;
  export const TestERC20Abi: Abi;
}

declare module "@aztec/ethereum/client" {
  export interface PublicClient {
    readonly transport: unknown;
  }
  export function getPublicClient(server: { l1RpcUrls: readonly string[]; l1ChainId: number }): PublicClient;
}

declare module "@aztec/ethereum/contracts" {
  import type { PublicClient } from "@aztec/ethereum/client";
  interface Point<T> {
    readonly x: T;
    readonly y: T;
  }
  export class GSEContract {
    constructor(client: PublicClient, address: string);
    makeRegistrationTuple(privateKey: bigint): Promise<{
      readonly publicKeyInG1: Point<bigint>;
      readonly publicKeyInG2: unknown;
      readonly proofOfPossession: unknown;
    }>;
  }
}

declare module "@aztec/aztec-node/config" {
  export interface Mapping {
    readonly env?: string;
    readonly parseEnv?: (text: string) => unknown;
    readonly nested?: Mappings;
    readonly fallback?: readonly string[];
  }
  export type Mappings = Readonly<Record<string, Mapping>>;
  export const aztecNodeConfigMappings: Mappings;
}

declare module "@aztec/blob-client/client" {
  export function getBlobClientConfigFromEnv(): unknown;
  export class HttpBlobClient {
    constructor(config: unknown);
    /** Rejects if no server can be used. */
    testSources(): Promise<void>;
  }
}

declare module "@aztec/blob-client/client/config" {
  import type { Mappings } from "@aztec/aztec-node/config";
  export const blobClientConfigMapping: Mappings;
}

declare module "@aztec/telemetry-client" {
  import type { Mappings } from "@aztec/aztec-node/config";
  export const telemetryClientConfigMappings: Mappings;
}

declare module "@aztec/foundation/buffer" {
  export class Buffer32 {
    static random(): Buffer32;
    toString(): string;
  }
}

declare module "@aztec/node-keystore" {
  import type { Buffer32 } from "@aztec/foundation/buffer";
  interface Signature {
    toString(): string;
    toViemTransactionSignature(): unknown;
  }
  export interface Signer {
    readonly address: object;
    signMessage(message: Buffer32): Promise<Signature>;
    signTypedData(data: object): Promise<Signature>;
    signTransaction(transaction: object): Promise<Signature>;
  }
  export class KeystoreManager {
    constructor(keystore: object);
    validateSigners(): Promise<void>;
    getValidatorCount(): number;
    createAttesterSigners(index: number): Signer[];
    createPublisherSigners(index: number): Signer[];
    getCoinbaseAddress(index: number, attester: object): object;
  }
  export function loadKeystores(directory: string | undefined): object[];
  export function mergeKeystores(keystores: object[]): object;
}

declare module "@aztec/foundation/curves/bn254" {
  export class Fr {
    constructor(value: number | bigint);
    toString(): string;
  }
}

declare module "@aztec/noir-protocol-circuits-types/vk-tree" {
  import type { Fr } from "@aztec/foundation/curves/bn254";
  export function getVKTreeRoot(): Fr;
}

declare module "@aztec/protocol-contracts" {
  import type { Fr } from "@aztec/foundation/curves/bn254";
  export const protocolContractsHash: Fr;
}

declare module "@aztec/stdlib/gas" {
  export class GasFees {
    constructor(feePerDaGas: bigint, feePerL2Gas: bigint);
    toJSON(): object;
  }
}

declare module "@aztec/stdlib/interfaces/client" {
  export interface AztecNode {
    getNodeInfo(): Promise<{ l1ChainId: number; rollupVersion: number; realProofs: boolean }>;
    getBlockHeader(block: "latest"): Promise<object>;
    sendTx(transaction: object): Promise<void>;
  }
  export function createAztecNodeClient(url: string): AztecNode;
}

declare module "@aztec/stdlib/testing" {
  export function mockTx(seed: number, options: object): Promise<object>;
}
