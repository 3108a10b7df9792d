/** Elastic IPs, and the endpoint that reaches an instance without an open port. */
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  DescribeAddressesCommand,
  DisassociateAddressCommand,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import { onInternet } from "../ec2/names";
import { ec2, found, inside, present, whenKnown } from "./clients";
import { permit } from "./permissions";
import { refuseAddress } from "./refusals";
import { autoName, type Resource, tagsOf, text } from "./resource";
import { hasEnded, knownInstance } from "./states";
import { syncAddresses } from "./sync";
import { forgetEndpoint, noteEndpoint } from "./tunnels";
import { retag } from "./tags";

/** First address of the simulated internet's range for Elastic IPs. */
const FIRST = 10;

export const eip: Resource = {
  replacing: ["domain", "address", "networkBorderGroup", "publicIpv4Pool"],
  async create(inputs) {
    await refuseAddress();
    const { Addresses = [] } = await inside.send(new DescribeAddressesCommand({}));
    const taken = Addresses.map(({ PublicIp }) => PublicIp);
    const all = Array.from({ length: 50 }, (_, index) => onInternet(FIRST + index));
    const Address = all.find((address) => !taken.includes(address));
    const TagSpecifications = [{ ResourceType: "elastic-ip" as const, Tags: tagsOf(inputs) }];
    const answer = await ec2.send(new AllocateAddressCommand({ Domain: "vpc", Address, TagSpecifications }));
    const id = present(answer.AllocationId, "the address's id");
    await whenKnown(() => ec2.send(new DescribeAddressesCommand({ AllocationIds: [id] })));
    return { id, outs: { ...inputs, id, allocationId: id, publicIp: answer.PublicIp } };
  },
  async read(id, props) {
    const answer = await found(ec2.send(new DescribeAddressesCommand({ AllocationIds: [id] })));
    const address = answer?.Addresses?.[0];
    return address && { ...props, publicIp: address.PublicIp };
  },
  async update(id, olds, news) {
    await retag(id, olds, news);
    return { ...olds, ...news };
  },
  async delete(id) {
    await found(ec2.send(new ReleaseAddressCommand({ AllocationId: id })));
  },
};

export const eipAssociation: Resource = {
  replacing: ["allocationId", "instanceId", "networkInterfaceId"],
  async create(inputs) {
    const pair = { AllocationId: text(inputs, "allocationId"), InstanceId: text(inputs, "instanceId") };
    // AWS releases the address of an instance that ends, and the emulator does not.
    const { AssociationId } = await ec2.send(new AssociateAddressCommand({ ...pair, AllowReassociation: true }));
    await syncAddresses();
    return { id: present(AssociationId, "the association's id"), outs: { ...inputs } };
  },
  async read(id, props) {
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
    const address = Addresses.find((one) => one.AssociationId === id);
    // AWS releases the address of an instance that has ended.
    if (!address || hasEnded(await knownInstance(address.InstanceId ?? ""))) return undefined;
    return { ...props, instanceId: address.InstanceId };
  },
  update: (_id, olds, news) => Promise.resolve({ ...olds, ...news }),
  async delete(id) {
    await found(ec2.send(new DisassociateAddressCommand({ AssociationId: id })));
    await syncAddresses();
  },
};

const SERVICE_ROLE =
  "arn:aws:iam::123456789012:role/aws-service-role/ec2-instance-connect.amazonaws.com/AWSServiceRoleForEc2InstanceConnect";

/** The emulator does not have it: it exists in the engine's state, and in a note for the tunnel. */
export const instanceConnectEndpoint: Resource = {
  replacing: ["subnetId", "securityGroupIds", "preserveClientIp"],
  create: (inputs, name) => {
    const actions = ["CreateInstanceConnectEndpoint", "CreateNetworkInterface", "CreateTags"];
    permit(...actions.map((action) => ({ action: `ec2:${action}`, resource: "*" })));
    permit({ action: "iam:CreateServiceLinkedRole", resource: SERVICE_ROLE });
    const id = autoName("eice");
    noteEndpoint(id);
    return Promise.resolve({ id, outs: { ...inputs, id, availabilityZone: "eu-central-1a", dnsName: name } });
  },
  read: (_id, props) => Promise.resolve({ ...props }),
  update: (_id, olds, news) => Promise.resolve({ ...olds, ...news }),
  delete: (id) => {
    permit({ action: "ec2:DeleteInstanceConnectEndpoint", resource: "*" });
    forgetEndpoint(id);
    return Promise.resolve();
  },
};
