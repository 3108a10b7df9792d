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
import { found, iam } from "./clients";
import { ACCOUNT, permit } from "./permissions";
import { autoName, group, optional, type Resource, tagsOf, text, texts } from "./resource";
import { retagProfile, retagRole } from "./tags";

export const role: Resource = {
  replacing: ["name", "namePrefix", "path"],
  async create(inputs, name) {
    const RoleName = optional(inputs, "name") ?? autoName(name);
    const AssumeRolePolicyDocument = text(inputs, "assumeRolePolicy");
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags: tagsOf(inputs) }),
    );
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
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: text(inputs, "role") }));
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

/** The emulator has no Data Lifecycle Manager: a policy exists in the engine's state only, and makes no snapshot. */
export const lifecyclePolicy: Resource = {
  replacing: ["policyType"],
  async create(inputs) {
    const RoleName = text(inputs, "executionRoleArn").split("/").at(-1) ?? "";
    await iam.send(new GetRoleCommand({ RoleName }));
    permit({ action: "iam:PassRole", resource: `${ACCOUNT}:role/${RoleName}` });
    useSnapshots("CreateLifecyclePolicy", "TagResource", "GetLifecyclePolicy");
    const { resourceTypes } = group(inputs, "policyDetails");
    if (texts({ resourceTypes }, "resourceTypes")[0] !== "VOLUME")
      throw new Error("InvalidRequestException: resource type");
    return { id: autoName("policy"), outs: { ...inputs, state: "ENABLED" } };
  },
  read(_id, props) {
    useSnapshots("GetLifecyclePolicy");
    return Promise.resolve({ ...props });
  },
  update(_id, olds, news) {
    useSnapshots("UpdateLifecyclePolicy");
    return Promise.resolve({ ...olds, ...news });
  },
  delete() {
    useSnapshots("DeleteLifecyclePolicy");
    return Promise.resolve();
  },
};

function useSnapshots(...operations: readonly string[]): void {
  permit(...operations.map((operation) => ({ action: `dlm:${operation}`, resource: "*" })));
}
