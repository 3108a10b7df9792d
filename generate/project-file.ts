/** What of Pulumi.yaml is made from the table: `config`, and `template`, which `pulumi new` reads. */
import { defaultOf } from "../settings/defaults";
import { proposedRelease } from "../settings/network/network-release";
import { settingAt, settingDefinitions } from "../settings/schema";

export interface ProjectSetting {
  readonly description: string;
  readonly default?: unknown;
  readonly secret?: true;
}

/**
 * Settings of every stack with their defaults, which `pulumi config` then shows. No others: Pulumi takes each one
 * without a default for one that has to be set, and says so before the program can say all that is wrong. No types:
 * by them, too, Pulumi would refuse one setting at a time.
 */
export function projectConfig(): Record<string, ProjectSetting> {
  const shown = settingDefinitions.filter(
    ({ path, roles }) => !path.includes(".") && !roles && defaultOf(path) !== undefined,
  );
  return Object.fromEntries(
    shown.map(({ path, description: doc }) => [path, { description: `${doc}.`, default: defaultOf(path) }]),
  );
}

/** What a sequencer on a public network cannot do without, as far as it is no part of a group. */
const ASKED: readonly (readonly [path: string, preset?: string])[] = [
  ["network", "testnet"],
  ["release", proposedRelease("testnet")],
  ["ethereumHosts"],
  ["l1ConsensusHosts"],
  ["attesterPrivateKey"],
];

/** What `pulumi new` asks. */
export function template(): { description: string; config: Record<string, ProjectSetting> } {
  return {
    description:
      "A node of the Aztec network: on this machine, a server or AWS, with settings that are checked before anything is made",
    config: Object.fromEntries(ASKED.map(([path, preset]) => [path, asked(path, preset)])),
  };
}

function asked(path: string, preset: string | undefined): ProjectSetting {
  const { description: doc = path, secret } = settingAt(path) ?? {};
  return { description: doc, ...(preset ? { default: preset } : {}), ...(secret ? { secret: true } : {}) };
}
