/** Hosts that cannot be had: one configuration at least for each check. */
import { samples } from "../samples";
import { custom, dev, onAws, onServer, testnet } from "../stacks";
import { omit, type Wrong } from "./wrong";

const aws = onAws(testnet);

function on(name: string, path: string, values: Readonly<Record<string, unknown>>): Wrong {
  return { name, path, values };
}

export const ofHosts: readonly Wrong[] = [
  on("local network on AWS", "host.kind", onAws(dev)),
  on("local network on a server", "host.kind", onServer(dev)),
  on("a server without an address", "host.address", omit(onServer(testnet), "host.address")),
  ...["aws.region", "aws.sshPublicKey"].map((path) => on(`AWS without ${path}`, path, omit(aws, path))),
  on("SSH from nowhere", "aws.sshSources", { ...aws, "aws.access": "ssh" }),
  on("an endpoint's group without an endpoint", "aws.endpointSecurityGroupId", {
    ...{ ...aws, "aws.access": "ssh", "aws.sshSources": samples["aws.sshSources"] },
    "aws.endpointSecurityGroupId": samples["aws.endpointSecurityGroupId"],
  }),
  on("SSH from networks, and through the endpoint", "aws.sshSources", {
    ...aws,
    "aws.sshSources": samples["aws.sshSources"],
  }),
  on("more throughput than the IOPS give", "aws.dataThroughput", { ...aws, "aws.dataThroughput": 1000 }),
  on("a burstable instance", "aws.instanceType", { ...aws, "aws.instanceType": "t3.2xlarge" }),
  on("an instance before Skylake", "aws.instanceType", { ...aws, "aws.instanceType": "c4.4xlarge" }),
  on("a family that is not known", "aws.instanceType", { ...aws, "aws.instanceType": "p5.48xlarge" }),
  on("a size that is not known", "aws.instanceType", { ...aws, "aws.instanceType": "c7i.metal-48xl" }),
  on("an instance with less memory than the node", "memoryMb", { ...aws, "aws.instanceType": "c7i.2xlarge" }),
  on("an address on AWS", "p2p.announceIp", { ...aws, "p2p.announceIp": "20.30.40.50" }),
  on("asking for the address on AWS", "p2p.queryForIp", { ...aws, "p2p.queryForIp": true }),
  on("a server without an address to announce", "p2p.announceIp", omit(onServer(testnet), "p2p.announceIp")),
  on("a directory on AWS", "storage.path", { ...onAws(custom("full-node", "5.2.0")), "storage.path": "/mnt/data" }),
];
