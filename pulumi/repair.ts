/** Repairs what a killed run leaves in a stack's state: a lock without a holder, an operation that never ended. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { z } from "zod";
import type { PulumiCli } from "./pulumi-cli";
import { hasPendingOperations } from "./state";
import { DEV_BACKEND, PROJECT_NAME } from "./dev-stack";
import { handleSignals } from "../terminal/end-signals";
import { OperatorError, log } from "../terminal/output";

const lockSchema = z.object({ pid: z.number(), hostname: z.string(), timestamp: z.coerce.date() });
type Lock = z.output<typeof lockSchema>;

/**
 * Repairs a stack's state.
 *
 * @param backend the folder that the state is in
 * @throws {OperatorError} while another run uses it
 */
export async function repair(stack: string, pulumi: PulumiCli, backend = DEV_BACKEND): Promise<void> {
  const other = await runAtWork(stack, backend);
  if (other !== undefined) {
    throw new OperatorError(
      `Another Pulumi run uses ${stack} (process ${other}), and two at once would damage its state: wait until it has ended.`,
    );
  }
  await removeLocks(stack, pulumi, backend);
  await clearPendingOperations(await pulumi.read("stack export"), pulumi);
}

/**
 * Waits until no run is at work on a stack's state, and removes the lock of one that was killed. A command that was
 * killed may have left its Pulumi.
 *
 * @returns whether the state may have changed since an earlier export
 * @throws {InterruptedWait} on Ctrl-C while it waits
 */
export async function releaseState(stack: string, pulumi: PulumiCli, backend: string): Promise<boolean> {
  const first = await runAtWork(stack, backend);
  if (first !== undefined) await waitForRun(first, stack, backend);
  return (await removeLocks(stack, pulumi, backend)) || first !== undefined;
}

/** A wait for another run that its operator has ended. */
export class InterruptedWait extends OperatorError {}

/** Waits until a run has ended, and each other one that begins meanwhile: one may wait at its prompt for hours. */
async function waitForRun(first: number, stack: string, backend: string): Promise<void> {
  const signals: NodeJS.Signals[] = [];
  const endHandling = handleSignals(["SIGINT", "SIGTERM"], (signal) => {
    signals.push(signal);
  });
  try {
    let reported: number | undefined;
    for (let pid: number | undefined = first; pid !== undefined; pid = await runAtWork(stack, backend)) {
      if (signals.length > 0)
        throw new InterruptedWait(
          `Interrupted while another Pulumi run uses ${stack} (process ${pid}): two at once would damage its state. To end that run: kill ${pid}`,
        );
      if (pid !== reported) log(waitText(stack, pid));
      reported = pid;
      await sleep(500);
    }
  } finally {
    endHandling();
  }
}

function waitText(stack: string, pid: number): string {
  return [
    `  … another Pulumi run uses ${stack} (process ${pid}): waiting until it has ended. It may wait for an answer to its own prompt.`,
    `    To end that run: kill ${pid}. To end this command: Ctrl-C`,
  ].join("\n");
}

/** Removes the locks of runs that were killed. @returns whether there were any */
async function removeLocks(stack: string, pulumi: PulumiCli, backend: string): Promise<boolean> {
  if (readLocks(stack, backend).length === 0) return false;
  log(`  ! the last run on ${stack} was interrupted: its lock is removed`);
  await pulumi.read("cancel", "--yes");
  return true;
}

/**
 * Compares a state with the real resources, if a killed run left an operation that never ended.
 *
 * @param state what `pulumi stack export` prints
 * @returns whether the state was rewritten
 */
export async function clearPendingOperations(state: string, pulumi: PulumiCli): Promise<boolean> {
  if (!hasPendingOperations(state)) return false;
  log("  ! the last run was interrupted while it changed a resource: comparing the state with the real resources");
  await pulumi.read("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  return true;
}

/** Returns the process id of the running Pulumi that holds the lock of a stack's state. */
async function runAtWork(stack: string, backend: string): Promise<number | undefined> {
  for (const lock of readLocks(stack, backend)) if (lock !== CUT_OFF && (await isHeld(lock))) return lock.pid;
  return undefined;
}

function readLocks(stack: string, backend: string): (Lock | typeof CUT_OFF)[] {
  const dir = path.join(backend, ".pulumi/locks/organization", PROJECT_NAME, stack);
  if (!existsSync(dir)) return [];
  const files = readdirSync(dir).filter((file) => file.endsWith(".json"));
  return files
    .map((file) => lockIn(readFileSync(path.join(dir, file), "utf8")))
    .filter((lock) => lock === CUT_OFF || lock.hostname === hostname());
}

/** A lock whose file ends too early, as after a power cut: Pulumi gives a file its name when it is whole. */
const CUT_OFF = "cut off";

function lockIn(text: string): Lock | typeof CUT_OFF {
  let lock: unknown;
  try {
    lock = JSON.parse(text);
  } catch {
    return CUT_OFF;
  }
  return lockSchema.parse(lock);
}

/** Seconds by which the clock may have been adjusted since the lock was created. */
const CLOCK_STEP = 60;

/**
 * Returns whether the process that created a lock may still run. After a reboot its id may belong to another program, which
 * then started after the lock was created. A process that `ps` cannot show, or whose age cannot be read, counts as running.
 */
export async function isHeld({ pid, timestamp }: { pid: number; timestamp: Date }): Promise<boolean> {
  if (!isThere(pid)) return false;
  // One column for each -o: BSD and macOS take all that follows the first `=` for that column's title.
  const args = ["-p", String(pid), "-o", "stat=", "-o", "etime="];
  const { stdout, exitCode } = await execa("ps", args, { reject: false });
  const [state = "", age = ""] = stdout.trim().split(/\s+/);
  if (exitCode !== 0) return isThere(pid);
  // Z: a zombie, which has ended and was not reaped.
  if (state.startsWith("Z")) return false;
  const seconds = secondsOf(age);
  if (seconds === undefined) return true;
  return Date.now() / 1000 - seconds <= timestamp.getTime() / 1000 + CLOCK_STEP;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process runs as another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Parses the elapsed time of `ps`: [[days-]hours:]minutes:seconds. Undefined if it is something else. */
function secondsOf(age: string): number | undefined {
  const [, days = "0", clock] = /^(?:(\d+)-)?(\d+(?::\d+){1,2})$/.exec(age) ?? [];
  if (clock === undefined) return undefined;
  return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}
