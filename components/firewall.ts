import { InstanceConnectEndpoint } from "@pulumi/aws/ec2transitgateway/instanceConnectEndpoint";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import * as pulumi from "@pulumi/pulumi";
import { type OpenPort, SSH_PORT } from "../settings/ports";

export interface FirewallArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Where an endpoint is made, if that is the way to SSH. */
  readonly subnetId: pulumi.Input<string>;
  /** What is let in: one rule for each port, protocol and network. */
  readonly ports: readonly OpenPort[];
  /** Whose EC2 Instance Connect Endpoint lets SSH in: this stack's own, one with that security group, or none. */
  readonly endpoint: "own" | { readonly securityGroupId: string } | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The walls in front of an instance: a security group with rules that are resources of their own, so that one that
 * was removed by hand shows in a preview and comes back.
 */
export class Firewall extends pulumi.ComponentResource {
  readonly group: SecurityGroup;
  /** What has to be there before the instance can be reached. */
  readonly rules: readonly pulumi.Resource[];

  constructor(name: string, args: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aztec-validator:index:Firewall", name, {}, opts);
    this.group = this.securityGroup(name, "An Aztec validator", args);
    this.rules = [
      ...this.ingress(name, args.ports),
      ...this.egress(name, this.group.id, "anywhere", [{ cidrIpv4: "0.0.0.0/0" }, { cidrIpv6: "::/0" }]),
      ...this.endpoint(name, args),
    ];
    this.registerOutputs({ groupId: this.group.id });
  }

  private securityGroup(name: string, description: string, { vpcId, tags }: FirewallArgs): SecurityGroup {
    return new SecurityGroup(`${name}-group`, { description, vpcId, tags }, { parent: this });
  }

  private ingress(name: string, ports: readonly OpenPort[]): pulumi.Resource[] {
    return ports.flatMap(({ name: what, port, protocol, sources }) =>
      sources.map((source) => {
        const cidr = source.includes(":") ? { cidrIpv6: source } : { cidrIpv4: source };
        const ends = { ipProtocol: protocol, fromPort: port, toPort: port, description: what };
        const rule = { securityGroupId: this.group.id, ...ends, ...cidr };
        return new SecurityGroupIngressRule(`${name}-${what}-${protocol}-${nameOf(source)}`, rule, { parent: this });
      }),
    );
  }

  /** Without these, nothing leaves: the provider removes the rule that AWS makes by itself. */
  private egress(
    name: string,
    securityGroupId: pulumi.Input<string>,
    what: string,
    targets: readonly Target[],
  ): pulumi.Resource[] {
    return targets.map((target) => {
      const ends = target.fromPort ? {} : { ipProtocol: "-1" };
      const rule = { securityGroupId, description: what, ipProtocol: "tcp", ...ends, ...target };
      const to = nameOf(target.cidrIpv4 ?? target.cidrIpv6 ?? what);
      return new SecurityGroupEgressRule(`${name}-to-${to}`, rule, { parent: this });
    });
  }

  private endpoint(name: string, args: FirewallArgs): pulumi.Resource[] {
    if (!args.endpoint) return [];
    if (args.endpoint !== "own") return this.throughEndpoint(name, args.endpoint.securityGroupId);
    const own = this.securityGroup(`${name}-endpoint`, "The way to an Aztec validators SSH", args);
    return [...this.throughEndpoint(name, own.id), this.makeEndpoint(name, own, args)];
  }

  /** SSH from an endpoint's security group to the instance's: the rule of either end. */
  private throughEndpoint(name: string, endpointGroup: pulumi.Input<string>): pulumi.Resource[] {
    const ssh = { ipProtocol: "tcp", fromPort: SSH_PORT, toPort: SSH_PORT };
    const inward = { securityGroupId: this.group.id, ...ssh, referencedSecurityGroupId: endpointGroup };
    return [
      new SecurityGroupIngressRule(`${name}-ssh-endpoint`, { ...inward, description: "ssh" }, { parent: this }),
      ...this.egress(name, endpointGroup, "instance", [{ ...ssh, referencedSecurityGroupId: this.group.id }]),
    ];
  }

  private makeEndpoint(name: string, own: SecurityGroup, args: FirewallArgs): pulumi.Resource {
    return new InstanceConnectEndpoint(
      `${name}-endpoint`,
      // The address of who comes is of no use to the instance, and unset would ask for more rules.
      { subnetId: args.subnetId, securityGroupIds: [own.id], preserveClientIp: false, tags: args.tags },
      // AWS takes one in a VPC, and none beside it.
      { parent: this, deleteBeforeReplace: true },
    );
  }
}

/** Where traffic may go: a network, or a security group and its port. */
interface Target {
  readonly cidrIpv4?: string;
  readonly cidrIpv6?: string;
  readonly ipProtocol?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly referencedSecurityGroupId?: pulumi.Input<string>;
}

/** A network in the name of a resource, which takes no colons. */
function nameOf(network: string): string {
  if (network === "0.0.0.0/0") return "ipv4";
  return network === "::/0" ? "ipv6" : network.replaceAll(/[:/]/g, "-");
}
