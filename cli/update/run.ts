/** One stack's update, from its plan to its last line. */
import { type DockerRunner, dockerRunner } from "../../remote/docker";
import { probeOnce } from "../../remote/wait-ready";
import type { Serves } from "../../settings/network/network-fit";
import { OperatorError, log, task } from "../../terminal/output";
import { applyUpdate } from "./transaction";
import { conclude, settleFirst } from "./outcome";
import { imageOn, makeRoom } from "./disk-space";
import type { Entry } from "./journal";
import { type Around, backUp, KEPT, storesOf } from "./backup";
import type { RunningNode } from "../stack/running-node";
import { type Idle, sayNothingToDo } from "./nothing-to-do";
import type { StackSession } from "../stack/session";
import type { StackConfig } from "../stack/stack-config";
import { planText } from "./plan-summary";
import { refuseOtherRollup } from "./release-fit";
import { chainOf } from "./slots";
import { effectsOf } from "./update-effects";
import { current, planUpdate, type UpdatePlan, type UpdateRequest } from "./plan";

/** Longest that a registry may take for an image, in milliseconds. */
const PULL_TIMEOUT = 3_600_000;

/** An update that its operator can say yes to. */
export interface Prepared {
  readonly stack: StackSession;
  readonly plan: UpdatePlan;
  readonly node: RunningNode;
  readonly volume: string;
  /** The settings file's text that takes the place of the plan's edits. */
  readonly whole?: string | undefined;
  /** The rollup that the release served here before, where the stack goes back to it. */
  readonly served?: Serves | undefined;
}

/**
 * Ends what a killed command left, plans, and shows the plan.
 *
 * @param skip stacks that are not up, or stopped, are left out instead of being an error
 * @returns undefined where there is nothing to do
 */
export async function prepareUpdate(
  stack: StackSession,
  wish: UpdateRequest,
  skip = false,
): Promise<Prepared | undefined> {
  // A release that is named goes before a way back that does not succeed.
  await settleFirst(stack, { goesOn: wish.release !== undefined });
  if (skip && !((await stack.isInBackend()) && (await stack.snapshot()).location.container)) {
    log(`${stack.name}: no node is running, left out.`);
    return undefined;
  }
  const node = await stack.node();
  const { volume } = node;
  if (!volume) throw new OperatorError(`The state of ${stack.name} knows no data volume: ${stack.upCommand}`);
  const own = await stack.config();
  const plan = planUpdate(own, wish);
  if (plan) await show(stack.name, plan, node);
  else await sayNothingToDo(idle(stack, own), wish, node);
  return plan && { stack, plan, node, volume };
}

function idle({ name, upCommand }: StackSession, { config, isSecret }: StackConfig): Idle {
  const { settings, release } = current(config, isSecret);
  return { stack: name, release: release.version, settings, upCommand };
}

async function show(name: string, plan: UpdatePlan, { cli, container }: RunningNode): Promise<void> {
  const hasImage = (await imageOn(cli, plan.to.image)) !== undefined;
  log(`\n${planText(name, plan, { hasImage })}`);
  const { facts, reason } = await probeOnce(cli, container);
  if (!facts) log(`  !         the node is not ready now: ${reason}`);
}

/** @param left stacks that would follow @throws {OperatorError} if the node is not ready on the new release */
export async function carryOut(prepared: Prepared, left: readonly string[] = []): Promise<void> {
  const { stack, plan, node } = prepared;
  log("");
  const cli = dockerRunner(node.docker, PULL_TIMEOUT);
  const around = { image: await imageOf(cli, node.container), volume: prepared.volume };
  await task("image, processor, disk", () => makeRoom(cli, plan, around));
  const compare = () => refuseOtherRollup(cli, { ...plan, stack: stack.name }, node.container, prepared.served);
  const { serves, noReturn } = await task("release and network", compare, ({ line }) => line);
  const kept = () => `${KEPT}/ on the volume ${around.volume}`;
  const entry = await task("copy of what cannot be made again", () => keep(cli, prepared, around), kept);
  const chain = await chainOf(cli, node.container, plan.from.release);
  const machine = effectsOf(stack);
  const outcome = await applyUpdate({ ...entry, noReturn, serves, whole: prepared.whole }, machine);
  conclude(stack, entry, outcome, { machine, wanted: "updated", chain, left });
}

/** The image that runs, by its id: it is on the host, whatever has become of its name. */
async function imageOf(cli: DockerRunner, container: string): Promise<string> {
  const { code, text } = await cli(["container", "inspect", "--format", "{{.Image}}", container]);
  if (code !== 0) throw new OperatorError(`${text.trim()}\nNothing was changed.`);
  return text.trim();
}

async function keep(cli: DockerRunner, { stack, plan }: Prepared, around: Around): Promise<Entry> {
  const { from, to, edits, oneWay, demands } = plan;
  const now = new Date().toISOString().slice(0, 19).replaceAll(":", "");
  await backUp(cli, around, `${now}Z-${from.release}`);
  const isMigrated = demands.some(({ final }) => final);
  return {
    phase: "forth",
    from,
    to,
    edits: [...edits],
    why: oneWay,
    before: stack.file.read(),
    stores: await storesOf(cli, around),
    back: isMigrated ? "never" : oneWay ? "untouched" : "always",
  };
}
