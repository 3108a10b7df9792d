/** Roles, the instance profiles that assign them, and the policies that a service carries out by a role. */
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  RemoveRoleFromInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import { hasPolicy, removePolicy, storePolicy } from "../ec2/lifecycle-policies";
import { isLate } from "../ec2/unknown-yet";
import { found, iam, insideIam, whenKnown } from "./clients";
import { ACCOUNT, permit } from "./permissions";
import { autoName, optional, type Resource, tagsOf, text } from "./resource";
import { retagProfile, retagRole } from "./tags";

export const role: Resource = {
  replacing: ["name", "namePrefix", "path"],
  async create(inputs, name) {
    const RoleName = optional(inputs, "name") ?? autoName(name);
    const AssumeRolePolicyDocument = text(inputs, "assumeRolePolicy");
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags: tagsOf(inputs) }),
    );
    await whenKnown(() => iam.send(new GetRoleCommand({ RoleName })));
    return { id: RoleName, outs: { ...inputs, name: RoleName, arn: Role?.Arn } };
  },
  async read(RoleName, props) {
    if (!(await found(iam.send(new GetRoleCommand({ RoleName }))))) return undefined;
    await iam.send(new ListRolePoliciesCommand({ RoleName }));
    await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    return { ...props };
  },
  async update(id, olds, news) {
    await retagRole(id, olds, news);
    return { ...olds, ...news };
  },
  async delete(id) {
    await found(iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: id })));
    await found(iam.send(new DeleteRoleCommand({ RoleName: id })));
  },
};

export const instanceProfile: Resource = {
  replacing: ["name", "namePrefix", "path"],
  async create(inputs, name) {
    const InstanceProfileName = optional(inputs, "name") ?? autoName(name);
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName, Tags: tagsOf(inputs) }));
    const pair = { InstanceProfileName, RoleName: text(inputs, "role") };
    await whenKnown(() => iam.send(new AddRoleToInstanceProfileCommand(pair)));
    return { id: InstanceProfileName, outs: { ...inputs, name: InstanceProfileName } };
  },
  read: async (id, props) =>
    (await found(iam.send(new GetInstanceProfileCommand({ InstanceProfileName: id })))) && { ...props },
  async update(id, olds, news) {
    await retagProfile(id, olds, news);
    return { ...olds, ...news };
  },
  async delete(id, props) {
    const pair = { InstanceProfileName: id, RoleName: text(props, "role") };
    await found(iam.send(new RemoveRoleFromInstanceProfileCommand(pair)));
    await found(iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: id })));
  },
};

export const rolePolicyAttachment: Resource = {
  replacing: ["role", "policyArn"],
  async create(inputs) {
    const pair = { RoleName: text(inputs, "role"), PolicyArn: text(inputs, "policyArn") };
    await iam.send(new AttachRolePolicyCommand(pair));
    return { id: `${pair.RoleName}/${pair.PolicyArn}`, outs: { ...inputs } };
  },
  async read(_id, props) {
    const answer = await found(iam.send(new ListAttachedRolePoliciesCommand({ RoleName: text(props, "role") })));
    const isThere = answer?.AttachedPolicies?.some(({ PolicyArn }) => PolicyArn === optional(props, "policyArn"));
    return isThere ? { ...props } : undefined;
  },
  update: (_id, olds, news) => Promise.resolve({ ...olds, ...news }),
  async delete(_id, props) {
    const pair = { RoleName: text(props, "role"), PolicyArn: text(props, "policyArn") };
    await found(iam.send(new DetachRolePolicyCommand(pair)));
  },
};

/** The emulator has no Data Lifecycle Manager: ec2/lifecycle-policies.ts carries the policies out. */
export const lifecyclePolicy: Resource = {
  replacing: ["policyType"],
  async create(inputs) {
    const RoleName = text(inputs, "executionRoleArn").split("/").at(-1) ?? "";
    permit({ action: "iam:PassRole", resource: `${ACCOUNT}:role/${RoleName}` });
    useSnapshots("CreateLifecyclePolicy", "TagResource", "GetLifecyclePolicy");
    await whenKnown(
      () => refuseRole(RoleName),
      (error) => error.includes("InvalidRequestException"),
    );
    const id = autoName("policy");
    storePolicy(id, inputs);
    return { id, outs: { ...inputs, state: "ENABLED" } };
  },
  read(id, props) {
    useSnapshots("GetLifecyclePolicy");
    return Promise.resolve(hasPolicy(id) ? { ...props } : undefined);
  },
  update(id, olds, news) {
    useSnapshots("UpdateLifecyclePolicy");
    storePolicy(id, news);
    return Promise.resolve({ ...olds, ...news });
  },
  delete(id) {
    useSnapshots("DeleteLifecyclePolicy");
    removePolicy(id);
    return Promise.resolve();
  },
};

/** @throws the service's error for a role that does not exist, or that it does not know yet. The emulator's IAM is queried */
async function refuseRole(RoleName: string): Promise<void> {
  if (!isLate(RoleName, "dlm") && (await found(insideIam.send(new GetRoleCommand({ RoleName }))))) return;
  throw new Error(`InvalidRequestException: the role ${RoleName} does not exist, or cannot be assumed`);
}

function useSnapshots(...operations: readonly string[]): void {
  permit(...operations.map((operation) => ({ action: `dlm:${operation}`, resource: "*" })));
}
