/** What the checks look at: settings that are right one by one, and may not go together. */
import type { Problem } from "../problems";
import type { Release } from "../releases/release";
import type { Settings } from "../schema";

export interface Context {
  readonly settings: Settings;
  readonly release: Release;
  /** Whether the operator wrote a setting; a default does not count. */
  readonly isSet: (path: string) => boolean;
  /** The release of the images for a local network. */
  readonly localRelease: string;
}

/** Finds what is wrong in one respect. */
export type Check = (context: Context) => Problem[];
