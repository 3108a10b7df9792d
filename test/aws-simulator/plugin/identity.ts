/** Roles, and the instance profiles that assign them. */
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  RemoveRoleFromInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import { found, iam } from "./clients";
import { autoName, optional, type Resource, tagsOf, text } from "./resource";

export const role: Resource = {
  replacing: ["name", "namePrefix", "path"],
  async create(inputs, name) {
    const RoleName = optional(inputs, "name") ?? autoName(name);
    const AssumeRolePolicyDocument = text(inputs, "assumeRolePolicy");
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags: tagsOf(inputs) }));
    return { id: RoleName, outs: { ...inputs, name: RoleName } };
  },
  read: async (id, props) => (await found(iam.send(new GetRoleCommand({ RoleName: id })))) && { ...props },
  update: (_id, olds, news) => Promise.resolve({ ...olds, ...news }),
  async delete(id) {
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
  update: (_id, olds, news) => Promise.resolve({ ...olds, ...news }),
  async delete(id, props) {
    const pair = { InstanceProfileName: id, RoleName: text(props, "role") };
    await found(iam.send(new RemoveRoleFromInstanceProfileCommand(pair)));
    await found(iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: id })));
  },
};
