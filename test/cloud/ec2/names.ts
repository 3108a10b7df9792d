/** What the simulated AWS is called in Docker, and its addresses. */

export const PREFIX = "aztec-validator-sim";

/** The internet: the machine of the tests is 198.18.0.1 there. RFC 2544 keeps these addresses for tests. */
export const INTERNET = { name: `${PREFIX}-internet`, subnet: "198.18.0.0/24", gateway: "198.18.0.1" };
/** The emulator's default VPC, whose addresses it gives to instances. */
export const VPC = { name: `${PREFIX}-vpc`, subnet: "172.31.0.0/16", gateway: "172.31.255.254" };
/** Internet gateway, Elastic IPs and security groups are rules in it. */
export const ROUTER = { name: `${PREFIX}-router`, internet: "198.18.0.2", vpc: "172.31.255.253" };
export const EMULATOR = `${PREFIX}-emulator`;

export const instanceName = (id: string) => `${PREFIX}-${id}`;
/** Where the Docker of an instance keeps its images: on the instance's root disk, so it ends with it. */
export const instanceDocker = (id: string) => `${PREFIX}-${id}-docker`;
