/** What the simulated cloud is called in Docker and on this machine, and its addresses. */
import path from "node:path";
import { cacheDir } from "../../../toolchain/cache";

const PREFIX = "aztec-validator-cloud-sim";

/** On every container, network and volume that ends with the world. Removal asks for it, not for a name. */
export const LABEL = "aztec-validator.cloud=simulation";

/** The internet. This machine is 198.18.0.1 there; RFC 2544 keeps these addresses for tests. */
export const PUBLIC = { name: `${PREFIX}-public`, subnet: "198.18.0.0/24", gateway: "198.18.0.1" };

/** The emulator's default VPC. What is not the instances' is at its end, where no default subnet reaches. */
export const VPC = { name: `${PREFIX}-vpc`, subnet: "172.31.0.0/16", gateway: "172.31.255.254" };

/** Internet gateway, Elastic IPs and security groups. */
export const ROUTER = { name: `${PREFIX}-router`, publicIp: "198.18.0.2", privateIp: "172.31.255.253" };

export const EMULATOR = `${PREFIX}-emulator`;

/** The container of an instance. */
export function instanceName(id: string): string {
  return `${PREFIX}-${id}`;
}

/** The volume of an instance's own Docker. */
export function dockerVolume(id: string): string {
  return `${PREFIX}-${id}-docker`;
}

/** The container that probes from an address of the public network. */
export function clientName(address: string): string {
  return `${PREFIX}-client-${address.replaceAll(".", "-")}`;
}

/** The volume with images for instances; it stays when the world ends. */
export function preloadedVolume(hash: string): string {
  return `aztec-validator-cloud-preloaded-${hash}`;
}

/** A place on this machine for what ends with the world. */
export function worldDir(...parts: string[]): string {
  return path.join(cacheDir("cloud-simulation", "world"), ...parts);
}
