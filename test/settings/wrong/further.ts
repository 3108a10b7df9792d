import { SECRETS } from "../stacks";
import type { Wrong } from "./wrong";

/** Further attesters' secrets are secrets too. */
const FURTHER = SECRETS.flatMap((path) => [path, `${path}-second`, `${path}-third`]);

/** What is wrong in a stack that may have further attesters. */
export function wrongKeys(name: string, path: string, values: Wrong["values"]): Wrong {
  return { name, path, values, secrets: FURTHER };
}
