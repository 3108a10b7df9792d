import { InstanceConnectEndpoint } from "@pulumi/aws/ec2transitgateway/instanceConnectEndpoint";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import * as pulumi from "@pulumi/pulumi";
import { childOptions } from "../resources/hooks";
import { type OpenPort, SSH_PORT } from "../settings/ports";

export interface FirewallArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Subnet of the EC2 Instance Connect Endpoint, if SSH uses one. */
  readonly subnetId: pulumi.Input<string>;
  /** Open ports: one rule for each port, protocol and network. */
  readonly ports: readonly OpenPort[];
  /** EC2 Instance Connect Endpoint for SSH: this stack's own, an existing one with that security group, or none. */
  readonly endpoint: "own" | { readonly securityGroupId: string } | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Security group of an instance. Each rule is a resource, so a rule that was removed by hand shows in a preview and is
 * created again.
 */
export class Firewall extends pulumi.ComponentResource {
  readonly group: SecurityGroup;
  /** Resources that have to exist before the instance can be reached. */
  readonly rules: readonly pulumi.Resource[];
  /** The endpoint that this stack has made, and its security group. */
  readonly ownEndpoint: OwnEndpoint | undefined;

  private readonly child: ReturnType<typeof childOptions>;

  constructor(name: string, args: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aztec-validator:index:Firewall", name, {}, opts);
    this.child = childOptions(this, opts);
    this.group = this.securityGroup(name, "An Aztec validator", args);
    this.ownEndpoint = args.endpoint === "own" ? this.makeEndpoint(name, args) : undefined;
    this.rules = [
      ...this.ingress(name, args.ports),
      ...this.egress(name, this.group.id, "anywhere", [{ cidrIpv4: "0.0.0.0/0" }, { cidrIpv6: "::/0" }]),
      ...this.endpoint(name, args),
    ];
    this.registerOutputs({ groupId: this.group.id });
  }

  private securityGroup(name: string, description: string, { vpcId, tags }: FirewallArgs): SecurityGroup {
    // AWS can change neither, and a group that the operator had before has others.
    const opts = { ...this.child, ignoreChanges: ["name", "description"] };
    return new SecurityGroup(`${name}-group`, { description, vpcId, tags }, opts);
  }

  private ingress(name: string, ports: readonly OpenPort[]): pulumi.Resource[] {
    return ports.flatMap(({ name: what, port, protocol, sources }) =>
      sources.map((source) => {
        const cidr = source.includes(":") ? { cidrIpv6: source } : { cidrIpv4: source };
        const ends = { ipProtocol: protocol, fromPort: port, toPort: port, description: what };
        const rule = { securityGroupId: this.group.id, ...ends, ...cidr };
        return new SecurityGroupIngressRule(`${name}-${what}-${protocol}-${nameOf(source)}`, rule, this.child);
      }),
    );
  }

  /** Allows outgoing traffic: the provider removes the rule that AWS creates by default. */
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
      return new SecurityGroupEgressRule(`${name}-to-${to}`, rule, this.child);
    });
  }

  private endpoint(name: string, { endpoint }: FirewallArgs): pulumi.Resource[] {
    if (this.ownEndpoint) return [...this.throughEndpoint(name, this.ownEndpoint.group.id), this.ownEndpoint.endpoint];
    return endpoint && endpoint !== "own" ? this.throughEndpoint(name, endpoint.securityGroupId) : [];
  }

  /** Allows SSH from the endpoint's security group to the instance's, with a rule on both ends. */
  private throughEndpoint(name: string, endpointGroup: pulumi.Input<string>): pulumi.Resource[] {
    const ssh = { ipProtocol: "tcp", fromPort: SSH_PORT, toPort: SSH_PORT };
    const inward = { securityGroupId: this.group.id, ...ssh, referencedSecurityGroupId: endpointGroup };
    return [
      new SecurityGroupIngressRule(`${name}-ssh-endpoint`, { ...inward, description: "ssh" }, this.child),
      ...this.egress(name, endpointGroup, "instance", [{ ...ssh, referencedSecurityGroupId: this.group.id }]),
    ];
  }

  private makeEndpoint(name: string, args: FirewallArgs): OwnEndpoint {
    // AWS cannot change the description of a security group, so it stays as it is.
    const group = this.securityGroup(`${name}-endpoint`, "The way to an Aztec validators SSH", args);
    const endpoint = new InstanceConnectEndpoint(
      `${name}-endpoint`,
      // The instance does not need the client's address; preserving it would need more rules.
      { subnetId: args.subnetId, securityGroupIds: [group.id], preserveClientIp: false, tags: args.tags },
      // AWS allows one endpoint in a VPC.
      { ...this.child, deleteBeforeReplace: true },
    );
    return { group, endpoint };
  }
}

/** An endpoint that the stack has made, and its security group. */
interface OwnEndpoint {
  readonly group: SecurityGroup;
  readonly endpoint: pulumi.Resource;
}

/** Allowed destination: a network, or a security group and its port. */
interface Target {
  readonly cidrIpv4?: string;
  readonly cidrIpv6?: string;
  readonly ipProtocol?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly referencedSecurityGroupId?: pulumi.Input<string>;
}

/** Returns a network as part of a resource name, which cannot contain colons. */
function nameOf(network: string): string {
  if (network === "0.0.0.0/0") return "ipv4";
  return network === "::/0" ? "ipv6" : network.replaceAll(/[:/]/g, "-");
}
