/** Finds settings that no `up` has applied: an update would take them for what runs, and roll back to them. */
import type { CheckAnswer } from "../../remote/wait-ready";
import { removeCommand, setCommand } from "../../settings/commands";
import { isRelease } from "../../settings/releases/release";
import { releaseOfTag, vendorImage } from "../../settings/releases/vendor-images";
import { OperatorError } from "../../terminal/output";
import { changedSettings } from "../stack/applied-config";
import type { StackConfig } from "../stack/plain-config";
import type { RunningNode } from "../stack/running-node";
import type { StackSession } from "../stack/session";
import { inspectImage } from "./disk-space";
import { currentConfig, type Version, versionOf } from "./plan";

/** The image of a node's container, as far as it is known. */
interface RunningFacts {
  /** Its id. */
  readonly id?: string | undefined;
  /** The id that the host has for the image of the settings. */
  readonly selectedId?: string | undefined;
  /** Id and name of the image that the last `up` selected, by the state. */
  readonly recordedId?: string | undefined;
  readonly recordedName?: string | undefined;
  /** The release that the node reports. */
  readonly reported?: string | undefined;
}

/** Returns whether a node runs what its settings select. What is unknown is no reason to refuse an update. */
export function runsSelected(selected: Version, facts: RunningFacts): boolean {
  if (facts.id !== undefined && facts.id === facts.selectedId) return true;
  if (!isOfLastUp(facts)) return facts.reported === selected.release;
  return facts.recordedName === undefined || facts.recordedName === selected.image;
}

/** Returns whether the container has the image of the last `up`, which can fail after it has selected another one. */
function isOfLastUp({ id, recordedId }: RunningFacts): boolean {
  return id === undefined || recordedId === undefined || id === recordedId;
}

/** @throws {OperatorError} if the node runs another image than the settings select, with both ways out */
export async function refuseUnappliedRelease(
  stack: StackSession,
  config: StackConfig,
  node: RunningNode,
  { facts: reported }: CheckAnswer,
): Promise<void> {
  const selected = versionOf(currentConfig(config), stack.name);
  const facts = { ...(await imagesOf(stack, node, selected.image)), reported: reported?.nodeVersion };
  if (runsSelected(selected, facts)) return;
  const image = isOfLastUp(facts) ? facts.recordedName : undefined;
  const release = (image === undefined ? undefined : releaseOfTag(image)) ?? facts.reported;
  const running = { image, release: release !== undefined && isRelease(release) ? release : undefined };
  const undo = undoCommands(config, running);
  throw new OperatorError(
    [
      `The node of ${stack.name} runs ${versionText(running)}, and its settings select ${versionText(selected)}, which no \`up\` has applied. An update would begin at a release that does not run, and would roll back to it. Nothing was changed.`,
      ...(undo.length > 0 ? [`  To undo that change, then run this command again: ${undo.join(" && ")}`] : []),
      `  To apply it, without a backup and a rollback: ${stack.upCommand}`,
    ].join("\n"),
  );
}

async function imagesOf(stack: StackSession, { cli, container }: RunningNode, selected: string): Promise<RunningFacts> {
  const { image: recordedId, imageName: recordedName } = (await stack.snapshot()).location;
  const { code, text } = await cli(["container", "inspect", "--format", "{{.Image}}", container]);
  const id = code === 0 ? text.trim() : undefined;
  const selectedId = id === undefined ? undefined : (await inspectImage(cli, selected))?.id;
  return { id, selectedId, recordedId, recordedName };
}

function versionText({ release, image }: Partial<Version>): string {
  if (release === undefined) return image ?? "another image";
  return image === undefined ? release : `${release} (${image})`;
}

/**
 * Returns the commands that make the settings those of the running node again.
 *
 * @param running what runs, as far as it is known
 */
export function undoCommands(
  { config, stack }: StackConfig,
  { release, image }: { readonly [Name in keyof Version]: Version[Name] | undefined },
): string[] {
  // The image of a development stack follows the checkout: there is nothing to undo.
  if (config.network === "local") return [];
  const isVendors = release !== undefined && image === vendorImage(release);
  const commands: string[] = [];
  if (config.release !== undefined && release !== undefined && release !== config.release)
    commands.push(setCommand("release", release, stack));
  if (image === undefined || image === config.image || (isVendors && config.image === undefined)) return commands;
  const isDefault = isVendors && config.release !== undefined;
  return [...commands, isDefault ? removeCommand("image", stack) : setCommand("image", image, stack)];
}

/** Settings that an update changes or that decide whether it runs at all: the node itself shows them. */
const SHOWN_BY_NODE = ["release", "image", "stopped"];

/** The most settings that a message names. */
const MOST_NAMED = 8;

/**
 * Returns a warning of settings that have changed since the last `up`. They are no reason to refuse: a new release may need
 * them, and an `up` of its own would stop the node once more.
 *
 * @throws {OperatorError} for an unattended update: nobody has tried them
 */
export async function unappliedSettings(
  stack: StackSession,
  { config }: StackConfig,
  isUnattended = false,
): Promise<string[]> {
  const applied = await stack.appliedConfig();
  const changed = applied ? changedSettings(applied, config).filter((path) => !SHOWN_BY_NODE.includes(path)) : [];
  if (changed.length === 0) return [];
  const more = changed.length > MOST_NAMED ? [`${changed.length - MOST_NAMED} more`] : [];
  const what = `${[...changed.slice(0, MOST_NAMED), ...more].join(", ")}: changed since the last \`up\` that succeeded.`;
  if (!isUnattended)
    return [
      `${what} This update applies that too, and a rollback does not undo it: a mistake there would leave no release that starts. To try it alone first: ${stack.upCommand}`,
    ];
  throw new OperatorError(
    [
      `${what} --unattended does not apply what nobody has tried: nothing was changed.`,
      `  To try the change alone first: ${stack.upCommand}`,
    ].join("\n"),
  );
}
