/** The machines behind the emulator's records. */

/** What a security group lets through. */
export interface Rule {
  /** "icmp" for IPv4 and IPv6; "-1" for all. */
  readonly protocol: "tcp" | "udp" | "icmp" | "-1";
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidr: string;
}

/** The rules of all security groups of one instance. */
export interface InstanceRules {
  readonly privateIp: string;
  readonly ingress: Rule[];
  readonly egress: Rule[];
}

/** What a simulated cloud can do. Each throws if it cannot be done. */
export interface Machines {
  /** Boots a new instance. @param boot.userData plain text */
  startInstance(boot: { id: string; privateIp: string; userData: string }): Promise<void>;
  /** Shuts it down and waits for that. */
  stopInstance(id: string): Promise<void>;
  startStoppedInstance(id: string): Promise<void>;
  terminateInstance(id: string): Promise<void>;
  /** @param gib size */
  createDisk(volumeId: string, gib: number): Promise<void>;
  attachDisk(volumeId: string, instanceId: string): Promise<void>;
  /** @throws while an instance has it mounted */
  detachDisk(volumeId: string): Promise<void>;
  growDisk(volumeId: string, gib: number): Promise<void>;
  deleteDisk(volumeId: string): Promise<void>;
  associateAddress(pair: { publicIp: string; privateIp: string }): Promise<void>;
  disassociateAddress(publicIp: string): Promise<void>;
  /** The rules of all running instances: what none of them lets through is dropped. */
  applyFirewall(groups: InstanceRules[]): Promise<void>;
}

const nothing = () => Promise.resolve();

const records: Machines = {
  startInstance: nothing,
  stopInstance: nothing,
  startStoppedInstance: nothing,
  terminateInstance: nothing,
  createDisk: nothing,
  attachDisk: nothing,
  detachDisk: nothing,
  growDisk: nothing,
  deleteDisk: nothing,
  associateAddress: nothing,
  disassociateAddress: nothing,
  applyFirewall: nothing,
};

let chosen: Promise<Machines> | undefined;

/** The machines that AZTEC_VALIDATOR_CLOUD_MACHINES chooses: none where it is not set. @throws for another kind */
export function machines(): Promise<Machines> {
  return (chosen ??= choose(process.env.AZTEC_VALIDATOR_CLOUD_MACHINES));
}

async function choose(kind: string | undefined): Promise<Machines> {
  if (!kind) return records;
  if (kind === "docker") return (await import("./machines-docker")).dockerMachines;
  throw new Error(`AZTEC_VALIDATOR_CLOUD_MACHINES is "${kind}": "docker" or nothing`);
}
