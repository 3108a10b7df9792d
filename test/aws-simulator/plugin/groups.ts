/** Security groups and their rules. */
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { ec2, found, present, whenKnown } from "./clients";
import { autoName, type Inputs, number, optional, type Resource, tagsOf, text } from "./resource";
import { refuseGroupInUse } from "./states";
import { syncFirewall } from "./sync";
import { retag } from "./tags";

export const securityGroup: Resource = {
  replacing: ["name", "namePrefix", "description", "vpcId"],
  async create(inputs, name) {
    const GroupName = optional(inputs, "name") ?? autoName(name);
    const Tags = [{ ResourceType: "security-group" as const, Tags: tagsOf(inputs) }];
    const Description = text(inputs, "description");
    const request = { GroupName, Description, VpcId: text(inputs, "vpcId"), TagSpecifications: Tags };
    const id = present((await ec2.send(new CreateSecurityGroupCommand(request))).GroupId, "the group's id");
    await whenKnown(() => ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] })));
    // AWS adds a rule that allows all egress; the real provider removes it.
    const IpPermissions = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: id, IpPermissions }));
    return { id, outs: { ...inputs, name: GroupName, id } };
  },
  async read(id, props) {
    const answer = await found(ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] })));
    const group = answer?.SecurityGroups?.[0];
    return group && { name: group.GroupName, ...props, description: group.Description, vpcId: group.VpcId };
  },
  async update(id, olds, news) {
    await retag(id, olds, news);
    return { ...olds, ...news };
  },
  async delete(id) {
    await refuseGroupInUse(id);
    await found(ec2.send(new DeleteSecurityGroupCommand({ GroupId: id })));
  },
};

/** Defines a rule of either direction: created, read and changed by its id. */
function rule(isEgress: boolean): Resource {
  return {
    replacing: ["securityGroupId"],
    async create(inputs) {
      const GroupId = text(inputs, "securityGroupId");
      const permission = { GroupId, IpPermissions: [permissionOf(inputs)] };
      const answer = isEgress
        ? await ec2.send(new AuthorizeSecurityGroupEgressCommand(permission))
        : await ec2.send(new AuthorizeSecurityGroupIngressCommand(permission));
      const id = present(answer.SecurityGroupRules?.[0]?.SecurityGroupRuleId, "the rule's id");
      await syncFirewall();
      return { id, outs: { ...inputs, id, securityGroupRuleId: id } };
    },
    async read(id, props) {
      const query = { Filters: [{ Name: "group-id", Values: [text(props, "securityGroupId")] }] };
      const answer = await found(ec2.send(new DescribeSecurityGroupRulesCommand(query)));
      const now = answer?.SecurityGroupRules?.find((one) => one.SecurityGroupRuleId === id);
      return now && { ...props, ...fieldsOf(now) };
    },
    async update(id, olds, news) {
      const { IpProtocol, FromPort, ToPort } = permissionOf(news);
      const SecurityGroupRule = {
        IpProtocol,
        FromPort,
        ToPort,
        Description: text(news, "description"),
        CidrIpv4: optional(news, "cidrIpv4"),
        CidrIpv6: optional(news, "cidrIpv6"),
      };
      const SecurityGroupRules = [{ SecurityGroupRuleId: id, SecurityGroupRule }];
      const GroupId = text(news, "securityGroupId");
      await ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules }));
      await syncFirewall();
      return { ...olds, ...news };
    },
    async delete(id, props) {
      const revoked = { GroupId: text(props, "securityGroupId"), SecurityGroupRuleIds: [id] };
      if (isEgress) await found(ec2.send(new RevokeSecurityGroupEgressCommand(revoked)));
      else await found(ec2.send(new RevokeSecurityGroupIngressCommand(revoked)));
      await syncFirewall();
    },
  };
}

export const ingressRule = rule(false);
export const egressRule = rule(true);

function permissionOf(inputs: Inputs): IpPermission {
  const Description = optional(inputs, "description");
  const v4 = optional(inputs, "cidrIpv4");
  const v6 = optional(inputs, "cidrIpv6");
  const other = optional(inputs, "referencedSecurityGroupId");
  return {
    IpProtocol: text(inputs, "ipProtocol"),
    FromPort: number(inputs, "fromPort") ?? -1,
    ToPort: number(inputs, "toPort") ?? -1,
    ...(v4 ? { IpRanges: [{ CidrIp: v4, Description }] } : {}),
    ...(v6 ? { Ipv6Ranges: [{ CidrIpv6: v6, Description }] } : {}),
    ...(other ? { UserIdGroupPairs: [{ GroupId: other, Description }] } : {}),
  };
}

interface Fields {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIpv4?: string | undefined;
  readonly CidrIpv6?: string | undefined;
}

function fieldsOf({ IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6 }: Fields): Inputs {
  return {
    ipProtocol: IpProtocol,
    ...(FromPort === undefined || FromPort === -1 ? {} : { fromPort: FromPort, toPort: ToPort }),
    ...(CidrIpv4 ? { cidrIpv4: CidrIpv4 } : {}),
    ...(CidrIpv6 ? { cidrIpv6: CidrIpv6 } : {}),
  };
}
