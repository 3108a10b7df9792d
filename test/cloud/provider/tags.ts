/** Tags: the resource's own and those of the provider's configuration. */
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  type ResourceType,
  type Tag,
  type TagSpecification,
} from "@aws-sdk/client-ec2";
import { z } from "zod";
import { ec2 } from "./clients";
import { configuration } from "./configuration";
import type { Properties } from "./values";

/** For the inputs of a resource. */
export const tagsSchema = z.record(z.string(), z.string()).optional();

type Tags = Readonly<Record<string, string>>;

/** All tags of a resource: its own win. */
export function allTags(inputs: Properties): Tags {
  return { ...configuration().defaultTags, ...(tagsSchema.parse(inputs.tags) ?? {}) };
}

/** Tags in the API's form. */
export function apiTags(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** For a request that creates something: none where there are no tags, since that is an error to EC2. */
export function tagSpecifications(type: ResourceType, tags: Tags): { TagSpecifications?: TagSpecification[] } {
  const Tags = apiTags(tags);
  return Tags.length > 0 ? { TagSpecifications: [{ ResourceType: type, Tags }] } : {};
}

/** `tags` and `tagsAll` of what has these tags: those that are as configured for all are not the resource's own. */
export function tagOutputs(tags: readonly Tag[] = [], props: Properties = {}): Properties {
  const named = tags.filter(({ Key = "" }) => !Key.startsWith("aws:"));
  const tagsAll = Object.fromEntries(named.map(({ Key = "", Value = "" }) => [Key, Value]));
  const asked = tagsSchema.parse(props.tags) ?? {};
  const { defaultTags } = configuration();
  const own = Object.entries(tagsAll).filter(([key, value]) => key in asked || defaultTags[key] !== value);
  return { tagsAll, tags: own.length > 0 || props.tags !== undefined ? Object.fromEntries(own) : undefined };
}

/** Tags to set and keys to remove, so that `olds` become `news`. */
export function tagChanges(olds: Tags, news: Tags): { set: Tags; removed: string[] } {
  const set = Object.entries(news).filter(([key, value]) => olds[key] !== value);
  return { set: Object.fromEntries(set), removed: Object.keys(olds).filter((key) => !(key in news)) };
}

/** Brings the tags of something in EC2 up to date. */
export async function updateTags(id: string, olds: Properties, news: Properties): Promise<void> {
  await replaceTags(id, tagsSchema.parse(olds.tagsAll) ?? {}, allTags(news));
}

/** The same, for tags that no configuration adds to. */
export async function replaceTags(id: string, olds: Tags, news: Tags): Promise<void> {
  const { set, removed } = tagChanges(olds, news);
  const Resources = [id];
  if (Object.keys(set).length > 0) await ec2().send(new CreateTagsCommand({ Resources, Tags: apiTags(set) }));
  const Tags = removed.map((Key) => ({ Key }));
  if (Tags.length > 0) await ec2().send(new DeleteTagsCommand({ Resources, Tags }));
}
