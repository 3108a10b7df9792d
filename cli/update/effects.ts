/** Carries out the steps of an update on a real stack. */
import { dockerRunner } from "../../remote/docker";
import { problemList } from "../../settings/problems";
import { OperatorError, log } from "../../terminal/output";
import type { UpdateEffects } from "./transaction";
import { recordEvents } from "./downtime";
import { type JournalEntry, openJournal, saveAside } from "./journal";
import { changedStores, readStoreSchemas } from "./backup";
import type { StackSession } from "../stack/session";

/** The one store that a node does not rebuild: with another schema version it does not start. */
const SIGNING_RECORD = "signing-protection";

/** Effects that record Docker's events of the node. */
export interface MeasuredEffects extends UpdateEffects {
  readonly events: readonly unknown[];
}

export function stackEffects(stack: StackSession): MeasuredEffects {
  const events: unknown[] = [];
  return {
    journal: openJournal(stack.name),
    events,
    readSettings: () => stack.file.read(),
    restoreSettings: (text, expected) => {
      const current = stack.file.read();
      if (![text, ...expected].includes(current))
        log(`  ! the settings file was changed during the update: saved as ${saveAside(stack.name, current)}`);
      stack.file.restore(text);
    },
    applyEdit: ({ path, value }) => stack.file.set(path, value),
    up: () => up(stack, events),
    // After a move of the network, `up` would refuse the old release, and its node would have no duties.
    rollbackObstacle: async (entry) => entry.rollupMoved ?? dataObstacle(stack, entry),
    log,
  };
}

/** Brings the stack up. @returns whether it is ready: problems with the settings are printed, as Pulumi does */
async function up(stack: StackSession, events: unknown[]): Promise<boolean> {
  const check = await stack.checkConfig();
  if (!check.ok) {
    log(problemList(check.problems));
    return false;
  }
  const pulumi = await stack.prepareUp();
  const { docker, container = stack.containerName } = (await stack.snapshot()).location;
  let isReady = false;
  const work = async () => {
    isReady = await succeeds(() => stack.up(pulumi));
  };
  if (docker) events.push(...(await recordEvents(docker, container, work)));
  else await work();
  return isReady;
}

/** Pulumi has already printed why it failed. */
async function succeeds(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof OperatorError) return false;
    throw error;
  }
}

/** Returns why the old release cannot take over the data; undefined if it can. */
export async function dataObstacle(stack: StackSession, entry: JournalEntry): Promise<string | undefined> {
  const { rollback, rollbackLimit, storeSchemas, from } = entry;
  if (rollback === "never") return rollbackLimit;
  const { docker, volume } = (await stack.snapshot()).location;
  if (!docker || !volume || !storeSchemas) return rollback === "ifDataUnchanged" ? rollbackLimit : undefined;
  const current = await readStoreSchemas(dockerRunner(docker), { image: from.image, volume });
  const changed = changedStores(storeSchemas, current);
  if (changed.includes(SIGNING_RECORD))
    return `${SIGNING_RECORD} has another schema now, with which ${from.release} does not start`;
  if (changed.length > 0)
    log(`  ! ${from.release} rebuilds stores that the new release has rewritten: ${changed.join(", ")}`);
  return rollback === "ifDataUnchanged" && changed.length > 0 ? rollbackLimit : undefined;
}
