/** Queries AWS by another client than the provider's. */
import { boto } from "./boto";

const LIVE =
  "[i for r in ec2.describe_instances()['Reservations'] for i in r['Instances'] if i['State']['Name'] != 'terminated']";

/** Returns the ids of the running instances. */
export async function instances(): Promise<string[]> {
  return (await boto(`[i['InstanceId'] for i in ${LIVE}]`)) as string[];
}

/** Returns a field of the only instance. */
export function ofInstance(field: string): Promise<unknown> {
  return boto(`${LIVE}[0]['${field}']`);
}

export function tagsOfInstance(): Promise<unknown> {
  return boto(`{t['Key']: t['Value'] for t in ${LIVE}[0]['Tags']}`);
}

/** Returns names and texts of all policies of roles. */
export function policies(): Promise<unknown> {
  const attached = "iam.list_attached_role_policies(RoleName=r['RoleName'])['AttachedPolicies']";
  const own = "iam.list_role_policies(RoleName=r['RoleName'])['PolicyNames']";
  return boto(`[p for r in iam.list_roles()['Roles'] for p in ${attached} + ${own}]`);
}

/** Returns the rules of all security groups but the default one: `egress protocol port network`, sorted. */
export async function rules(): Promise<string[]> {
  const groups =
    "[g['GroupId'] for g in ec2.describe_security_groups()['SecurityGroups'] if g['GroupName'] != 'default']";
  const all = `ec2.describe_security_group_rules(Filters=[{'Name':'group-id','Values':${groups}}])['SecurityGroupRules']`;
  const fields = "[r['IsEgress'], r['IpProtocol'], r.get('FromPort'), r.get('CidrIpv4') or r.get('CidrIpv6')]";
  const rules = (await boto(`[${fields} for r in ${all}]`)) as unknown[][];
  return rules.map((rule) => rule.join(" ")).sort();
}

/** Removes the rule that opens UDP to everyone, as a person might by hand. */
export async function revokeUdp(): Promise<void> {
  const all = "ec2.describe_security_group_rules()['SecurityGroupRules']";
  const rule = `[r for r in ${all} if r['IpProtocol'] == 'udp' and r.get('CidrIpv4')][0]`;
  const revoke = "ec2.revoke_security_group_ingress";
  await boto(`[${revoke}(GroupId=r['GroupId'], SecurityGroupRuleIds=[r['SecurityGroupRuleId']]) for r in [${rule}]]`);
}

/** Changes an instance as a person might by hand: weaker metadata options, another security group, another name of a rule. */
export async function changeByHand(): Promise<void> {
  const id = `${LIVE}[0]['InstanceId']`;
  const weaker = `ec2.modify_instance_metadata_options(InstanceId=${id}, HttpPutResponseHopLimit=2)`;
  const other =
    "[g['GroupId'] for g in ec2.describe_security_groups()['SecurityGroups'] if g['GroupName'] == 'default']";
  const regrouped = `ec2.modify_instance_attribute(InstanceId=${id}, Groups=${other})`;
  const rule = "[r for r in ec2.describe_security_group_rules()['SecurityGroupRules'] if r.get('FromPort') == 8080][0]";
  const moved = "{'IpProtocol': 'tcp', 'FromPort': 8081, 'ToPort': 8081, 'CidrIpv4': r['CidrIpv4']}";
  const change = `[{'SecurityGroupRuleId': r['SecurityGroupRuleId'], 'SecurityGroupRule': ${moved}}]`;
  const reruled = `[ec2.modify_security_group_rules(GroupId=r['GroupId'], SecurityGroupRules=${change}) for r in [${rule}]]`;
  await boto(`[${weaker}, ${regrouped}, ${reruled}]`);
}

/** Returns the volumes that are attached to an instance. */
export async function attachedVolumes(): Promise<Record<string, unknown>[]> {
  const ids = (await instances()).map((id) => `'${id}'`).join(", ");
  const isOurs = `v['Attachments'] and v['Attachments'][0]['InstanceId'] in [${ids}]`;
  return (await boto(`[v for v in ec2.describe_volumes()['Volumes'] if ${isOurs}]`)) as Record<string, unknown>[];
}

/** Returns everything that would cost money or hold permissions after `destroy`. */
export function remainingResources(): Promise<unknown> {
  const volumes = "[v['VolumeId'] for v in ec2.describe_volumes()['Volumes'] if v['Encrypted']]";
  const identities = "iam.list_roles()['Roles'], iam.list_instance_profiles()['InstanceProfiles']";
  return boto(`[ec2.describe_addresses()['Addresses'], ${volumes}, ${identities}]`);
}

/** Removes the instance's record; its machine keeps running. */
export async function terminate(id: string): Promise<void> {
  await boto(`ec2.terminate_instances(InstanceIds=['${id}'])['ResponseMetadata']['HTTPStatusCode']`);
}

/** Stops the instance's record; its machine keeps running. */
export async function stopRecord(id: string): Promise<void> {
  await boto(`ec2.stop_instances(InstanceIds=['${id}'])['ResponseMetadata']['HTTPStatusCode']`);
}

/** Returns whether an instance has a tag; one that has ended is known, too. */
export async function hasTag(id: string, key: string): Promise<boolean> {
  const tags = `ec2.describe_instances(InstanceIds=['${id}'])['Reservations'][0]['Instances'][0].get('Tags', [])`;
  return (await boto(`any(t['Key'] == '${key}' for t in ${tags})`)) as boolean;
}
