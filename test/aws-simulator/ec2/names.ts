/** What the simulated AWS is called in Docker, and its addresses. Each lane of the tests has one of its own. */
import { cacheDir } from "../../../pulumi/cache";
import { LANE } from "../../engine/lane";

/** Of all lanes' names. */
export const FAMILY = "aztec-validator-sim";
export const PREFIX = `${FAMILY}-${LANE}`;

/** An address on the simulated internet. RFC 2544 keeps these for tests. */
export const onInternet = (host: number): string => `198.18.${LANE}.${host}`;

/** The internet: the machine of the tests is its gateway. */
export const INTERNET = { name: `${PREFIX}-internet`, subnet: `${onInternet(0)}/24`, gateway: onInternet(1) };

/** The emulator has one default VPC, 172.31.0.0/16, and gives its addresses to instances; each lane has another network. */
export const inVpc = (address: string): string => address.replace(/^172\.31\./, `10.${231 + LANE}.`);

export const VPC = {
  name: `${PREFIX}-vpc`,
  subnet: inVpc("172.31.0.0/16"),
  gateway: inVpc("172.31.255.254"),
};
/** Internet gateway, Elastic IPs and security groups are rules in it. */
export const ROUTER = { name: `${PREFIX}-router`, internet: onInternet(2), vpc: inVpc("172.31.255.253") };
export const EMULATOR = `${PREFIX}-emulator`;

export const instanceName = (id: string) => `${PREFIX}-${id}`;
/** Where the Docker of an instance keeps its images: on the instance's root disk, so it ends with it. */
export const instanceDocker = (id: string) => `${PREFIX}-${id}-docker`;
/** What is of this lane on the outer machine's disk: seeds, disks, keys. */
export const cloudDir = (...names: readonly string[]) => cacheDir("cloud", String(LANE), ...names);
