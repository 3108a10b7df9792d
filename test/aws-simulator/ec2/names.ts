/** Docker names and addresses of the simulated AWS. Each lane of the tests has its own. */
import { cacheDir } from "../../../pulumi/cache";
import { LANE } from "../../engine/lane";

/** Prefix of all lanes' names. */
export const FAMILY = "aztec-validator-sim";
export const PREFIX = `${FAMILY}-${LANE}`;

/** Returns an address on the simulated internet, from the range that RFC 2544 reserves for tests. */
export const onInternet = (host: number): string => `198.18.${LANE}.${host}`;

/** The simulated internet; the test machine is its gateway. */
export const INTERNET = { name: `${PREFIX}-internet`, subnet: `${onInternet(0)}/24`, gateway: onInternet(1) };

/** The emulator has one default VPC, 172.31.0.0/16, for the instances' addresses; each lane has a separate network. */
export const inVpc = (address: string): string => address.replace(/^172\.31\./, `10.${231 + LANE}.`);

export const VPC = {
  name: `${PREFIX}-vpc`,
  subnet: inVpc("172.31.0.0/16"),
  gateway: inVpc("172.31.255.254"),
};
/** The router: its rules implement the internet gateway, Elastic IPs and security groups. */
export const ROUTER = { name: `${PREFIX}-router`, internet: onInternet(2), vpc: inVpc("172.31.255.253") };
export const EMULATOR = `${PREFIX}-emulator`;

export const instanceName = (id: string) => `${PREFIX}-${id}`;
/** Volume of an instance's Docker images: a part of its root disk, and removed with it. */
export const instanceDocker = (id: string) => `${PREFIX}-${id}-docker`;
/** This lane's folder on the test machine: seeds, disks, keys. */
export const cloudDir = (...names: readonly string[]) => cacheDir("cloud", String(LANE), ...names);
