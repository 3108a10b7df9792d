/** Plans an update of a stack, before anything is changed. Pure. */
import { demands, schemaBetween, type UpgradeDemand } from "./demands";
import { type Edit, removalOf, withEdits } from "./edits";
import { oldestReleaseFor, proposedRelease } from "../../settings/network/network-release";
import { commandOf, removeCommand, stackOption } from "../../settings/commands";
import type { Fix } from "../../settings/fixes";
import { parseSettings, configValues } from "../../settings/parse";
import { type Problem, problemList } from "../../settings/problems";
import type { CheckedConfig } from "../../settings/check-config";
import type { RawConfig } from "../../settings/config-values";
import { newestWithin, type StepKind, stepKind } from "../../settings/releases/upgrade";
import { renamesIn } from "../../settings/releases/renamed-variables";
import { envVarsFor } from "../../settings/releases/env-vars";
import { type Settings, settingDefinitions } from "../../settings/schema";
import { imageForRelease, releaseOfTag } from "../../settings/releases/vendor-images";
import { quote } from "../../settings/shell-word";
import { imageOf, RELEASE } from "../../images/tags";
import { OperatorError } from "../../terminal/output";
import { checkStackConfig, settingsOrThrow, type StackConfig } from "../stack/plain-config";

/** The operator's request. */
export interface UpdateRequest {
  readonly release?: string | undefined;
  readonly image?: string | undefined;
  /** Whether a timer runs it: patch releases only, and nothing that an operator has to decide. */
  readonly unattended?: boolean | undefined;
}

/** One side of an update. */
export interface Version {
  readonly release: string;
  readonly image: string;
}

export interface UpdatePlan {
  readonly from: Version;
  readonly to: Version;
  readonly kind: StepKind;
  /** Problems of the settings with the new release, as `pulumi up` would report them. */
  readonly problems: readonly Problem[];
  /** Environment variables with another name in the new release; this program renames them. */
  readonly renamed: readonly string[];
  readonly warnings: readonly string[];
  /** All changes of the configuration, in order. */
  readonly edits: readonly Edit[];
  readonly demands: readonly UpgradeDemand[];
  /** Why a failed update cannot be rolled back once the new release has written to the data. */
  readonly pointOfNoReturn?: string | undefined;
  /** The settings with the new release. */
  readonly settings: Settings;
}

/**
 * Plans an update.
 *
 * @returns undefined if the settings have the requested release already
 * @throws {OperatorError} if it cannot be done, with why; or with every problem of the settings, as they are or with the
 * new release, that only the operator can fix
 */
export function planUpdate(stackConfig: StackConfig, request: UpdateRequest): UpdatePlan | undefined {
  const { config, stack } = stackConfig;
  const now = currentConfig(stackConfig);
  const from = versionOf(now, stack);
  const release = targetRelease(stackConfig, now, request);
  const kind = stepKind(from.release, release);
  // Without a change there is nothing to check: the network may have left this release, and the report then names the next.
  if (kind === "same" && request.image === undefined) return undefined;
  refuseOtherThanLocal(now.settings.network, release);
  refuseStep(from.release, release, kind, request);
  const releaseEdits = editsOfRelease(config, now.settings, { release, image: request.image, stack });
  const { next, problems, edits } = resolveProblems(stackConfig, releaseEdits, { ...request, release });
  const to = versionOf(next, stack);
  if (to.image === from.image && kind === "same") return undefined;
  return {
    from,
    to,
    kind,
    problems,
    edits,
    settings: next.settings,
    warnings: next.warnings,
    renamed: renamedVariables(config, now, next),
    demands: demands(from.release, release, next.settings),
    pointOfNoReturn: kind === "downgrade" ? undefined : schemaBetween(from.release, release),
  };
}

/** Returns the release and the image that settings select. */
export function versionOf({ settings, release }: CheckedConfig, stack: string | undefined): Version {
  return { release: release.version, image: imageOf(settings, release.version, stack) };
}

/**
 * Checks the settings as they are. Ignores whether their release still serves the network: an update fixes that.
 *
 * @throws {OperatorError} with every problem
 */
export function currentConfig(stackConfig: StackConfig): CheckedConfig {
  const { config, stack } = stackConfig;
  const { settings } = parseSettings(configValues(config));
  const isBound = settings !== undefined && oldestReleaseFor(settings.network) !== undefined;
  const free = isBound ? { ...config, allowOtherRollup: "true" } : config;
  return settingsOrThrow(checkStackConfig({ ...stackConfig, config: free }), stack);
}

/**
 * Returns the release to update to: the requested one, that of the requested image, or the default.
 *
 * @throws {OperatorError} if the image's tag names another release, or nothing names one
 */
function targetRelease({ stack }: StackConfig, now: CheckedConfig, request: UpdateRequest): string {
  const { release, image } = request;
  if (image === undefined) return release ?? defaultRelease(now.release.version, now.settings.network, request);
  const tagged = releaseOfTag(image);
  // A stack without the setting `release` has that of its image's tag.
  const target = release ?? now.settings.release ?? tagged;
  if (target === undefined) throw new OperatorError(unnamedRelease(image, stack));
  if (tagged === undefined || tagged === target) return target;
  const command =
    release === undefined
      ? updateCommand(stack, tagged, image)
      : updateCommand(stack, release, imageForRelease(image, release) ?? "<image>");
  throw new OperatorError(
    [
      `--image ${image} has the tag of another release than ${target}: the node would not read its settings. Nothing was changed.`,
      `  Name the release and its image: ${command}`,
    ].join("\n"),
  );
}

