/** Carries out one stack's update, from the checks beside the running node to the last line. */
import { type DockerRunner, dockerRunner } from "../../remote/docker";
import { isDevStack } from "../../settings/stack-name";
import { OperatorError, task } from "../../terminal/output";
import { dutySource } from "../duties/chain";
import { waitForQuiet } from "../duties/quiet";
import { readComing } from "../duties/schedule";
import { validatorIn } from "../duties/stack-duties";
import { BACKUP_DIRECTORY, backUp, tryStoreSchemas, type VolumeRef } from "./backup";
import { prepareImage } from "./disk-space";
import { stackEffects } from "./effects";
import { type JournalEntry, openJournal, quietSeconds } from "./journal";
import { reportOutcome } from "./outcome";
import type { PreparedUpdate, QuietOptions } from "./prepare";
import { checkRollup } from "./rollup-check";
import { applyUpdate, prepareToApply, settingsOf } from "./transaction";

/** Longest that a registry may take to deliver an image, in milliseconds. */
const PULL_TIMEOUT = 3_600_000;

/** @param remaining stacks that would be updated next @throws {OperatorError} if the node is not ready on the new release */
export async function runUpdate(prepared: PreparedUpdate, remaining: readonly string[] = []): Promise<void> {
  const { stack, plan, node, volume, settingsText, rollbackOf, servedRollup } = prepared;
  const docker = dockerRunner(node.docker, PULL_TIMEOUT);
  const data = { image: await imageIdOf(docker, node.container), volume };
  await task("image, processor and disk", () => prepareImage(docker, node.container, plan, data));
  const compare = () => checkRollup(docker, { ...plan, stack: stack.name }, node.container, servedRollup);
  const { serves, rollupMoved } = await task("release and network", compare, ({ line }) => line);
  await task("preview", () => beforeChange(() => preview(prepared)));
  if (prepared.quiet) await waitFor(prepared, prepared.quiet);
  const begun = performance.now();
  const place = () => `${BACKUP_DIRECTORY}/ on the volume ${volume}`;
  const recorded = await task("backup", () => backUpAndRecord(docker, prepared, data), place);
  const entry = { ...recorded, rollupMoved, servedRollup: serves, settingsText, rollbackOf };
  const backedUp = performance.now();
  const effects = stackEffects(stack);
  await beforeChange(() => prepareToApply(entry, effects));
  // A wait for another run is no part of the time that the next update will take.
  const waited = performance.now() - backedUp;
  const outcome = await applyUpdate(entry, effects);
  const done = effects.journal.read();
  if (done && outcome.kind === "updated")
    effects.journal.write({ ...done, seconds: (performance.now() - begun - waited) / 1000 });
  await reportOutcome(stack, entry, outcome, { effects, expected: "updated", remaining });
}

/** Runs a step before anything is changed. @throws what it throws; an error of the operator also says that */
async function beforeChange<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    throw new OperatorError(`${error.message}\nNothing was changed; the node runs as before.`, { cause: error });
  }
}

/** Finds what `up` would refuse, while the node runs: keys of another stack, ports in use, what AWS does not allow. */
async function preview({ stack, plan, settingsText }: PreparedUpdate): Promise<void> {
  // Another run that has to end first would otherwise take the gap between two duties.
  const pulumi = await stack.prepareUp(plan.settings);
  // Pulumi reads a development stack's settings from a copy, which only `make up` writes.
  if (isDevStack(stack.name)) return;
  const text = settingsOf(stack.file.read(), { edits: [...plan.edits], settingsText });
  const options = ["--suppress-outputs", "--suppress-progress", "--color=never"];
  await stack.file.withDraft(text, (draft) => pulumi.read("preview", ...options, "--config-file", draft));
}

/** Waits until the node has no duty for as long as the rest of the update takes. */
async function waitFor({ stack }: PreparedUpdate, { seconds, limit }: QuietOptions): Promise<void> {
  const validator = validatorIn(await stack.snapshot());
  if (!validator || validator.attesters.length === 0) return;
  const read = async () => readComing(await dutySource(validator.cli, validator.container), validator.attesters);
  await waitForQuiet({
    stack: stack.name,
    read,
    limit,
    seconds: seconds ?? quietSeconds(openJournal(stack.name).read()),
  });
}

/** Returns the id of the running image: the host has it, even if its name now belongs to another one. */
async function imageIdOf(docker: DockerRunner, container: string): Promise<string> {
  const { code, text } = await docker(["container", "inspect", "--format", "{{.Image}}", container]);
  if (code !== 0) throw new OperatorError(`${text.trim()}\nNothing was changed.`);
  return text.trim();
}

async function backUpAndRecord(
  docker: DockerRunner,
  { stack, plan }: PreparedUpdate,
  data: VolumeRef,
): Promise<JournalEntry> {
  const { from, to, edits, pointOfNoReturn, demands } = plan;
  const now = new Date().toISOString().slice(0, 19).replaceAll(":", "");
  await backUp(docker, data, `${now}Z-${from.release}`);
  const storeSchemas = await tryStoreSchemas(docker, data.volume, [data.image]);
  if (typeof storeSchemas === "string")
    throw new OperatorError(`${storeSchemas}\nNothing was changed; the node runs as before.`);
  const isMigrated = demands.some(({ isIrreversible }) => isIrreversible);
  return {
    phase: "applying",
    from,
    to,
    edits: [...edits],
    rollback: isMigrated ? "never" : pointOfNoReturn ? "ifDataUnchanged" : "always",
    rollbackLimit: pointOfNoReturn,
    settingsBefore: stack.file.read(),
    storeSchemas,
  };
}
