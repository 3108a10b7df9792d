/** What an update would do to a stack, found before anything is done. Pure. */
import { type Edit, removalOf, withEdits } from "../stack/edits";
import { oldestReleaseFor, proposedRelease } from "../../settings/network/network-release";
import { parseSettings, configValues } from "../../settings/parse";
import { type Problem, problemList } from "../../settings/problems";
import { type CheckedConfig, checkConfig } from "../../settings/check-config";
import type { RawConfig } from "../../settings/config-values";
import {
  type UpgradeDemand,
  demands,
  newestWithin,
  schemaBetween,
  type StepKind,
  stepKind,
} from "../../settings/releases/upgrade";
import { renamesIn } from "../../settings/releases/renamed-variables";
import { envVarsFor } from "../../settings/releases/env-vars";
import { type Settings, settingDefinitions } from "../../settings/schema";
import { imageForRelease } from "../../settings/releases/vendor-images";
import { imageOf, RELEASE } from "../../images/tags";
import { OperatorError } from "../../terminal/output";
import { settingsOrThrow, type StackConfig } from "../stack/stack-config";

/** What the operator asked for. */
export interface UpdateRequest {
  readonly release?: string | undefined;
  readonly image?: string | undefined;
  /** Nobody is there to answer: patches alone, and nothing that an operator has to decide. */
  readonly unattended?: boolean | undefined;
}

/** One side of an update. */
interface Version {
  readonly release: string;
  readonly image: string;
}

export interface UpdatePlan {
  readonly from: Version;
  readonly to: Version;
  readonly kind: StepKind;
  /** What of the settings the new release does not take, as `pulumi up` would say it. */
  readonly problems: readonly Problem[];
  /** Variables of the node that have another name in the new release; this program sees to them. */
  readonly renamed: readonly string[];
  readonly warnings: readonly string[];
  /** All changes of the configuration, in their order. */
  readonly edits: readonly Edit[];
  readonly demands: readonly UpgradeDemand[];
  /** Why an update that fails cannot be taken back once the new release has touched the data. */
  readonly oneWay?: string | undefined;
  /** The new one's. */
  readonly settings: Settings;
}

/**
 * Plans an update.
 *
 * @returns undefined if the stack runs the requested release already
 * @throws {OperatorError} if it cannot be done, with why; or with every problem of the settings, as they are or with the
 * new release, that only the operator can fix
 */
export function planUpdate({ config, isSecret }: StackConfig, wish: UpdateRequest): UpdatePlan | undefined {
  const now = current(config, isSecret);
  const from = { release: now.release.version, image: imageOf(now.settings, now.release.version) };
  const release = wish.release ?? newest(from.release, now.settings.network, wish);
  const kind = stepKind(from.release, release);
  refuse(from.release, release, kind, wish);
  const move = moves(config, now.settings, { release, image: wish.image });
  const { next, problems, edits } = settle(config, isSecret, move);
  if (wish.unattended && problems.length > 0) throw new OperatorError(problemList(problems));
  const to = { release, image: imageOf(next.settings, release) };
  if (to.image === from.image && kind === "same") return undefined;
  return {
    from,
    to,
    kind,
    problems,
    edits,
    settings: next.settings,
    warnings: next.warnings,
    renamed: renamed(config, now, next),
    demands: demands(from.release, release, next.settings),
    oneWay: kind === "downgrade" ? undefined : schemaBetween(from.release, release),
  };
}

/**
 * Checks the settings as they are, but for whether their release still serves the network: that is what an update mends.
 *
 * @throws {OperatorError} with every problem
 */
export function current(config: RawConfig, isSecret: StackConfig["isSecret"]): CheckedConfig {
  const { settings } = parseSettings(configValues(config));
  const isBound = settings !== undefined && oldestReleaseFor(settings.network) !== undefined;
  return settingsOrThrow(checkConfig(isBound ? { ...config, allowOtherRollup: "true" } : config, isSecret, RELEASE));
}

/** Finds the release to go to unasked: the newest known one, or the one to propose for the network, of the same major. */
function newest(from: string, network: string, { image, unattended }: UpdateRequest): string {
  if (image) return from;
  if (unattended) return newestWithin(from, "minor");
  const [known, proposed] = [newestWithin(from, "major"), proposedRelease(network)];
  return ["patch", "minor", "pre-release"].includes(stepKind(known, proposed)) ? proposed : known;
}

function refuse(from: string, to: string, kind: StepKind, { unattended }: UpdateRequest): void {
  const schema = kind === "downgrade" ? schemaBetween(to, from) : undefined;
  if (schema) throw new OperatorError(`${to} cannot take over the data of ${from}: ${schema}. Nothing was changed.`);
  if (unattended && kind !== "patch" && kind !== "same") {
    throw new OperatorError(`${from} → ${to} is no patch: an update of that kind is not done unattended.`);
  }
}

/** What makes the configuration one of the new release, before it is known whether that takes the rest. */
function moves(
  config: RawConfig,
  { image, network }: Settings,
  wish: { release: string; image?: string | undefined },
): Edit[] {
  const tagged = image ? imageForRelease(image, wish.release) : undefined;
  const other = wish.image ?? tagged;
  if (image && !other && wish.release !== config.release) throw new OperatorError(whichImage(image, wish.release));
  const isSaid = config.release !== undefined || network === "local";
  return [
    ...((isSaid || !other) && wish.release !== config.release ? [{ path: "release", value: wish.release }] : []),
    ...(other && other !== image ? [{ path: "image", value: other }] : []),
  ];
}

function whichImage(image: string, release: string): string {
  return [
    `image is ${image}, and nothing tells what it is called for ${release}. Nothing was changed.`,
    `  Say it: aztec-validator update ${release} --image <image>`,
    "  Or take the vendor's from now on: pulumi config rm image",
  ].join("\n");
}

/** The settings with the new release, and the edits that it takes until they are right. */
function settle(config: RawConfig, isSecret: StackConfig["isSecret"], moves: readonly Edit[]) {
  const moved = withEdits(config, moves);
  const check = checkConfig(moved, isSecret, RELEASE);
  const problems = check.ok ? [] : check.problems;
  const removals = problems.flatMap((problem) => removalOf(problem) ?? []);
  // Problems that no removal fixes are for the operator: they are thrown.
  const next = settingsOrThrow(checkConfig(withEdits(moved, removals), isSecret, RELEASE));
  return { next, problems, edits: [...moves, ...removals] };
}

function renamed(config: RawConfig, now: CheckedConfig, next: CheckedConfig): string[] {
  const known = new Set(renamesIn(extraNames(now), now.release).map(({ from }) => from));
  const extra = renamesIn(extraNames(next), next.release).filter(({ from }) => !known.has(from));
  const settings = settingDefinitions.flatMap((variable) => {
    const [name = ""] = variable.path.split(".");
    if (config[name] === undefined || !variable.env) return [];
    const [before, after] = [now, next].map(({ release }) => envVarsFor(variable, release)?.names.join(", "));
    return before && after && before !== after ? [`${variable.path}: ${before} → ${after}`] : [];
  });
  return [...settings, ...extra.map(({ from, to }) => `extraEnv.${from}: ${from} → ${to}`)];
}

function extraNames({ settings }: CheckedConfig): readonly string[] {
  return settings.extraEnv?.names ?? [];
}