function unnamedRelease(image: string, stack: string | undefined): string {
  return [
    `The tag of --image ${image} names no release, and the stack sets none, so it is not known which step this is. Nothing was changed.`,
    `  Name the release: ${updateCommand(stack, "<release>", image)}`,
  ].join("\n");
}

function updateCommand(stack: string | undefined, release: string, image?: string): string {
  // A placeholder is not a word of a shell.
  const named = image === undefined || image.startsWith("<") ? image : quote(image);
  return `aztec-validator update ${release}${named === undefined ? "" : ` --image ${named}`}${stackOption(stack)}`;
}

/** Returns the release to update to by default: the newest known or proposed one of the same major that the network accepts. */
function defaultRelease(from: string, network: string, { unattended }: UpdateRequest): string {
  // The development images are of one release, and a local network accepts no other.
  if (network === "local") return RELEASE;
  if (unattended) return newestWithin(from, "minor");
  const [newest, proposed] = [newestWithin(from, "major"), proposedRelease(network)];
  return ["patch", "minor", "pre-release"].includes(stepKind(newest, proposed)) ? proposed : newest;
}

/** Refuses another release on a development chain. No setting can change that, so the checks' advice would not help. */
function refuseOtherThanLocal(network: string, to: string): void {
  if (network !== "local" || to === RELEASE) return;
  throw new OperatorError(
    `A local network runs only release ${RELEASE}: its chain and its images are built from it. Nothing was changed. ${to} runs on a public network: aztec-validator config --stack <name>`,
  );
}

function refuseStep(from: string, to: string, kind: StepKind, { unattended }: UpdateRequest): void {
  const schema = kind === "downgrade" ? schemaBetween(to, from) : undefined;
  if (schema) throw new OperatorError(`${to} cannot take over the data of ${from}: ${schema}. Nothing was changed.`);
  if (unattended && kind !== "patch" && kind !== "same") {
    throw new OperatorError(`${from} → ${to} is not a patch release: --unattended does not install it.`);
  }
}

/** Returns the edits that select the new release and its image; the other settings may not fit it yet. */
function editsOfRelease(
  config: RawConfig,
  { image, network }: Settings,
  request: { release: string; image?: string | undefined; stack?: string | undefined },
): Edit[] {
  const { release, stack } = request;
  const newImage = request.image ?? (image ? imageForRelease(image, release) : undefined);
  if (image && !newImage && release !== config.release) throw new OperatorError(unknownImage(image, release, stack));
  const isReleaseSet = config.release !== undefined || network === "local";
  const isNamed = newImage !== undefined && releaseOfTag(newImage) === release;
  return [
    ...((isReleaseSet || !isNamed) && release !== config.release ? [{ path: "release", value: release }] : []),
    ...(newImage && newImage !== image ? [{ path: "image", value: newImage }] : []),
  ];
}

function unknownImage(image: string, release: string, stack: string | undefined): string {
  return [
    `The setting image is ${image}, and its name for ${release} cannot be derived. Nothing was changed.`,
    `  Name the new image: ${updateCommand(stack, release, "<image>")}`,
    `  Or use the vendor's images: ${removeCommand("image", stack)}`,
  ].join("\n");
}

/**
 * Removes the settings that the new release does not accept.
 *
 * @throws {OperatorError} with problems that no removal fixes; for an unattended update with all of them
 */
function resolveProblems(
  stackConfig: StackConfig,
  releaseEdits: readonly Edit[],
  { release, unattended }: UpdateRequest & { release: string },
) {
  const { config, stack } = stackConfig;
  const moved = withEdits(config, releaseEdits);
  const commandFor = (fix: Fix) => planFix(fix, release, stack);
  const check = checkStackConfig({ ...stackConfig, config: moved });
  const problems = check.ok ? [] : check.problems;
  if (unattended && problems.length > 0) throw new OperatorError(problemList(problems, stack, commandFor));
  const removals = problems.flatMap((problem) => removalOf(problem) ?? []);
  const next = checkStackConfig({ ...stackConfig, config: withEdits(moved, removals) });
  if (!next.ok) throw new OperatorError(problemList(next.problems, stack, commandFor));
  return { next, problems, edits: [...releaseEdits, ...removals] };
}

/**
 * Returns the command that fixes a problem of a plan. Another release or image is a matter of another `update`: set by hand,
 * neither would be backed up and rolled back.
 */
function planFix(fix: Fix, release: string, stack: string | undefined): string {
  if (fix.kind !== "set" || fix.value === undefined) return commandOf(fix, stack);
  if (fix.path === "release") return updateCommand(stack, fix.value);
  return fix.path === "image" ? updateCommand(stack, release, fix.value) : commandOf(fix, stack);
}

function renamedVariables(config: RawConfig, now: CheckedConfig, next: CheckedConfig): string[] {
  const earlier = new Set(renamesIn(extraNames(now), now.release).map(({ from }) => from));
  const extra = renamesIn(extraNames(next), next.release).filter(({ from }) => !earlier.has(from));
  const settings = settingDefinitions.flatMap((definition) => {
    const [name = ""] = definition.path.split(".");
    if (config[name] === undefined || !definition.env) return [];
    const [before, after] = [now, next].map(({ release }) => envVarsFor(definition, release)?.names.join(", "));
    return before && after && before !== after ? [`${definition.path}: ${before} → ${after}`] : [];
  });
  return [...settings, ...extra.map(({ from, to }) => `extraEnv.${from}: ${from} → ${to}`)];
}

function extraNames({ settings }: CheckedConfig): readonly string[] {
  return settings.extraEnv?.names ?? [];
}
