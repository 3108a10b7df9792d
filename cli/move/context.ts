/** Both stacks of a move at hand, looked at before anything is changed. */
import { RELEASE } from "../../images/tags";
import { OperatorError } from "../../terminal/output";
import { nodeOf } from "../stack/running-node";
import type { StackSession } from "../stack/session";
import type { StackSnapshot } from "../stack/state";
import { type DataVolume, runningContainers } from "./transfer";
import { queryEpoch, publicEpoch } from "./epoch";
import { generatedIdentity, writtenAt } from "./identity";
import { type MovePlan, planMove, type MoveSide } from "./plan";

export interface MoveOptions {
  readonly hostIsGone?: boolean;
  readonly epochSeconds?: number;
}

export interface MoveContext {
  readonly from: StackSession;
  readonly to: StackSession;
  readonly plan: MovePlan;
  /** Whether the old host does not answer, and the operator says that it never will. */
  readonly isGone: boolean;
}

/** @throws {OperatorError} if it is no move of a validator, or the old host does not answer */
export async function moveContext(from: StackSession, to: StackSession, options: MoveOptions): Promise<MoveContext> {
  const [old, next] = [await readSide(from), await readSide(to)];
  const identity = old.config.p2pPrivateKey ?? generatedIdentity(await from.stateWithSecrets());
  const plan = planMove(old, next, identity, RELEASE);
  return { from, to, plan, isGone: await isGone(from, options) };
}

async function readSide(stack: StackSession): Promise<MoveSide> {
  return { name: stack.name, ...(await stack.config()) };
}

async function isGone(from: StackSession, { hostIsGone = false }: MoveOptions): Promise<boolean> {
  const { docker } = (await from.snapshot()).location;
  if (!docker) throw new OperatorError(`The stack ${from.name} has never been up: there is nothing to move.`);
  if ((await runningContainers(docker, from.containerName)) !== undefined) return false;
  if (hostIsGone) return true;
  throw new OperatorError(
    [
      `The host of ${from.name} does not answer, so its node cannot be seen to be stopped; nothing was changed.`,
      "  Two nodes that sign with one key lose the stake: bring the host back, or end it where you rent it.",
      "  Where it is gone and will never come back: the same command with --host-is-gone",
    ].join("\n"),
  );
}

/**
 * Seconds of an epoch.
 *
 * @param given by the operator @param before what an earlier run of the move knew, when the old node still ran
 * @throws {OperatorError} if nobody there can tell
 */
export async function epochLength({ from, plan }: MoveContext, given?: number, before?: number): Promise<number> {
  const known = publicEpoch(plan.old);
  if (known !== undefined && given !== undefined) {
    const { network } = plan.old.settings;
    throw new OperatorError(`--epoch-seconds is for custom networks: an epoch of ${network} has ${known} s.`);
  }
  const told = known ?? given;
  if (told !== undefined) return told;
  const node = nodeOf((await from.snapshot()).location);
  if (!node) return before ?? unknownEpoch("the old node does not run");
  const asked = await queryEpoch(node, plan.old);
  return typeof asked === "number" ? asked : (before ?? unknownEpoch(asked.silent));
}

function unknownEpoch(why: string): never {
  throw new OperatorError(`How long an epoch is cannot be asked (${why}). Say --epoch-seconds <slots × seconds>.`);
}

/** Whether the new node is there, or was begun. */
export async function isHandedOver({ from, to }: MoveContext): Promise<boolean> {
  const { docker, container } = (await to.snapshot()).location;
  if (!docker) return false;
  const there = await runningContainers(docker, to.containerName);
  if (!there) throw new OperatorError(`The host of ${to.name} does not answer; nothing was changed.`);
  if (!container && there.length === 0) return false;
  if ((await from.snapshot()).location.container === undefined) return true;
  throw new OperatorError(
    `Nodes of both ${from.name} and ${to.name} may be live. Stop one of them first: aztec-validator stop --stack ${to.name}`,
  );
}

/** When the old stack's state was last written. */
export async function stateTime(from: StackSession): Promise<string> {
  return writtenAt((await from.snapshot()).state);
}

/** @throws {OperatorError} if there is no volume yet, or nothing to read it with */
export function volumeOf({ location: { docker, volume, image } }: StackSnapshot, stack: string): DataVolume {
  if (docker && volume && image) return { docker, volume, image };
  throw new OperatorError(`The stack ${stack} has no data volume.`);
}
