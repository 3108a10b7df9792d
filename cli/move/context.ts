/** Both stacks of a move, examined before anything is changed. */
import { RELEASE } from "../../images/tags";
import type { CheckedConfig } from "../../settings/check-config";
import { OperatorError } from "../../terminal/output";
import { nodeOf } from "../stack/running-node";
import type { StackSession } from "../stack/session";
import type { StackSnapshot } from "../stack/state";
import { type DataVolume, runningContainers } from "./transfer";
import { publicEpoch, queryEpoch } from "./epoch";
import { generatedIdentity, writtenAt } from "./identity";
import { type MovePlan, type MoveSide, planMove } from "./plan";

export interface MoveOptions {
  readonly hostIsGone?: boolean;
  readonly epochSeconds?: number;
}

export interface MoveContext {
  readonly from: StackSession;
  readonly to: StackSession;
  readonly plan: MovePlan;
  /** Whether the old host is lost: it does not answer, and the operator confirms that it never will. */
  readonly isGone: boolean;
}

/** @throws {OperatorError} if the stacks are not those of a move, or the old host does not answer */
export async function moveContext(from: StackSession, to: StackSession, options: MoveOptions): Promise<MoveContext> {
  const [old, next] = [await readSide(from), await readSide(to)];
  const identity = old.config.p2pPrivateKey ?? generatedIdentity(await from.stateWithSecrets());
  const plan = planMove(old, next, identity, RELEASE);
  return { from, to, plan, isGone: await isHostGone(from, options) };
}

async function readSide(stack: StackSession): Promise<MoveSide> {
  return { name: stack.name, ...(await stack.config()) };
}

async function isHostGone(from: StackSession, { hostIsGone = false }: MoveOptions): Promise<boolean> {
  const { docker } = (await from.snapshot()).location;
  if (!docker) throw new OperatorError(`The stack ${from.name} has never been up: there is nothing to move.`);
  if ((await containersOf(from, docker)) !== undefined) return false;
  if (hostIsGone) return true;
  await from.refuseElsewhere();
  throw new OperatorError(
    [
      `The host of ${from.name} does not answer, so nothing confirms that its node is stopped. Nothing was changed.`,
      "  Two nodes that sign with one key are slashed: bring the host back, or terminate it at your provider.",
      "  If it is gone for good, run the same command with --host-is-gone",
    ].join("\n"),
  );
}

/**
 * Returns the length of an epoch in seconds.
 *
 * @param option of the command line @param recorded by an earlier run of the move, while the old node still ran
 * @throws {OperatorError} if it cannot be determined
 */
export async function epochLength({ from, plan }: MoveContext, option?: number, recorded?: number): Promise<number> {
  const seconds = fixedEpoch(plan.old, option);
  if (seconds !== undefined) return seconds;
  const node = (await from.isElsewhere()) ? undefined : nodeOf((await from.snapshot()).location);
  if (!node) return recorded ?? unknownEpoch("the old node does not run");
  const answer = await queryEpoch(node, plan.old);
  return typeof answer === "number" ? answer : (recorded ?? unknownEpoch(answer.reason));
}

/** Returns the seconds of an epoch that the network or the operator determines. @param option of the command line */
export function fixedEpoch(checked: CheckedConfig, option?: number): number | undefined {
  const fixed = publicEpoch(checked);
  if (fixed === undefined || option === undefined) return fixed ?? option;
  const { network } = checked.settings;
  throw new OperatorError(`--epoch-seconds is for custom networks: an epoch of ${network} takes ${fixed} s.`);
}

export function unknownEpoch(why: string): never {
  throw new OperatorError(
    `The length of an epoch cannot be queried (${why}). Set it: --epoch-seconds <slots × seconds of a slot>`,
  );
}

/**
 * Lists the containers of a stack's node on its host. The Docker of this machine says nothing about a node on another one.
 *
 * @returns names of containers; undefined if the host does not answer, or is another machine
 */
export async function containersOf(stack: StackSession, docker: readonly string[]): Promise<string[] | undefined> {
  return (await stack.isElsewhere()) ? undefined : runningContainers(docker, stack.containerName);
}

/** Returns whether an earlier run of the move has started the new node already, or was about to. */
export async function isHandedOver({ from, to }: MoveContext): Promise<boolean> {
  await to.refuseElsewhere();
  const { docker, container } = (await to.snapshot()).location;
  if (!docker) return false;
  const containers = await runningContainers(docker, to.containerName);
  if (!containers) throw new OperatorError(`The host of ${to.name} does not answer. Nothing was changed.`);
  if (!container && containers.length === 0) return false;
  if ((await from.snapshot()).location.container === undefined) return true;
  throw new OperatorError(
    `The nodes of both ${from.name} and ${to.name} may run. Stop one of them first: aztec-validator stop --stack ${to.name}`,
  );
}

/** Returns when the old stack's state was last written. */
export async function stateTime(from: StackSession): Promise<string> {
  return writtenAt((await from.snapshot()).state);
}

/** @throws {OperatorError} if the stack has no data volume yet, or no image to read it with */
export function volumeOf({ location: { docker, volume, image } }: StackSnapshot, stack: string): DataVolume {
  if (docker && volume && image) return { docker, volume, image };
  throw new OperatorError(`The stack ${stack} has no data volume.`);
}
