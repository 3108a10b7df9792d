/** Generates the parts of Pulumi.yaml with settings: `config`, and `template` for `pulumi new`. */
import { defaultOf } from "../settings/defaults";
import { proposedRelease } from "../settings/network/network-release";
import { settingAt, settingDefinitions } from "../settings/schema";

export interface ProjectSetting {
  readonly description: string;
  readonly default?: unknown;
  readonly secret?: true;
}

/**
 * Returns the settings of every stack that have a default, for `pulumi config` to show. Others and types are left out:
 * with them Pulumi would stop at the first missing or wrong setting, before the program can report all problems.
 */
export function projectConfig(): Record<string, ProjectSetting> {
  const shown = settingDefinitions.filter(
    ({ path, roles }) => !path.includes(".") && !roles && defaultOf(path) !== undefined,
  );
  return Object.fromEntries(
    shown.map(({ path, description: doc }) => [path, { description: `${doc}.`, default: defaultOf(path) }]),
  );
}

/** Required settings of a sequencer on a public network that are not in a group. */
const REQUIRED: readonly (readonly [path: string, preset?: string])[] = [
  ["network", "testnet"],
  ["release", proposedRelease("testnet")],
  ["ethereumHosts"],
  ["l1ConsensusHosts"],
  ["attesterPrivateKey"],
];

/** Returns the settings for which `pulumi new` prompts. */
export function template(): { description: string; config: Record<string, ProjectSetting> } {
  return {
    description:
      "A node of the Aztec network: on this machine, a server or AWS, with settings that are checked before any resource is created",
    config: Object.fromEntries(REQUIRED.map(([path, preset]) => [path, templateSetting(path, preset)])),
  };
}

function templateSetting(path: string, preset: string | undefined): ProjectSetting {
  const { description: doc = path, secret } = settingAt(path) ?? {};
  return { description: doc, ...(preset ? { default: preset } : {}), ...(secret ? { secret: true } : {}) };
}
