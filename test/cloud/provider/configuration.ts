/** What the program's `aws.Provider` is configured with. The engine says it before anything else. */
import { z } from "zod";

interface Configuration {
  readonly region: string;
  /** Tags on every resource that takes tags. */
  readonly defaultTags: Readonly<Record<string, string>>;
}

const defaultTagsSchema = z.object({ tags: z.record(z.string(), z.string()).default({}) });

let current: Configuration = { region: process.env.AWS_REGION ?? "eu-central-1", defaultTags: {} };

/** What is in force. */
export function configuration(): Configuration {
  return current;
}

/**
 * Takes the provider's configuration; what is not known to this provider is ignored.
 *
 * @param variables by names like `aws:config:region`; what is no string is JSON @throws for default tags that are none
 */
export function configure(variables: ReadonlyMap<string, string>): void {
  const tags = variables.get("aws:config:defaultTags");
  current = {
    region: variables.get("aws:config:region") ?? current.region,
    defaultTags: tags ? defaultTagsSchema.parse(JSON.parse(tags)).tags : {},
  };
}
