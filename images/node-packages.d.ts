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
  export function keccak256(data: Hex): Hex;
  export function toFunctionSelector(item: AbiItem): Hex;
}

declare module "@aztec/l1-artifacts" {
  import type { Abi } from "viem";
  export const GSEAbi: Abi;
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
