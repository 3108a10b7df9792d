/** Carries out the steps of an update on a real stack. */
import { dockerRunner } from "../../remote/docker";
import { problemList } from "../../settings/problems";
import type { PulumiCli } from "../../pulumi/pulumi-cli";
import { SIGNING_RECORD } from "../../settings/schema/fixed";
import { OperatorError, log } from "../../terminal/output";
import type { UpdateEffects } from "./transaction";
import { type Validator, validatorIn } from "../duties/stack-duties";
import { recordEvents } from "./downtime";
import { type JournalEntry, openJournal } from "./journal";
import { changedStores, tryStoreSchemas } from "./backup";
import type { StackSession } from "../stack/session";

/** Effects that record Docker's events of the node. */
export interface MeasuredEffects extends UpdateEffects {
  readonly events: readonly unknown[];
  /** Returns the validator of the last `up`, by the state before it; undefined if it had no node. */
  readonly validator: () => Validator | undefined;
}

export function stackEffects(stack: StackSession): MeasuredEffects {
  const seen: Seen = { events: [] };
  return {
    stack: stack.name,
    journal: openJournal(stack.name),
    events: seen.events,
    validator: () => seen.validator,
    readSettings: () => stack.file.read(),
    writeSettings: (text) => {
      stack.file.restore(text);
    },
    prepare: (text) => prepare(stack, seen, text),
    up: () => up(stack, seen),
    // After a move of the network, `up` would refuse the old release, and its node would have no duties.
    rollbackObstacle: async (entry) => entry.rollupMoved ?? dataObstacle(stack, entry),
    log,
  };
}

/** Facts of the preparation, and records made while the stack is brought up. */
interface Seen {
  pulumi?: PulumiCli;
  readonly events: unknown[];
  validator?: Validator | undefined;
}

async function prepare(stack: StackSession, seen: Seen, text: string): Promise<boolean> {
  const check = await stack.checkConfig(text);
  if (!check.ok) {
    log(problemList(check.problems, stack.name));
    return false;
  }
  seen.pulumi = await stack.prepareUp(check.settings);
  return true;
}

/** Brings the stack up. @returns whether it is ready */
async function up(stack: StackSession, seen: Seen): Promise<boolean> {
  const snapshot = await stack.snapshot();
  const { docker, container = stack.containerName } = snapshot.location;
  // A run that was killed may have removed the container from the state.
  seen.validator = validatorIn(snapshot) ?? seen.validator;
  let isReady = false;
  const work = async () => {
    isReady = await succeeds(() => stack.up(seen.pulumi));
  };
  if (docker) seen.events.push(...(await recordEvents(docker, container, work)));
  else await work();
  return isReady;
}

/** Returns whether a run succeeds. Pulumi has already printed why it failed. */
async function succeeds(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof OperatorError) return false;
    throw error;
  }
}

/** Limit for a helper container, in milliseconds: a host whose new node is not ready may be busy. */
const TIMEOUT = 120_000;

/** Returns why the old release cannot take over the data; undefined if it can. */
export async function dataObstacle(stack: StackSession, entry: JournalEntry): Promise<string | undefined> {
  const { rollback, rollbackLimit, storeSchemas, from } = entry;
  if (rollback === "never") return rollbackLimit;
  const { docker, volume, image = from.image } = (await stack.snapshot()).location;
  if (!docker || !volume || !storeSchemas) return rollback === "ifDataUnchanged" ? rollbackLimit : undefined;
  const current = await tryStoreSchemas(dockerRunner(docker, TIMEOUT), volume, [image, from.image]);
  // A validator without a node misses every duty, so what is not known for certain does not keep it from its old release.
  if (typeof current === "string") {
    log(`  ! ${current}`);
    return rollback === "ifDataUnchanged" ? `whether the data has changed is not known: ${current}` : undefined;
  }
  const changed = changedStores(storeSchemas, current);
  if (changed.includes(SIGNING_RECORD))
    return `${SIGNING_RECORD} has another schema now, with which ${from.release} does not start`;
  if (changed.length > 0)
    log(`  ! ${from.release} rebuilds stores that the new release has rewritten: ${changed.join(", ")}`);
  return rollback === "ifDataUnchanged" && changed.length > 0 ? rollbackLimit : undefined;
}
