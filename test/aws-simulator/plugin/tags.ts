/** Changes of tags on an existing object, as the real provider makes them. */
import { isDeepStrictEqual } from "node:util";
import { CreateTagsCommand, DeleteTagsCommand } from "@aws-sdk/client-ec2";
import {
  TagInstanceProfileCommand,
  TagRoleCommand,
  UntagInstanceProfileCommand,
  UntagRoleCommand,
} from "@aws-sdk/client-iam";
import { ROOT_DEVICES } from "../../../remote/aws-account";
import { ec2, iam, present, whenKnown } from "./clients";
import { group, type Inputs, tagsOf } from "./resource";
import { knownInstance } from "./states";

interface Change {
  readonly added: { Key: string; Value: string }[];
  readonly removed: { Key: string; Value: string }[];
}

function changeOf(olds: Inputs, news: Inputs): Change {
  const [before, after] = [tagsOf(olds), tagsOf(news)];
  const isIn = (all: Change["added"]) => (one: { Key: string; Value: string }) =>
    all.some(({ Key, Value }) => Key === one.Key && Value === one.Value);
  return {
    added: after.filter((one) => !isIn(before)(one)),
    removed: before.filter(({ Key }) => !after.some((one) => one.Key === Key)),
  };
}

export async function retag(id: string, olds: Inputs, news: Inputs): Promise<void> {
  const { added, removed } = changeOf(olds, news);
  if (removed.length > 0) await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: removed }));
  if (added.length > 0) await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: added }));
}

/** Returns the id of an instance's root volume. */
async function rootVolumeOf(id: string): Promise<string> {
  const devices = (await knownInstance(id))?.BlockDeviceMappings ?? [];
  const root = devices.find(({ DeviceName }) => DeviceName === ROOT_DEVICES[0]);
  return present(root?.Ebs?.VolumeId, "the instance's root volume");
}

/** Gives the root volume its tags: the real provider does it once the instance is there. */
export async function retagRoot(id: string, olds: Inputs, news: Inputs): Promise<void> {
  const [before, after] = [group(olds, "rootBlockDevice"), group(news, "rootBlockDevice")];
  if (isDeepStrictEqual(before.tags, after.tags)) return;
  const root = await rootVolumeOf(id);
  await whenKnown(() => retag(root, before, after));
}

export async function retagRole(RoleName: string, olds: Inputs, news: Inputs): Promise<void> {
  const { added: Tags, removed } = changeOf(olds, news);
  const TagKeys = removed.map(({ Key }) => Key);
  if (TagKeys.length > 0) await iam.send(new UntagRoleCommand({ RoleName, TagKeys }));
  if (Tags.length > 0) await iam.send(new TagRoleCommand({ RoleName, Tags }));
}

export async function retagProfile(InstanceProfileName: string, olds: Inputs, news: Inputs): Promise<void> {
  const { added: Tags, removed } = changeOf(olds, news);
  const TagKeys = removed.map(({ Key }) => Key);
  if (TagKeys.length > 0) await iam.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys }));
  if (Tags.length > 0) await iam.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags }));
}
